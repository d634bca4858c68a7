"""The history of a record: every change of its rows, with who made it and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kb.models.layout import TABLES, Table, root_key

WORDS = {"insert": "added", "update": "changed", "delete": "removed"}
SILENT = frozenset({"file_digest", "row_digest", "scope"})


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one row: `differs` gives before and after by column (for a new row all that it holds)."""

    at: datetime
    what: str
    table: str
    key: str
    who: str
    why: str
    differs: Mapping[str, tuple[Any, Any]]


def changes(kind: str, slug: str) -> list[Change]:
    """Every change of a record and its parts, the newest first. Changes of digests alone are left out."""
    found = [c for model in _tables(TABLES[kind]) for c in _changes_of(model, _key_of(model), kind, slug)]
    return sorted(found, key=lambda c: (c.at, c.table, c.key), reverse=True)


def _tables(table: Table) -> Iterator[Any]:
    yield table.model
    yield from (model for model, _, _ in table.references.values())
    for part in table.parts.values():
        yield from _tables(part)


def _key_of(model: Any) -> str:
    return str(model._meta.pk.name)


def _changes_of(model: Any, key: str, kind: str, slug: str) -> Iterator[Change]:
    history = model._meta.get_field("history").related_model
    columns = [f.attname for f in model._meta.concrete_fields]
    chosen = {key: slug} if key == "slug" else {"id__regex": rf"^{_escaped(root_key(kind, slug))}[/@#]"}
    before: dict[str, dict[str, Any]] = {}
    rows = history.objects.filter(**chosen).order_by("pgh_id").values(
        *columns, "pgh_label", "pgh_created_at", "pgh_context__metadata",
    )  # fmt: skip
    for row in rows:
        label, at, context = row.pop("pgh_label"), row.pop("pgh_created_at"), row.pop("pgh_context__metadata") or {}
        name = str(row[key])
        was = before.pop(name, {})
        now = {} if label == "delete" else row
        differs = {c: (was.get(c), now.get(c)) for c in columns if was.get(c) != now.get(c) and c not in SILENT}
        if now:
            before[name] = now
        if differs:
            yield Change(at, WORDS[label], str(model._meta.verbose_name), name, context.get("who", ""), context.get("why", ""), differs)


def _escaped(text: str) -> str:
    """A slug or citation inside a PostgreSQL pattern: of its signs only the dot means more than itself."""
    return text.replace(".", r"\.")
