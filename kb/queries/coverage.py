"""What the record covers, how sure it is, and how fresh: counted from the published revision, for one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kb.queries.published import Published
from kb.rules.dates import days_between
from kb.rules.decide import STALE_AFTER
from kb.rules.knowledge import Instrument, Version
from kb.rules.shapes import SHAPES, Shape
from kb.rules.vocabulary import VERIFICATIONS

Record = Mapping[str, Any]
SEEN = ("retrieved", "newest_seen")  # when a text was looked at
OWNED = {"models": "provider", "datasets": "provider", "services": "operator", "instruments": "provider"}
COUNTED = ("versions", "clauses", "norms", "unencoded", "tests", "silent", "stale")
TOTALS = ("records", *VERIFICATIONS, *COUNTED, "recheck", "texts_not_held")
ABSENT = ("incorporated_not_held", "other_texts_not_held")


@dataclass(frozen=True, slots=True)
class Tally:
    """How sure statements are: how many were read in the text, reported by others, not checked, disputed."""

    verified: int = 0
    reported: int = 0
    unverified: int = 0
    disputed: int = 0

    @classmethod
    def of(cls, statuses: Mapping[str, int]) -> Tally:
        """From counts by status; statements without one are left out."""
        return cls(*(statuses.get(name, 0) for name in VERIFICATIONS))


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind of record. `newest` is the day of the newest source, "" where none says."""

    kind: str
    records: int
    statements: Tally
    newest: str
    recheck: int


@dataclass(frozen=True, slots=True)
class TextLine:
    """One instrument. `stale`: its text in force was last seen more than 180 days before the day of the count."""

    slug: str
    title: str
    provider: str
    kind: str
    versions: int
    clauses: int
    norms: int
    unencoded: int
    left_out: int
    tests: int
    silent: bool
    stale: bool
    newest: str
    statements: Tally


@dataclass(frozen=True, slots=True)
class ProviderLine:
    """One provider of something on record. `statements` are those of its models, data sets, services and texts."""

    slug: str
    name: str
    models: int
    datasets: int
    services: int
    instruments: int
    unheld: int
    stale: int
    unencoded: int
    newest: str
    statements: Tally


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is open about a record: words that say what."""

    kind: str
    slug: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole count. `recheck` are records that say that they must be looked at again; `unheld` texts known of and not held."""

    revision: str
    day: str
    kinds: tuple[KindLine, ...]
    texts: tuple[TextLine, ...]
    providers: tuple[ProviderLine, ...]
    recheck: tuple[Open, ...]
    unheld: tuple[Open, ...]

    @property
    def newest(self) -> str:
        """The day of the newest source of all."""
        return max((k.newest for k in self.kinds), default="")

    def totals(self) -> dict[str, int]:
        """The figures of the whole record, by name."""
        statements = {name: sum(getattr(k.statements, name) for k in self.kinds) for name in VERIFICATIONS}
        return {
            "records": sum(k.records for k in self.kinds), **statements,
            **{name: sum(getattr(t, name) for t in self.texts) for name in COUNTED},
            "recheck": len(self.recheck), "texts_not_held": len(self.unheld),
        }  # fmt: skip


@lru_cache(maxsize=4)
def coverage(now: Published, day: str) -> Coverage:
    """Count the published record as it stands on `day` (ISO)."""
    texts = tuple(_text(now, i, day) for i in now.knowledge.instruments.values())
    unheld = tuple(_unheld(now))
    kinds = tuple(_kind(now, kind, rows) for kind, rows in now.records.items() if rows)
    rows = [(kind, slug, row) for kind, found in now.records.items() for slug, row in found.items()]
    recheck = tuple(Open(kind, slug, now.title(kind, slug), str(r["recheck"])) for kind, slug, r in rows if r.get("recheck"))
    return Coverage(now.revision, day, kinds, texts, tuple(_providers(now, texts, unheld)), recheck, unheld)


def statuses(shape: Shape, row: Record, inherited: str = "") -> Iterator[str]:
    """The verification of every statement of a record: its own, or that of what it is a part of."""
    own = str(row.get("verification") or inherited)
    if own and any(f.name == "verification" for f in shape.fields):
        yield own
    for field in shape.fields:
        if field.shape is not None:
            for part in _many(row.get(field.name)):
                yield from statuses(field.shape, part, own)


