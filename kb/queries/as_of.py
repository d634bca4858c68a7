"""Records as they stood on a day: texts with the versions in force, laws with the steps taken by then, links that held."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from kb.models.layout import version_name
from kb.queries import texts
from kb.queries.published import Published, Record
from kb.rules.dates import first_day
from kb.rules.shapes import SHAPES, Shape

STANDS_BY = {"instruments": "versions", "laws": "statuses"}  # a record none of whose entries holds on a day did not stand then


def dated(kind: str) -> bool:
    """True for kinds of which something begins or ends."""
    return kind in STANDS_BY or any(_ranged(f.shape) for f in SHAPES[kind].fields if f.shape)


def on_day(now: Published, kind: str, record: Record, day: str) -> dict[str, Any]:
    """A record with those of its versions, steps and links that hold on a day (ISO)."""
    found = {f.name: record[f.name] for f in SHAPES[kind].fields if f.name in record}
    for field in SHAPES[kind].fields:
        if field.name in found and field.shape and _ranged(field.shape):
            found[field.name] = [x for x in record[field.name] if _holds(field.shape, x, day)]
    if kind == "instruments" and "versions" in found:
        standing, versions = in_force(now, day), found["versions"]
        found["versions"] = [x for at, x in enumerate(versions) if (record["slug"], version_name(at, versions)) in standing]
    if kind == "laws" and "statuses" in found:
        found["statuses"] = steps(record, day)
    return found


def stood(kind: str, record: Record, on_the_day: Record) -> bool:
    """Did a record stand on the day for which `on_day` gave `on_the_day`? One of which no dates are known did."""
    name = STANDS_BY.get(kind, "")
    return bool(on_the_day.get(name)) or not record.get(name)


def steps(law: Record, day: str) -> list[Record]:
    """The steps that a law had taken by a day, oldest first; the last one tells its status."""
    taken = [s for s in law.get("statuses") or () if first_day(str(s["date"])) <= day]
    return sorted(taken, key=lambda s: (first_day(str(s["date"])), str(s["status"])))


@lru_cache(maxsize=8)
def in_force(now: Published, day: str) -> frozenset[tuple[str, str]]:
    """Every version in force somewhere on a day: (slug of the text, name of the version)."""
    found = now.knowledge.instruments
    return frozenset((slug, v.name) for slug, text in found.items() for v in texts.in_force(now, text, day))


def _ranged(shape: Shape) -> bool:
    return "from" in shape.names


def _holds(shape: Shape, entry: Record, day: str) -> bool:
    begins, ends = entry.get("from"), entry.get("to_date" if "to_date" in shape.names else "to")
    return (not begins or first_day(begins) <= day) and (not ends or day < first_day(ends))
