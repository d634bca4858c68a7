"""What is new about a kind, a maker or one record: entries of the chronicle up to a day, newest first."""

from __future__ import annotations

from kb.models import Publication
from kb.queries.chronicle import Entry, chronicle
from kb.queries.published import Published

KINDS = ("instruments", "cases", "laws", "incidents")
SUBJECTS = ("providers", *KINDS)
MOST = 60  # entries of a feed


def news(now: Published, day: str, kind: str = "", slug: str = "") -> list[Entry]:
    """At most `MOST` entries up to a day (ISO). `kind` narrows to a kind; with `slug`, to what concerns that record."""
    found = [e for e in reversed(chronicle(now)) if e.day <= day and _concerns(now, e, kind, slug)]
    return found[:MOST]


def _concerns(now: Published, entry: Entry, kind: str, slug: str) -> bool:
    if not kind:
        return True
    if kind == "providers":
        record = now.records[entry.kind].get(entry.slug, {})
        return slug == record.get("provider") or slug in (record.get("providers") or ())
    return entry.kind == kind and slug in ("", entry.slug)


def published_at() -> str:
    """When the current revision was published (RFC 3339, UTC)."""
    at = Publication.objects.order_by("-id").values_list("at", flat=True).first()
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
