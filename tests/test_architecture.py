"""The house's rules, held by reading its code."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.checkout import ROOT

LONGEST_FILE = 500  # lines
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"}
HOUSES = ("bootstrap", "client", "kb", "tests", "bench")
LATER = {"django", "psycopg"}  # inside functions that run once the environment is made
IMPURE = {"random", "secrets", "time", "os", "io", "pathlib", "socket", "subprocess", "urllib.request", "sqlite3", "threading", "logging"}
DEPENDENCIES = {
    *("django", "rest_framework", "drf_spectacular", "corsheaders", "csp", "whitenoise", "gunicorn"),
    *("pghistory", "pgtrigger", "psycopg", "celery", "kombu", "redis", "yaml", "markdown", "nh3"),
}
EXTRAS = {  # optional, each for its own place alone
    "kb/agents/": {"mcp", "pydantic", "uvicorn"},
    "kb/rendering/parquet.py": {"pyarrow"},
    "kb/rendering/word.py": {"docx", "lxml"},
}
HOST = re.compile(r"://|--index-url|--extra-index|--find-links")


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def modules(tree: ast.AST) -> Iterator[str]:
    """Full names of all absolute imports, those inside functions included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def packages(tree: ast.AST) -> set[str]:
    return {name.partition(".")[0] for name in modules(tree)}


def foreign(files: Iterator[Path], house: str) -> dict[str, set[str]]:
    """File -> packages that are neither the standard library's nor the house's own."""
    known = sys.stdlib_module_names | {house}
    found = {str(file.relative_to(ROOT)): packages(parsed(file)) - known for file in files}
    return {file: names for file, names in found.items() if names}


def test_the_core_needs_only_the_standard_library() -> None:
    assert len(list(python_files("kb/rules"))) > 10
    assert foreign(python_files("kb/rules"), "kb") == {}


def test_the_core_imports_only_itself() -> None:
    for file in python_files("kb/rules"):
        rooms = {name for name in modules(parsed(file)) if name.startswith("kb")}
        assert all(name.startswith("kb.rules") for name in rooms), file


def test_the_core_has_no_clock_no_files_and_no_chance() -> None:
    for file in python_files("kb/rules"):
        assert not IMPURE & set(modules(parsed(file))), file


def test_the_client_needs_the_standard_library_and_the_core() -> None:
    assert len(list(python_files("client"))) > 5
    for file in python_files("client"):
        known = sys.stdlib_module_names | {"canidistill_client"}
        assert all(name.startswith("kb.rules.") or name.partition(".")[0] in known for name in modules(parsed(file))), file


def test_the_launcher_needs_only_the_standard_library() -> None:
    assert {name for names in foreign(python_files("bootstrap"), "bootstrap").values() for name in names} <= LATER


def test_the_launcher_imports_django_only_inside_functions() -> None:
    for file in python_files("bootstrap"):
        top = ast.Module([node for node in parsed(file).body if isinstance(node, ast.Import | ast.ImportFrom)], [])
        assert packages(top) <= sys.stdlib_module_names | {"bootstrap"}, file


def test_every_import_of_the_site_is_a_named_dependency() -> None:
    """Nothing is imported that only happens to be installed."""
    for file, names in foreign(python_files("kb"), "kb").items():
        extra = set().union(*(names for place, names in EXTRAS.items() if file.startswith(place)))
        assert names <= DEPENDENCIES | extra, file


def test_rooms_keep_their_order() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_importing_the_site_imports_nothing() -> None:
    assert (ROOT / "kb" / "__init__.py").read_text(encoding="utf-8").strip() == ""


@pytest.mark.parametrize("house", HOUSES)
def test_no_file_is_too_long_to_read(house: str) -> None:
    written = (file for file in python_files(house) if "migrations" not in file.parts)
    lines = {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8").count("\n") for file in written}
    assert {file: count for file, count in lines.items() if count > LONGEST_FILE} == {}


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    assert [file for file in python_files(*HOUSES) if VAGUE & {file.stem, *file.relative_to(ROOT).parts}] == []


def test_requirements_are_pinned_hashed_and_name_no_host() -> None:
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        packages = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert packages, file
        assert all("==" in line for line in packages), file
        assert text.count("--hash=sha256:") >= len(packages), file
        assert not HOST.search(text), file


def test_every_direct_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    for file in (ROOT / "requirements").glob("*.in"):
        for line in file.read_text(encoding="utf-8").splitlines():
            if name := re.match(r"[A-Za-z][\w.-]*", line):
                assert f"`{name[0].lower()}`" in explained, f"{name[0]} of {file.name} has no line in docs/dependencies.md"
