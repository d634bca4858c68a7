"""What continuous integration relies on: a skip is a failure there, and the script ends with pytest's own summary."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bootstrap.checkout import ROOT

SKIPS = {
    "a test": "import pytest\ndef test_x():\n    pytest.skip('no such thing here')\n",
    "a mark": "import pytest\n@pytest.mark.skip(reason='no such thing here')\ndef test_x():\n    pass\n",
    "a file": "import pytest\npytest.skip('no such thing here', allow_module_level=True)\n",
}


def run(folder: Path, text: str, **settings: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").touch()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.conftest", str(folder)]
    clean = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith("PYTEST_")}
    bare = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=ROOT, env=clean | bare | settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("where", SKIPS)
def test_a_skip_is_a_failure_there_and_only_there(tmp_path: Path, where: str) -> None:
    elsewhere = run(tmp_path, SKIPS[where])
    assert "1 skipped" in elsewhere.stdout
    there = run(tmp_path, SKIPS[where], CI="true")
    assert there.returncode in (1, 2)
    assert "no such thing here" in there.stdout
    assert "skipped" not in there.stdout.splitlines()[-1]


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    text = "import pytest\n@pytest.mark.xfail\ndef test_x():\n    assert False\n"
    assert run(tmp_path, text, CI="true").returncode == 0


def test_the_script_runs_the_readmes_command_last() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").strip().splitlines()
    assert script[-1] == "exec python3 manage.py test"
    assert "python3 manage.py test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=False).returncode == 0
