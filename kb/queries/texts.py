"""The versions of a text on a day, the clauses of it through time, and what stands under it. Read from the compiled revision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kb.queries.published import Published, Record
from kb.rules.knowledge import Clause, Instrument, Version

WORD = re.compile(r"\w+")
LEAST_ALIKE = 0.08  # share of words in common


@dataclass(frozen=True, slots=True)
class Span:
    """A version in its scope (region and language). `until` is the first day on which it no longer applies, None if open.

    `state` on the day asked for: `in force`, `not yet in force`, `replaced`, `ended`. `places`: the countries in which it is in
    force that day.
    """

    version: Version
    until: str | None
    state: str
    before: Version | None
    places: frozenset[str] = frozenset()


def spans(now: Published, instrument: Instrument, day: str) -> tuple[Span, ...]:
    """All versions, oldest first, each with how and where it stands on a day (ISO)."""
    found = [_span(instrument, v, day) for v in instrument.versions]
    standing = [s.version for s in found if s.state == "in force"]
    return tuple(_placed(now, s, standing) if s.state == "in force" else s for s in found)


def _placed(now: Published, span: Span, standing: Sequence[Version]) -> Span:
    """Where a version is in force: its places without those for which a later text, or one for their region, stands."""
    version = span.version
    others = [o for o in standing if o is not version and o.region is not None and (version.region is None or _later(o, version))]
    whole = frozenset(now.knowledge.countries) if version.region is None else version.region
    places = whole.difference(*(o.region or () for o in others))
    if places or not others:
        return replace(span, places=places)
    return replace(span, until=max(o.valid_from or "" for o in others if _meet(o.region, whole)) or None, state="replaced")


def _later(one: Version, other: Version) -> bool:
    return (one.valid_from or "") > (other.valid_from or "")


def in_force(now: Published, instrument: Instrument, day: str) -> tuple[Version, ...]:
    """The versions in force on a day (ISO), the one that applies in the most places first."""
    standing = [s for s in spans(now, instrument, day) if s.state == "in force"]
    standing.sort(key=lambda s: (len(s.places), s.version.valid_from or "", s.version.name), reverse=True)
    return tuple(s.version for s in standing)


def _span(instrument: Instrument, version: Version, day: str) -> Span:
    scope = [v for v in instrument.versions if (v.region, v.language) == (version.region, version.language)]
    at = scope.index(version)
    after = scope[at + 1].valid_from if at + 1 < len(scope) else None
    until = min((d for d in (after, version.valid_to) if d), default=None)
    if (version.valid_from or "") > day:
        state = "not yet in force"
    elif until is None or day < until:
        state = "in force"
    else:
        state = "replaced" if until == after else "ended"
    return Span(version, until, state, scope[at - 1] if at else _predecessor(instrument, version))


def _predecessor(instrument: Instrument, version: Version) -> Version | None:
    """What applied before the first text of a scope: the newest earlier version that spoke to some of the same places."""
    earlier = [v for v in instrument.versions if _later(version, v) and _meet(v.region, version.region)]
    return earlier[-1] if earlier else None


def _meet(one: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return one is None or other is None or not one.isdisjoint(other)


def line_of(instrument: Instrument, version: Version) -> list[Version]:
    """The versions that a version stands in line with, oldest first: its forerunners, and those that followed it in its scope."""
    scope = [v for v in instrument.versions if (v.region, v.language) == (version.region, version.language)]
    first = _predecessor(instrument, scope[0])
    before = line_of(instrument, first) if first else []
    return [*before[: before.index(first) + 1], *scope] if first else scope


def clause_in(version: Version, key: str) -> Clause | None:
    """A clause of a version by its key."""
    return next((c for c in version.clauses if c.key == key), None)


@dataclass(frozen=True, slots=True)
class Under:
    """What stands under a text: slugs of models, data sets and services, and the cases in which its provider is a party."""

    models: tuple[str, ...]
    datasets: tuple[str, ...]
    services: tuple[str, ...]
    cases: tuple[str, ...]


def under(now: Published, slug: str) -> Under:
    """What stands under a text, links that were inherited from a base included."""
    known = now.knowledge
    return Under(
        tuple(m.slug for m in known.models.values() if slug in m.licenses),
        tuple(d.slug for d in known.datasets.values() if slug in d.licenses),
        tuple(
            s.slug
            for s in known.services.values()
            if any(t.instrument == slug for t in s.terms) or any(slug in p.to for p in s.passes_through)
        ),
        cases_of(now, known.instruments[slug].provider),
    )


def cases_of(now: Published, provider: str) -> tuple[str, ...]:
    """The cases with a provider among the parties, by its name or an alias as a whole word."""
    record = now.records["providers"].get(provider)
    if record is None:
        return ()
    names = [str(x) for x in (record["name"], *(record.get("aliases") or ())) if len(str(x)) > 2]  # noqa: PLR2004 - too short to tell
    party = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE) if names else None
    return tuple(slug for slug, case in now.records["cases"].items() if party and party.search(_parties(case)))


def _parties(case: Record) -> str:
    return " ; ".join([str(case["caption"]), *(str(p) for p in case.get("parties") or ())])


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A clause of another text that does the same, and how many of its words are the same (0 to 1)."""

    instrument: Instrument
    version: Version
    clause: Clause
    alike: float


def similar(now: Published, clause: Clause, instrument: str, most: int) -> list[Elsewhere]:
    """Clauses of other texts (newest versions) with a norm of the same effect on the same act, the most alike first."""
    effects = {(n.effect, n.act) for n in clause.norms}
    words = _words(clause.citation, clause.quote or clause.summary)
    found: dict[str, Elsewhere] = {}
    for effect in effects:
        for other in _by_effect(now).get(effect, ()):
            if other.instrument.slug != instrument:
                alike = _alike(words, _words(other.clause.citation, other.clause.quote or other.clause.summary))
                if alike >= LEAST_ALIKE:
                    found[other.clause.citation] = Elsewhere(other.instrument, other.version, other.clause, alike)
    return sorted(found.values(), key=lambda e: (-e.alike, e.clause.citation))[:most]


@lru_cache(maxsize=2)
def _by_effect(now: Published) -> Mapping[tuple[str, str], list[Elsewhere]]:
    found: dict[tuple[str, str], list[Elsewhere]] = {}
    for each in _newest(now):
        for effect in dict.fromkeys((n.effect, n.act) for n in each.clause.norms):
            found.setdefault(effect, []).append(each)
    return found


def _newest(now: Published) -> Iterator[Elsewhere]:
    for instrument in now.knowledge.instruments.values():
        for version in instrument.versions[-1:]:
            yield from (Elsewhere(instrument, version, c, 0.0) for c in version.clauses)


@lru_cache(maxsize=8192)
def _words(_citation: str, text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


def _alike(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
