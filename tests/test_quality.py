"""Style and types, as pyproject.toml asks for them, everywhere."""

import subprocess
import sys

from bootstrap.checkout import ROOT


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def test_style() -> None:
    done = run("ruff", "check", "--output-format", "concise", "--no-cache", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def test_types() -> None:
    done = run("mypy")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues found in" in done.stdout
