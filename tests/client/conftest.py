"""The client as its users have it: one file, an instance on the real record, and a downloaded revision."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.rendering.client_file import NAME, client_file
from tests.real import live_site

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="package")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:  # noqa: ARG001 - it makes the tables
    """The address of an instance."""
    with live_site(django_db_blocker.unblock) as address:
        yield address


@pytest.fixture(scope="package")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client, away from its checkout."""
    place = tmp_path_factory.mktemp("client") / NAME
    place.write_bytes(client_file().data)
    return place


@pytest.fixture(scope="package")
def run(file: Path, site: str) -> Run:
    """Runs the client, which sees nothing of the project; more settings by keyword."""

    def go(*words: str, told: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        clean = {n: x for n, x in os.environ.items() if not n.startswith(("CANIDISTILL_", "PYTHON"))}
        env = {**clean, "CANIDISTILL_SITE": site, **settings}
        command = [sys.executable, "-I", str(file), *words]
        return subprocess.run(command, cwd=file.parent, env=env, input=told, capture_output=True, text=True, check=False, timeout=120)

    return go


@pytest.fixture(scope="package")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The current revision, downloaded."""
    place = tmp_path_factory.mktemp("record") / "revision"
    done = run("download", str(place))
    assert done.returncode == 0, done.stderr
    return place
