"""Rows to plain records: the one bridge from the database to what the core, a dump and a publication read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Q

from kb.models.layout import TABLES, Columns, Row, Table, rows
from kb.rules.shapes import ordered

Keys = list[str] | None
Parts = Mapping[str, Mapping[str, list[Any]]]  # field: key of the owner: what it holds, in order


def records(kinds: Iterable[str] = tuple(TABLES), *, state: str = "published", slugs: Iterable[str] | None = None) -> dict[str, list[Row]]:
    """Records by kind, ordered by slug, fields in declared order. `state` "" takes drafts too; `slugs` only those of them."""
    return {kind: _of_kind(kind, _wanted(state, slugs)) for kind in kinds}


def record(kind: str, slug: str) -> Row | None:
    """One record in whatever state, or None."""
    found = records([kind], state="", slugs=[slug])[kind]
    return found[0] if found else None


def _wanted(state: str, slugs: Iterable[str] | None) -> Columns:
    wanted: Columns = {"state": state} if state else {}
    return wanted if slugs is None else {**wanted, "slug__in": list(slugs)}


def _of_kind(kind: str, wanted: Columns) -> list[Row]:
    table = TABLES[kind]
    found = _rows(table, Q(**wanted), "slug")
    parts = _parts(table, wanted.get("slug__in"))
    return [ordered(table.shape, _restored(table, row, row["slug"], parts)) for row in found]


def _parts(table: Table, keys: Keys) -> Parts:
    """What each field that lies in a table of its own holds, by the key of the row that it belongs to.

    `keys` are the owners wanted, None for all. No table is joined: a plan for joins can go wrong where nothing was analyzed yet.
    """
    found: dict[str, Mapping[str, list[Any]]] = {}
    for name, (model, owner, target) in table.references.items():
        lists: dict[str, list[Any]] = defaultdict(list)
        chosen = rows(model).filter(_of_owners(owner, keys)).order_by("position")
        for key, slug in chosen.values_list(f"{owner}_id", f"{target}_id"):
            lists[key].append(slug)
        found[name] = lists
    for name, part in table.parts.items():
        inside = _rows(part, _of_owners(part.owner, keys) & Q(**part.fixed), "position")
        deeper = _parts(part, None if keys is None else [row["id"] for row in inside])
        lists = defaultdict(list)
        for row in inside:
            lists[row[f"{part.owner}_id"]].append(_restored(part, row, row["id"], deeper))
        found[name] = lists
    return found


def _of_owners(owner: str, keys: Keys) -> Q:
    return Q(**{f"{owner}__isnull": False}) if keys is None else Q(**{f"{owner}_id__in": keys})


def _rows(table: Table, wanted: Q, order: str) -> list[Columns]:
    columns = [table.column(f) for f in table.plain()] + [c for fold in table.folds for c in fold.columns]
    keys = ["id", f"{table.owner}_id"] if table.owner else []
    return list(rows(table.model).filter(wanted).order_by(order).values(*{*columns, *keys}))


def _restored(table: Table, row: Columns, key: str, parts: Parts) -> Columns:
    found: Columns = {f.name: _plain(row[table.column(f)]) for f in table.plain()}
    for fold in table.folds:
        found.update(fold.restore(row))
    for name in (*table.parts, *table.references):
        found[name] = parts[name].get(key)
    return {name: value for name, value in found.items() if value is not None and value != ""}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
