"""One record as a line of a list: its name, and the few words that tell it from the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.queries.published import Published

# The fields that stand beside a record's name in its list, by kind.
BESIDE = {
    "instruments": ("provider", "kind"), "models": ("provider", "weights", "released"), "services": ("operator", "kind"),
    "datasets": ("provider", "released"), "edges": ("grade", "relation"), "cases": ("court", "stage"), "laws": ("jurisdiction", "kind"),
    "issues": ("status",), "assessments": ("avenue", "level"), "incidents": ("date", "grade"), "sources": ("publisher", "date"),
    "constructions": ("number",), "providers": ("country",),
}  # fmt: skip
NAMED = {"provider": "providers", "operator": "providers"}


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list."""

    kind: str
    slug: str
    title: str
    beside: str


def line_of(now: Published, kind: str, record: Mapping[str, Any]) -> Line:
    """A record as a line."""
    slug = str(record["slug"])
    title = now.title(kind, slug)
    if kind == "edges":
        title = f"{now.title(record['parent_kind'] + 's', record['parent'])} → {now.title(record['child_kind'] + 's', record['child'])}"
    words = [
        now.title(NAMED[n], str(record[n])) if n in NAMED else str(record[n]).replace("_", " ")
        for n in BESIDE.get(kind, ())
        if record.get(n)
    ]
    return Line(kind, slug, title, " · ".join(words))