def newest(now: Published, shape: Shape, row: Record) -> str:
    """The day (month, year) of the newest source of a record: when a text was seen, when what it cites was written. "" where none says."""
    return max(_days(now, shape, row), default="")


def _days(now: Published, shape: Shape, row: Record) -> Iterator[str]:
    yield from (str(row[name]) for name in SEEN if row.get(name))
    for field in shape.fields:
        for value in _many(row.get(field.name)):
            if field.shape is not None:
                yield from _days(now, field.shape, value)
            elif field.ref == "sources":
                source = now.records["sources"].get(str(value), {})
                yield min((str(d) for d in (source.get("date"), source.get("retrieved")) if d), default="")


def _kind(now: Published, kind: str, rows: Mapping[str, Record]) -> KindLine:
    found: Counter[str] = Counter()
    for row in rows.values():
        found.update(statuses(SHAPES[kind], row))
    last = max(newest(now, SHAPES[kind], row) for row in rows.values())
    return KindLine(kind, len(rows), Tally.of(found), last, sum(bool(r.get("recheck")) for r in rows.values()))


def _text(now: Published, instrument: Instrument, day: str) -> TextLine:
    row, versions = now.records["instruments"][instrument.slug], instrument.versions
    return TextLine(
        instrument.slug, instrument.title, instrument.provider, instrument.kind, len(versions), sum(len(x.clauses) for x in versions),
        sum(len(x.norms) for x in versions), sum(len(x.unencoded) for x in versions), len(_many(row.get("left_out"))),
        len(_many(row.get("tests"))), instrument.silent,
        any(_stale(x, day) for x in in_force(versions, day)),
        newest(now, SHAPES["instruments"], row),
        Tally.of(Counter(statuses(SHAPES["instruments"], row))),
    )  # fmt: skip


def in_force(versions: Sequence[Version], day: str) -> list[Version]:
    """The newest version for each region and language that has begun by `day` and not ended."""
    begun = [x for x in versions if (x.valid_from or "") <= day and (x.valid_to is None or day < x.valid_to)]
    return list({(x.region, x.language): x for x in begun}.values())


def _stale(version: Version, day: str) -> bool:
    return bool(version.newest_seen) and days_between(str(version.newest_seen), day) > STALE_AFTER


def _unheld(now: Published) -> Iterator[Open]:
    """Texts that are known of and not held: of models and data sets, then of services."""
    for kind in ("models", "datasets"):
        for slug, row in now.records[kind].items():
            for link in row.get("licenses") or ():
                if not link.get("instrument"):
                    yield Open(kind, slug, now.title(kind, slug), str(link.get("title") or link.get("note") or "a text without a name"))
    for slug, row in now.records["services"].items():
        for text in (x for name in ABSENT for x in row.get(name) or ()):
            yield Open("services", slug, now.title("services", slug), str(text["title"]))


def _providers(now: Published, texts: Sequence[TextLine], unheld: Sequence[Open]) -> Iterator[ProviderLine]:
    owned = {kind: _owned(now.records[kind], field) for kind, field in OWNED.items()}
    absent = Counter((o.kind, o.slug) for o in unheld)
    for slug in now.records["providers"]:
        own = {kind: rows.get(slug, {}) for kind, rows in owned.items()}
        if not any(own.values()):
            continue
        lines = [t for t in texts if t.provider == slug]
        sure = Counter(s for kind, rows in own.items() for row in rows.values() for s in statuses(SHAPES[kind], row))
        last = max(newest(now, SHAPES[kind], row) for kind, rows in own.items() for row in rows.values())
        gone = sum(absent[kind, x] for kind, rows in own.items() for x in rows)
        yield ProviderLine(
            slug, now.title("providers", slug), len(own["models"]), len(own["datasets"]), len(own["services"]), len(own["instruments"]),
            gone, sum(t.stale for t in lines), sum(t.unencoded for t in lines), last, Tally.of(sure),
        )  # fmt: skip


def _owned(rows: Mapping[str, Record], field: str) -> dict[str, dict[str, Record]]:
    found: dict[str, dict[str, Record]] = {}
    for slug, row in rows.items():
        found.setdefault(str(row.get(field) or ""), {})[slug] = row
    return found


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
