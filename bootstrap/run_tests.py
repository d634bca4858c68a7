"""`manage.py test [pytest arguments]`: the environment with what the tests need, then pytest.

The tests start and stop a PostgreSQL of their own (tests/conftest.py); a running site is not touched.
"""

import subprocess
import sys

from bootstrap import environment
from bootstrap.browser import chromium
from bootstrap.checkout import ROOT
from bootstrap.messages import say


def run(argv: list[str]) -> int:
    """Run the test suite; pytest's own exit status."""
    groups = ["base", "test", "agents", "parquet", "office", *(["browser"] if chromium() else [])]
    environment.ensure(groups, argv)
    if "browser" not in groups:
        say("No Chromium was found: the tests that look at pages in a browser will be skipped.")
    say("Running the tests …")
    child = subprocess.Popen([sys.executable, "-m", "pytest", *argv[2:]], cwd=ROOT)  # noqa: S603
    try:
        return child.wait()
    except BaseException:
        child.terminate()
        child.wait()
        raise
