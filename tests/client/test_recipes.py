"""The recipes of docs/builders.md, run in order against an instance: each ends well and prints what the page says."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from bootstrap.checkout import ROOT
from kb.api.guide import EXAMPLE_SITE
from kb.models.tokens import SCOPES
from kb.services import tokens
from tests.real import apart

GUIDE = (ROOT / "docs" / "builders.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [(m[1], m[2]) for m in BLOCK.finditer(GUIDE)]


@pytest.fixture
def token(site: str, django_db_blocker: Any) -> str:  # noqa: ARG001 - of that site
    """A token that may do everything."""
    made: list[str] = []

    def make() -> None:
        owner = User.objects.create_user("builder")
        made.append(tokens.make(owner, "recipes", SCOPES, timezone.now() + dt.timedelta(days=1))[1])

    with django_db_blocker.unblock():
        apart(make)
    return made[0]


def printed(at: int) -> str | None:
    """What the block there prints, as far as the guide says."""
    return BLOCKS[at + 1][1] if at + 1 < len(BLOCKS) and BLOCKS[at + 1][0] == "text" else None


def test_every_recipe_does_what_it_says(site: str, token: str, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "SITE": site, "CANIDISTILL_TOKEN": token, "PATH": path}
    ran = [language for language, _ in BLOCKS if language != "text"]
    assert (ran.count("sh"), ran.count("python")) == (6, 7)
    for at, (language, block) in enumerate(BLOCKS):
        if language == "text":
            continue
        code = block.replace(EXAMPLE_SITE, site)
        command = ["bash", "-euo", "pipefail", "-c", code] if language == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        assert (printed(at) or "") == done.stdout, code
