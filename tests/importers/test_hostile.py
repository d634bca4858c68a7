"""Hostile documents are refused or read in bounded memory, with a clear error, in every doorway."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from bootstrap.checkout import ROOT
from kb.importers import documents
from kb.importers.bounded import LONGEST
from kb.services.mentions import DocumentError
from tests.api.asking import Api, problem
from tests.importers.hostile import CASES, outcome


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """What came of each case, from one process under limits of memory and processor time."""
    done = subprocess.run([sys.executable, "-m", "tests.importers.hostile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_document_is_read_or_refused_within_bounds(said: dict[str, str], name: str) -> None:
    assert CASES[name][1] in said[name]
    assert len(said[name]) < 300


def test_a_bound_that_is_exceeded_is_seen() -> None:
    with pytest.raises(DocumentError):
        documents.read(b" " * (LONGEST + 1))
    assert outcome("model gpt-4o") == "read"


FIFTY_MB = 50_000_000


@pytest.mark.parametrize(("data", "words"), [
    (b"---\nlicense: mit\n---\n" + b" " * FIFTY_MB, "are read"), (gzip.compress(b"model gpt-4o"), "compressed"), (b"model \xff", "UTF-8"),
    (b"a: &a [x]\nb: *a\n", "aliases"),
])  # fmt: skip
def test_an_upload_is_refused_with_what_is_wrong(now: Any, data: bytes, words: str) -> None:  # noqa: ARG001 - something is published
    page = Client().post("/check/", {"student_kind": "task_llm", "file": SimpleUploadedFile("README.md", data)})
    assert page.status_code == 400
    assert words in page.content.decode()


def test_a_gigantic_paste_is_refused(now: Any) -> None:  # noqa: ARG001 - something is published
    page = Client().post("/check/", {"student_kind": "task_llm", "document": "a" * FIFTY_MB})
    assert page.status_code == 400


def test_the_api_refuses_what_is_too_large_or_compressed(api: Api) -> None:
    problem(api.post("check/", {"document": "a" * FIFTY_MB}), 413, "too-large")
    packed = gzip.compress(json.dumps({"document": "model acme-1"}).encode())
    problem(api.post("check/", packed, headers={"Content-Encoding": "gzip"}), 415, "unsupported-media-type")
    problem(api.post("check/", b'{"document": ' + b"[" * 100_000), 400, "malformed-body")
    problem(api.post("runs/", {"models": [f"m{i}" for i in range(20_000)]}), 400, "invalid-document")


def test_the_command_ends_on_a_file_without_an_end() -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("check_document", "/dev/zero", "student_kind=task_llm", stderr=(told := io.StringIO()))
    assert ended.value.code == 3
    assert "are read" in told.getvalue()
