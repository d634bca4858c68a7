"""The real record, loaded and published once for a package of tests, served if need be, and cleared away after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.db import connections
from django.test.testcases import LiveServerThread

from kb.importers import folder
from kb.services.publish import publish

FIXTURES = Path(__file__).parents[1] / "fixtures"


@contextmanager
def published_record(unblock: Any, load: Callable[[], object] | None = None) -> Iterator[None]:
    """Load and publish the real record, or what `load` loads, outside any transaction. `unblock` is pytest-django's blocker."""
    with unblock():
        apart(lambda: _publish(load or _load_files))
    yield
    with unblock():
        apart(lambda: call_command("flush", interactive=False, verbosity=0))


@contextmanager
def live_site(unblock: Any) -> Iterator[str]:
    """The address of a server on the real record, which reads the tests' database."""
    with published_record(unblock), unblock():
        thread = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        assert thread.error is None
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


def _load_files() -> None:
    folder.load(FIXTURES, who="tests", why="", tell=lambda _line: None)


def _publish(load: Callable[[], object]) -> None:
    if not connections["default"].introspection.table_names():  # no test asked for the database itself, so nobody made its tables
        call_command("migrate", verbosity=0)
    load()
    publish(who="tests", why="")


def apart(work: Callable[[], object]) -> None:
    """Do it in a thread of its own: a browser's event loop may run in this one, and connections are kept by thread."""

    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()
