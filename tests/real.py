"""The real record, loaded and published once for a package of tests, and cleared away after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management import call_command

from kb.importers import folder
from kb.services.publish import publish

FIXTURES = Path(__file__).parents[1] / "fixtures"


@contextmanager
def published_record(unblock: Any) -> Iterator[None]:
    """Load and publish the real record outside any transaction. `unblock` is pytest-django's blocker."""
    with unblock():
        folder.load(FIXTURES, who="tests", why="", tell=lambda _line: None)
        publish(who="tests", why="")
    yield
    with unblock():
        call_command("flush", interactive=False, verbosity=0)
