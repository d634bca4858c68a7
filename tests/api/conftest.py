"""The API over the sample record: published as a revision, without the files and rows that a load would make."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from kb.models import Publication, Revision
from kb.queries.published import Published, published
from kb.rules.canonical import document_of, name_of
from tests.api.asking import Api
from tests.sample import sample


def publish_rows(rows: dict[str, list[dict[str, Any]]]) -> Published:
    """Make these records the current revision."""
    document = document_of(rows)
    new = {"document": document, "records": sum(map(len, rows.values()))}
    revision, _ = Revision.objects.get_or_create(pk=name_of(document), defaults=new)
    Publication.objects.create(revision=revision, who="a test", why="to try it")
    now = published()
    assert now is not None
    assert now.revision == revision.pk
    return now


@pytest.fixture
def now(db: None) -> Published:  # noqa: ARG001 - the database is wanted
    return publish_rows(sample())


@pytest.fixture
def api(now: Published) -> Api:  # noqa: ARG001 - something is published
    return Api(Client(raise_request_exception=False))
