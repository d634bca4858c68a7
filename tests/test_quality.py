"""Style and types, as pyproject.toml asks for them.

Rooms are named once they are clean, and stay so. Types are strict everywhere but in the files that are named as waiting.
"""

import re
import subprocess
import sys

import pytest

from bootstrap.checkout import ROOT

STYLED = (
    *("manage.py", "bootstrap", "kb/conf", "kb/api", "kb/models", "kb/queries", "kb/search", "kb/services", "kb/templatetags"),
    *("tests/api", "tests/bootstrap", "tests/conf", "tests/models", "tests/services", "tests/test_architecture.py", "tests/test_ci.py"),
)
UNTYPED = {"kb/importers/quotes.py", "kb/rules/audit.py"}


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("place", [place for place in STYLED if (ROOT / place).exists()])
def test_style(place: str) -> None:
    done = run("ruff", "check", "--output-format", "concise", "--no-cache", place)
    assert done.returncode == 0, done.stdout + done.stderr


def test_types() -> None:
    done = run("mypy")
    wrong = [line for line in done.stdout.splitlines() if re.match(r"[^:]+:\d+: error", line) and line.partition(":")[0] not in UNTYPED]
    assert wrong == []
    assert re.search(r"checked \d{2,} source files", done.stdout) or "no issues found" in done.stdout, done.stdout + done.stderr
