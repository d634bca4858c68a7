"""Pages are tried on the real record."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from kb.queries.published import Published, published
from tests.real import published_record


@pytest.fixture(scope="package", autouse=True)
def record(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001 - asked for its order
    with published_record(django_db_blocker.unblock):
        yield


@pytest.fixture(autouse=True)
def _database(record: None, db: None) -> None:
    """Every page test reads the database, and leaves it as it was."""


@pytest.fixture
def now() -> Published:
    """The published revision."""
    current = published()
    assert current
    return current


def body_of(client: Client, address: str) -> str:
    """A page as it reads, without escapes. Fails where there is none."""
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.content.decode())
