"""What the search box finds is replaced as a whole when a revision becomes the current one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.models import SearchEntry
from kb.queries.entries import entries
from kb.rules.knowledge import Knowledge

BATCH = 1000


def index(records: Mapping[str, Sequence[Mapping[str, Any]]], knowledge: Knowledge) -> int:
    """Replace all rows by those of a revision (records by kind); tells how many there are. Call it inside a transaction."""
    SearchEntry.objects.all().delete()
    rows = [
        SearchEntry(revision=knowledge.revision, kind=e.kind, slug=e.slug, anchor=e.anchor, title=e.title, names=e.names,
                    body=e.body, facets=e.marks())
        for e in entries(records, knowledge)
    ]  # fmt: skip
    SearchEntry.objects.bulk_create(rows, batch_size=BATCH)
    return len(rows)


def indexed(revision: str) -> bool:
    """Whether the rows are those of a revision."""
    return SearchEntry.objects.filter(revision=revision).exists()
