"""What changed from one revision to another: record by record, with the fields that differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kb.models.layout import version_name
from kb.queries.revisions import difference, records_of
from kb.rules.fields import Shape
from kb.rules.shapes import SHAPES

Row = Mapping[str, Any]
WHAT = ("added", "changed", "removed")
NAMED_BY = ("slug", "when", "day")  # types of fields that tell one part of a list from another


@dataclass(frozen=True, slots=True)
class Change:
    """One record that came, changed or went. `fields` are the paths that differ, of a changed record only: `licenses[mit].to`."""

    kind: str
    slug: str
    change: str
    fields: tuple[str, ...] = ()


@lru_cache(maxsize=8)
def changes(since: str, revision: str) -> tuple[Change, ...]:
    """Every change between two revisions, by kind and slug. Both must be there."""
    old, new = records_of(since) or {}, records_of(revision) or {}
    found = difference(old, new)
    rows = [Change(*name, "added") for name in found.added] + [Change(*name, "removed") for name in found.removed]
    rows += [Change(*name, "changed", tuple(differing(SHAPES[name[0]], old[name], new[name]))) for name in found.changed]
    return tuple(sorted(rows, key=lambda c: (c.kind, c.slug)))


def differing(shape: Shape, old: Row, new: Row) -> Iterator[str]:
    """The paths of the fields in which two states of a record differ, in the order of the shape."""
    for field in shape.fields:
        before, after = old.get(field.name), new.get(field.name)
        if before == after:
            continue
        if field.shape is None or before is None or after is None:
            yield field.name
        elif not field.many:
            yield from (f"{field.name}.{path}" for path in differing(field.shape, before, after))
        else:
            yield from list(_of_entries(field.name, field.shape, before, after)) or [field.name]


def _of_entries(name: str, shape: Shape, before: Sequence[Row], after: Sequence[Row]) -> Iterator[str]:
    """The entries of a list that came or went, and what differs in those that stayed. Nothing where only their order does."""
    old, new = _by_name(shape, before), _by_name(shape, after)
    for entry in {**old, **new}:
        if entry in old and entry in new:
            yield from (f"{name}[{entry}].{path}" for path in differing(shape, old[entry], new[entry]))
        else:
            yield f"{name}[{entry}]"


def _by_name(shape: Shape, rows: Sequence[Row]) -> dict[str, Row]:
    """Entries by what tells them apart: a version by its name, others by their key, slug or date, else by their place from 1."""
    found: dict[str, Row] = {}
    for at, row in enumerate(rows):
        name = version_name(at, list(rows)) if shape.kind == "version" else _name(shape, row) or str(at + 1)
        found[name if name not in found else f"{name}~{at + 1}"] = row
    return found


def _name(shape: Shape, row: Row) -> str:
    named = (str(row[f.name]) for f in shape.fields if (f.type in NAMED_BY or f.name == "id") and not f.many and row.get(f.name))
    return next(named, "")
