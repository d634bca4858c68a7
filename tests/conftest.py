"""What every test can ask for: a PostgreSQL of the tests' own, started by the first test that needs one; a browser."""

import os
import signal
import sys
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

import pytest
from django.conf import settings
from django.db import connections
from hypothesis import settings as properties

from bootstrap import checkout, postgres
from bootstrap.browser import chromium
from kb.conf import environment

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)
GIVEN = os.environ.get("KB_TEST_DATABASE_URL")  # a server on which tests may make and drop databases


def pytest_configure(config: pytest.Config) -> None:
    """End on SIGTERM as on Ctrl-C, so that servers of the tests are stopped."""
    config.addinivalue_line("markers", "browser: looks at pages in the machine's Chromium")
    properties.register_profile("untimed", deadline=None)  # a property is true or not, however busy the machine is
    properties.load_profile("untimed")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, a skipped test has failed: nothing is passed off as done."""
    return _unskipped((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a skipped file."""
    return _unskipped((yield))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:  # noqa: ARG001 - pytest-django's
    """Point Django at a throw-away server before the test database is made."""
    if GIVEN:
        _use(GIVEN)
        yield
        return
    with postgres.throwaway(checkout.home()) as server:
        _use(server.url)
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium, driven by Playwright. Skips the test, and says so, where there is none."""
    place = chromium()
    if place is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="requirements/browser.txt is not installed")
    with playwright.sync_playwright() as driver:
        sandbox = ["--no-sandbox"] if checkout.is_root() else []
        quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        running = driver.chromium.launch(executable_path=place, args=[*sandbox, *quiet])
        yield running
        running.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page of 1280 x 900 pixels in a context of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def _unskipped(report: Report) -> Report:
    if os.environ.get("CI") and report.outcome == "skipped" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Skipped, which CI does not allow: {report.longrepr}"
    return report


def _use(url: str) -> None:
    """Replace where Django's default connection leads, keeping the test database's own name and settings."""
    found = environment.database_at(url, pool=0)
    for described in (settings.DATABASES["default"], connections["default"].settings_dict):
        described.update(found | {"NAME": described["NAME"] if described["NAME"].startswith("test_") else found["NAME"]})
