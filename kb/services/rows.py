"""Plain records to rows: what a record looks like in tables, and the least writing that brings the tables there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from kb.models.layout import TABLES, Columns, Row, Table, root_key, rows
from kb.rules.shapes import Field

BATCH = 1000


@dataclass(slots=True)
class Place:
    """One table for one kind of record, with the rows wanted and the rows that are there, by key.

    The same table can serve several places (norms of clauses, norms of provisions); each looks after its own rows: those whose
    `owner` is a row of the place `above`, for a record itself those with its slug.
    """

    model: type[Model]
    owner: str
    above: Place | None
    fixed: Mapping[str, Any]
    wanted: dict[str, Columns] = field(default_factory=dict)
    there: dict[str, Columns] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


def places_of(kind: str, contents: Mapping[str, Row], beside: Mapping[str, Columns]) -> list[Place]:
    """Every table of one kind with the rows that `contents` (records by slug) ask for.

    `beside` are the columns of each record that are none of its fields: state and digests.
    """
    places = dict(_places(TABLES[kind], "", None))
    for slug, record in contents.items():
        _lay(TABLES[kind], record, slug, root_key(kind, slug), "", places)
        places[""].wanted[slug] |= beside[slug]
        if kind == "instruments":
            _name_origins(slug, places["/versions/clauses"].wanted)
    return list(places.values())


def _places(table: Table, name: str, above: Place | None) -> Iterator[tuple[str, Place]]:
    """Every table below a record, by the way of field names that leads to it; owners come before their parts."""
    place = Place(table.model, table.owner, above, table.fixed)
    yield name, place
    for field_name, (model, owner, _) in table.references.items():
        yield f"{name}/{field_name}", Place(model, owner, place, {})
    for field_name, part in table.parts.items():
        yield from _places(part, f"{name}/{field_name}", place)


def _lay(table: Table, row: Row, key: str, path: str, name: str, places: Mapping[str, Place]) -> None:
    """Lay out one record or part. `key` is what its parts point to, `path` what their own keys begin with."""
    columns = _columns(table, row)
    places[name].wanted[key] = columns
    for field_name, (_, owner, target) in table.references.items():
        wanted = places[f"{name}/{field_name}"].wanted
        for at, slug in enumerate(row.get(field_name) or ()):
            wanted[f"{path}/{field_name}/{at + 1}"] = {f"{owner}_id": key, f"{target}_id": slug, "position": at}
    for field_name, part in table.parts.items():
        items = row.get(field_name) or []
        for at, item in enumerate(items):
            derived = part.derived(at, items)
            own = f"{path}{part.suffix({**item, **derived}, field_name, at)}"
            _lay(part, item, own, own, f"{name}/{field_name}", places)
            places[f"{name}/{field_name}"].wanted[own] |= {f"{part.owner}_id": key, "position": at, **part.fixed, **derived}


def _columns(table: Table, row: Row) -> Columns:
    found = {table.column(f): _stored(f, row.get(f.name)) for f in table.plain() if f.name != "slug"}
    for fold in table.folds:
        found |= fold.store(row)
    return found


def _stored(field_: Field, value: Any) -> Any:
    """A field's value as its column holds it: nothing is "" for texts, [] for lists, NULL for the rest."""
    if field_.many:
        return list(value or [])
    if field_.ref or field_.shape is not None or field_.type in ("bool", "int", "mapping"):
        return value
    if field_.type == "day":
        return date.fromisoformat(value) if value else None
    return value or ""


def _name_origins(slug: str, clauses: Mapping[str, Columns]) -> None:
    """For each clause of an instrument that carries another over, the one that holds the words."""
    for key, clause in clauses.items():
        if not key.startswith(f"{slug}@"):
            continue
        at = key
        while clauses[at]["same_as"]:
            at = f"{slug}@{clauses[at]['same_as'].isoformat()}#{clauses[at]['key']}"
        clause["origin_id"] = at if at != key else None


def bring(places: Iterable[Place], slugs: Collection[str]) -> Written:
    """Write what differs for the records `slugs`: removals, then changes, then what is new.

    Foreign keys are looked at when the transaction ends, so the order of tables does not matter.
    """
    found = list(places)
    for place in found:
        place.there = _there(place, slugs)
    plans = [(rows(place.model), *_differences(place)) for place in found]
    written = Written()
    for there, _, _, gone in plans:
        if gone:
            there.filter(pk__in=gone)._raw_delete(there.db)  # noqa: SLF001 - the plain DELETE; the database looks after foreign keys
        written += Written(removed=len(gone))
    for there, _, changed, _ in plans:
        for key, columns in changed.items():
            there.filter(pk=key).update(**columns)
        written += Written(changed=len(changed))
    for there, new, _, _ in plans:
        there.bulk_create([there.model(pk=key, **columns) for key, columns in new.items()], batch_size=BATCH)
        written += Written(added=len(new))
    return written


def _there(place: Place, slugs: Collection[str]) -> dict[str, Columns]:
    """The rows of a place that belong to the records `slugs`, with the columns that are wanted."""
    names = next(iter(place.wanted.values()), {})
    keys = list(slugs) if place.above is None or place.above.above is None else list(place.above.there)
    if not keys:
        return {}
    chosen = rows(place.model).filter(**{f"{place.owner}_id__in" if place.owner else "slug__in": keys}, **place.fixed)
    return {row.pop("pk"): row for row in chosen.values("pk", *names)}


def _differences(place: Place) -> tuple[dict[str, Columns], dict[str, Columns], list[str]]:
    """Rows to add, columns to change, keys to remove."""
    wanted, there = place.wanted, place.there
    new = {k: c for k, c in wanted.items() if k not in there}
    changed = {k: {n: x for n, x in wanted[k].items() if row[n] != x} for k, row in there.items() if k in wanted}
    return new, {k: c for k, c in changed.items() if c}, [k for k in there if k not in wanted]
