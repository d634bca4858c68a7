"""Pages are tried on the real record."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.real import published_record


@pytest.fixture(scope="package", autouse=True)
def record(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001 - asked for its order
    with published_record(django_db_blocker.unblock):
        yield


@pytest.fixture(autouse=True)
def _database(record: None, db: None) -> None:
    """Every page test reads the database, and leaves it as it was."""
