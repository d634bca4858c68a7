"""Revisions: what was published when, what one holds, and what differs between two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.models import Publication, Revision

Row = Mapping[str, Any]
Name = tuple[str, str]  # kind, slug


def revisions() -> dict[str, Row]:
    """Every revision, oldest first, by a key that sorts so: id, when it was made (ISO, UTC), number of records, and is it current."""
    current = Publication.objects.order_by("-id").values_list("revision_id", flat=True).first()
    found = Revision.objects.order_by("created_at", "id").values_list("id", "created_at", "records")
    rows = [{"id": name, "created_at": at.isoformat(), "records": count, "current": name == current} for name, at, count in found]
    return {f"{row['created_at']}/{row['id']}": row for row in rows}


def revision(name: str) -> Row | None:
    """One revision by its id, with the times at which it became the current one, or None."""
    found = next((row for row in revisions().values() if row["id"] == name), None)
    if found is None:
        return None
    times = Publication.objects.filter(revision_id=name).order_by("id").values_list("at", flat=True)
    return {**found, "published": [at.isoformat() for at in times]}


def published_at(revision: str) -> datetime | None:
    """When a revision last became the current one, or None where it never did."""
    return Publication.objects.filter(revision_id=revision).order_by("-id").values_list("at", flat=True).first()


def state() -> str:
    """What the list of revisions depends on: it changes with every publication, of an old revision too."""
    return str(Publication.objects.order_by("-id").values_list("id", flat=True).first())


def records_of(revision: str) -> dict[Name, Mapping[str, Any]] | None:
    """The records of a revision by kind and slug; None where there is no such revision."""
    document = Revision.objects.filter(pk=revision).values_list("document", flat=True).first()
    if document is None:
        return None
    return {(kind, r["slug"]): r for kind, rows in json.loads(document).items() for r in rows}


@dataclass(frozen=True, slots=True)
class Difference:
    """What one revision has and another has not, by kind and slug."""

    added: tuple[Name, ...]
    changed: tuple[Name, ...]
    removed: tuple[Name, ...]


def difference(old: Mapping[Name, Any], new: Mapping[Name, Any]) -> Difference:
    """What came, changed and went from the records of one revision to those of another."""
    return Difference(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(n for n in new.keys() & old.keys() if new[n] != old[n])),
        tuple(sorted(old.keys() - new.keys())),
    )
