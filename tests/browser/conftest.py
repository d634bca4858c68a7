"""A real server on the real record, for tests that look through a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.real import live_site

WIDTHS = {"desk": 1280, "phone": 390}


@pytest.fixture(scope="session")  # before the browser, whose event loop would keep this thread from making the tables
def server(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:  # noqa: ARG001 - it makes the tables
    """The address of a server that reads the tests' database."""
    with live_site(django_db_blocker.unblock) as address:
        yield address


@pytest.fixture(params=WIDTHS.values(), ids=WIDTHS)
def view(server: str, browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page at each width; what the console says in error fails the test."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, base_url=server)
    page = context.new_page()
    said: list[str] = []
    refused = ("status of 400", "status of 404")  # Chromium says so of what was refused, as it must be
    page.on("console", lambda m: said.append(m.text) if m.type == "error" and not any(r in m.text for r in refused) else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    yield page
    context.close()
    assert said == []


@pytest.fixture
def plain(server: str, browser: Any) -> Iterator[Any]:
    """A page without script."""
    context = browser.new_context(viewport={"width": 390, "height": 900}, base_url=server, java_script_enabled=False)
    yield context.new_page()
    context.close()
