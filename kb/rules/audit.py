"""Checks over a Knowledge: tests beside the rules, norms that clash, dead norms, overlapping versions, uncited statements.

A finding that blocks keeps a record from being published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from kb.rules.cells import Look, look
from kb.rules.decide import decide
from kb.rules.errors import QuestionErrors
from kb.rules.knowledge import Knowledge, Record, Version
from kb.rules.question import read_question

CONTRADICTS = "self-contradiction"  # the rule of construction for a text that says both


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold. `where` is a record (`instruments/mit`) or a citation."""

    code: str
    where: str
    text: str
    blocks: bool

    def __str__(self) -> str:
        return f"{'error' if self.blocks else 'note'}: {self.where}: {self.text}"


def findings(knowledge: Knowledge, today: str = "2100-01-01", seen: Mapping[str, Look] | None = None) -> Iterator[Problem]:
    """Everything that the audit finds. `today` is used only by tests that give no day; `seen` spares a second look at the cells."""
    yield from failing_tests(knowledge, today)
    for sight in (looks(knowledge) if seen is None else seen).values():
        yield from clashes(sight)
        yield from idle(sight)
    for instrument in knowledge.instruments.values():
        for version in instrument.versions:
            yield from unknown_readings(knowledge, version)
    yield from gaps(knowledge)


def failing_tests(knowledge: Knowledge, today: str) -> Iterator[Problem]:
    """Tests beside the rules whose answer is another."""
    for kind, slug, test in knowledge.tests:
        where = f"{kind}/{slug}"
        for text in differences(knowledge, test, today):
            yield Problem("test", where, f"{text} (asked: {test['ask']})", blocks=True)


def differences(knowledge: Knowledge, test: Record, today: str) -> list[str]:
    """How the answer to one test differs from what it expects."""
    expect: Any = test["expect"]
    try:
        question = read_question(test["ask"], knowledge, today)
    except QuestionErrors as error:
        return [f"cannot be asked: {error}"]
    verdict = decide(knowledge, question, include=())
    cited, missing = {c.id for c in verdict.citations}, {m.fact for m in verdict.missing}
    return list(_compare(expect, verdict.verdict, verdict.risk, cited, [d.text for d in verdict.conditions], missing))


def _compare(expect: Mapping[str, Any], verdict: str, risk: str, cited: set[str], duties: list[str], missing: set[str]) -> Iterator[str]:
    if expect.get("verdict") not in (None, verdict):
        yield f"is {verdict}, expected {expect['verdict']}"
    if expect.get("risk") not in (None, risk):
        yield f"risk is {risk}, expected {expect['risk']}"
    cites = expect.get("cites") or []
    for key in [cites] if isinstance(cites, str) else cites:
        if not any(c.endswith(f"#{key}") or c.split("@")[0] == key for c in cited):
            yield f"does not cite {key}"
    for words in expect.get("conditions") or []:
        if not any(str(words).lower() in d.lower() for d in duties):
            yield f"lists no condition on {words!r}"
    for fact in expect.get("missing") or []:
        if fact not in missing:
            yield f"does not ask for {fact}"


def looks(knowledge: Knowledge) -> dict[str, Look]:
    """What was seen in the cells of every version and law that has norms, by citation."""
    found: dict[str, Look] = {}
    for version in (x for i in knowledge.instruments.values() for x in i.versions if x.norms or x.unencoded):
        found[version.citation] = look(version.norms, version.unencoded, knowledge.groups)
    for law in (x for x in knowledge.laws if x.norms):
        found[law.citation] = look([n for _, n in law.norms], (), knowledge.groups)
    return found


def clashes(seen: Look) -> Iterator[Problem]:
    """A leave and a ban of one text that hold together with no priority between them, unless the text is read as contradicting itself."""
    for ban, leave, cell in seen.clashes:
        if CONTRADICTS not in (*ban.reads, *leave.reads):
            where = ", ".join(f"{fact}={shown(value)}" for fact, value in cell.items())
            yield Problem("sources-conflict", ban.id, f"forbids what {leave.id} permits, and neither yields: {where}", blocks=True)


def idle(seen: Look) -> Iterator[Problem]:
    """Norms that apply in no cell."""
    for norm in seen.idle:
        yield Problem("dead-norm", norm.id, f"can never apply: {norm.when.text}", blocks=True)


def shown(value: object) -> str:
    """A value of a cell in words."""
    return ",".join(sorted(map(str, value))) or "none" if isinstance(value, frozenset | tuple) else str(value)


def unknown_readings(knowledge: Knowledge, version: Version) -> Iterator[Problem]:
    """Norms that lean on a rule of construction that the record does not hold."""
    for norm in version.norms:
        for slug in norm.reads:
            if slug not in knowledge.constructions:
                yield Problem(
                    "unknown-reading", norm.id, f"reads by an unknown rule of construction {slug!r}", blocks=bool(knowledge.constructions)
                )


def gaps(knowledge: Knowledge) -> Iterator[Problem]:
    """Versions on record whose clauses nobody has read, and links to texts that are not on record."""
    for instrument in knowledge.instruments.values():
        for version in instrument.versions:
            if not version.clauses and not instrument.silent:
                yield Problem("gap", version.citation, "no clause is recorded and the text is not marked silent", blocks=False)
    for pool in (knowledge.models, knowledge.datasets):
        for model in pool.values():
            for link in model.links:
                if link.instrument and link.instrument not in knowledge.instruments:
                    yield Problem("gap", model.slug, f"is governed by {link.instrument}, which is not on record", blocks=False)


def overlapping(versions: tuple[Version, ...]) -> list[tuple[Version, Version]]:
    """Pairs of versions with the same date, region and language."""
    return [(a, b) for a, b in combinations(versions, 2) if (a.valid_from, a.region, a.language) == (b.valid_from, b.region, b.language)]
