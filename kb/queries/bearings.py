"""Which cases bear on a text, a law or clauses on an act, and which cases stand in another's way through the courts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kb.queries.published import Published, Record
from kb.rules.vocabulary import BEARINGS

TARGETS = {"instruments": "instrument", "laws": "law", "acts": "act"}  # kind of what is borne on: the field that names it
PARTS = {"instruments": "clause", "laws": "provision"}
Target = tuple[str, str]  # a kind of TARGETS, and a slug or an act


@dataclass(frozen=True, slots=True)
class Bearing:
    """A case and what it says of something: `row` is the part of its record."""

    case: str
    row: Record

    @property
    def rank(self) -> tuple[int, str]:
        """What interprets stands before what applies, then by name."""
        return list(BEARINGS).index(self.row["how"]), self.case


def bearing_on(now: Published, kind: str, names: Iterable[str], part: str = "") -> list[Bearing]:
    """The cases that bear on any of `names` of a kind; with `part`, on that clause or provision or on the whole."""
    found = [b for name in dict.fromkeys(names) for b in _index(now).get((kind, name), ())]
    inside = PARTS.get(kind, "")
    return sorted((b for b in found if not part or b.row.get(inside) in (None, part)), key=lambda b: b.rank)


@lru_cache(maxsize=2)
def _index(now: Published) -> Mapping[Target, list[Bearing]]:
    found: dict[Target, list[Bearing]] = {}
    for slug, case in now.records["cases"].items():
        for row in case.get("bears_on") or ():
            kind = next(k for k, name in TARGETS.items() if row.get(name))
            found.setdefault((kind, row[TARGETS[kind]]), []).append(Bearing(slug, row))
    return found


def stages_elsewhere(now: Published, slug: str) -> list[tuple[str, Record]]:
    """The stages of other cases that took place in this one: `(case, stage)`."""
    return [
        (name, stage) for name, case in now.records["cases"].items() for stage in case.get("proceedings") or () if stage.get("case") == slug
    ]
