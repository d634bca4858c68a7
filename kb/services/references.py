"""References between records: each must lead to a record that is there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kb.rules.dates import first_day
from kb.rules.errors import RecordError, nearest
from kb.rules.shapes import SHAPES, Field, Path, Shape

Row = Mapping[str, Any]
Records = Mapping[str, Sequence[Row]]
PASSED = ("model-license", "provider-api-terms")
CITED = {"case": ("cases", "holdings"), "law": ("laws", "provisions"), "source": ("sources", "")}
BORNE_ON = (("instruments", "instrument", "clause"), ("laws", "law", "provision"))


class References:
    """What there is to point to, and the check of one record against it."""

    def __init__(self, records: Records) -> None:
        self.slugs = {kind: {str(r["slug"]) for r in records.get(kind, ())} for kind in SHAPES}
        self.keys = {
            (kind, r["slug"]): {p["key"] for p in r.get(parts) or ()}
            for kind, parts in CITED.values()
            for r in records.get(kind, ())
            if parts
        }
        for r in records.get("instruments", ()):
            self.keys["instruments", r["slug"]] = {c["key"] for version in r.get("versions") or () for c in version.get("clauses") or ()}

    def problems(self, kind: str, record: Row) -> Iterator[RecordError]:
        """Every reference of a record that leads nowhere, with the nearest that would lead somewhere, and every impossible date."""
        for path, reason, words in self._below(SHAPES[kind], record, ()):
            yield RecordError(kind, str(record["slug"]), path, reason, words)

    def _below(self, shape: Shape, row: Row, path: Path) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
        if shape.kind == "bearing":
            yield from (((*path, *inside), reason, words) for inside, reason, words in self._bearing(row))
        for field in shape.fields:
            here = row.get(field.name)
            if here is None:
                continue
            items = enumerate(here) if field.many else ((None, here),)
            for at, item in items:
                where: Path = (*path, field.name) if at is None else (*path, field.name, at)
                if field.shape is not None:
                    yield from self._below(field.shape, item, where)
                else:
                    yield from ((where, *problem) for problem in self._one(field, item, shape, row))

    def _one(self, field: Field, value: Any, shape: Shape, row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
        if field.ref:
            yield from self._slug(field.ref, value)
        elif field.name == "cite":
            yield from self._cite(value)
        elif shape.kind == "edges" and field.name in ("parent", "child"):
            yield from self._slug(f"{row[f'{field.name}_kind']}s", value)
        elif shape.kind == "pass_through" and field.name == "to" and value not in PASSED:
            yield from self._slug("instruments", value)
        elif field.type in ("day", "when"):
            yield from _date(value)

    def _bearing(self, row: Row) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
        """A case bears on exactly one thing; a part is one of the text or law that is named."""
        if sum(row.get(name) is not None for name in ("instrument", "law", "act")) != 1:
            yield (), "names exactly one of `instrument`, `law` and `act`", ()
        for kind, owner, part in BORNE_ON:
            slug, key = row.get(owner), row.get(part)
            keys = self.keys.get((kind, slug or ""), set())
            if key and slug is None:
                yield (part,), f"names a {part} of no {owner}", ()
            elif key and key not in keys and slug in self.slugs[kind]:
                yield (part,), f"{slug} has no {part} {key!r}", nearest(key, keys)
        if row.get("text") and row.get("act") is None:
            yield ("text",), "names a text without the `act` of its clauses", ()

    def _slug(self, kind: str, slug: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        if slug not in self.slugs[kind]:
            yield f"there is no record {slug!r} among {kind}", nearest(slug, self.slugs[kind])

    def _cite(self, cite: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        prefix, _, rest = cite.partition(":")
        if prefix not in CITED:
            yield f"{cite!r} is no citation of a case, law or source", tuple(f"{p}:" for p in CITED)
            return
        slug, _, key = rest.partition("#")
        kind, parts = CITED[prefix]
        yield from self._slug(kind, slug)
        keys = self.keys.get((kind, slug), set())
        if key and slug in self.slugs[kind] and key not in keys:
            yield f"{slug} has no {parts.rstrip('s') or 'part'} {key!r}", nearest(key, keys)


def _date(value: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    try:
        dt.date.fromisoformat(first_day(value))
    except ValueError:
        yield f"{value!r} is not a date of the calendar", ()
