"""Revisions: the list, one with what it holds, and what differs between two."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from kb.models import Revision

Name = tuple[str, str]  # kind, slug


def revisions() -> QuerySet[Revision]:
    """All revisions, the one that became current last first; `current_since` is that moment. Documents are left in the database."""
    return Revision.objects.defer("document").annotate(current_since=Max("publications__at")).order_by("-current_since", "id")


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
