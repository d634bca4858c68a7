"""Checks over a Knowledge: tests beside the rules, norms that clash, dead norms, overlapping versions, uncited statements.

A finding that blocks keeps a record from being published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from kb.rules import vocabulary as v
from kb.rules.conditions import Condition
from kb.rules.decide import decide
from kb.rules.errors import QuestionErrors
from kb.rules.knowledge import Knowledge, Norm, Record, Version
from kb.rules.norms import USES
from kb.rules.question import read_question

MAX_CELLS = 4096


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that does not hold. `where` is a record (`instruments/mit`) or a citation."""

    code: str
    where: str
    text: str
    blocks: bool

    def __str__(self) -> str:
        return f"{'error' if self.blocks else 'note'}: {self.where}: {self.text}"


def findings(knowledge: Knowledge, today: str = "2100-01-01") -> Iterator[Problem]:
    """Everything that the audit finds. `today` is used only by tests that give no day."""
    yield from failing_tests(knowledge, today)
    for instrument in knowledge.instruments.values():
        for version in instrument.versions:
            yield from clashes(version)
            yield from dead(version)
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
    ask, expect = test["ask"], test["expect"]
    try:
        question = read_question(ask, knowledge, today)
    except QuestionErrors as error:
        return [f"cannot be asked: {error}"]
    verdict = decide(knowledge, question, include=())
    return list(_compare(expect, verdict.verdict, verdict.risk, {c.id for c in verdict.citations}, [d.text for d in verdict.conditions],
                         {m.fact for m in verdict.missing}))  # type: ignore[arg-type] # fmt: skip


def _compare(expect: dict[str, object], verdict: str, risk: str, cited: set[str], duties: list[str], missing: set[str]) -> Iterator[str]:
    if expect.get("verdict") not in (None, verdict):
        yield f"is {verdict}, expected {expect['verdict']}"
    if expect.get("risk") not in (None, risk):
        yield f"risk is {risk}, expected {expect['risk']}"
    cites = expect.get("cites") or []
    for key in [cites] if isinstance(cites, str) else cites:  # type: ignore[attr-defined]
        if not any(c.endswith(f"#{key}") or c.split("@")[0] == key for c in cited):
            yield f"does not cite {key}"
    for words in expect.get("conditions") or []:  # type: ignore[attr-defined]
        if not any(str(words).lower() in d.lower() for d in duties):
            yield f"lists no condition on {words!r}"
    for fact in expect.get("missing") or []:  # type: ignore[attr-defined]
        if fact not in missing:
            yield f"does not ask for {fact}"


def clashes(version: Version) -> Iterator[Problem]:
    """A leave and a ban of one version that can hold together with no priority between them."""
    for a, b in product([n for n in version.norms if n.effect == "forbids"], [n for n in version.norms if n.effect == "permits"]):
        settled = b.key in a.yields_to or "all" in a.yields_to or a.key in b.yields_to or "all" in b.yields_to
        if settled or not {a.act, b.act} <= USES or not can_hold([a.when, b.when]):
            continue
        yield Problem("sources-conflict", a.id, f"forbids what {b.id} permits, and neither yields: the answer is undetermined there", blocks=False)


def dead(version: Version) -> Iterator[Problem]:
    """Norms that no values of their own facts can meet."""
    for norm in version.norms:
        if not can_hold([norm.when]):
            yield Problem("dead-norm", norm.id, f"can never hold: {norm.when.text}", blocks=True)


def can_hold(conditions: list[Condition]) -> bool:
    """Whether all conditions can hold together, by trying the values that they name. Too many to try counts as yes."""
    atoms = {a.fact: [] for c in conditions for a in c.atoms}  # type: dict[str, list[object]]
    for c in conditions:
        for a in c.atoms:
            atoms[a.fact] += a.values
    choices = {fact: _choices(fact, named) for fact, named in atoms.items()}
    size = 1
    for options in choices.values():
        size *= len(options)
    if size > MAX_CELLS:
        return True
    names = list(choices)
    return any(all(c.holds(dict(zip(names, cell, strict=True))) is not False for c in conditions) for cell in product(*choices.values()))


def _choices(fact: str, named: list[object]) -> list[object]:
    kind, values = v.CONDITION_FACTS[fact]
    if kind == "bool":
        return [True, False]
    if kind == "int":
        return sorted({int(str(x)) + d for x in named for d in (-1, 0, 1)})
    if kind in ("set", "places", "country"):
        return [None]  # groups and sets: unknown is enough to keep a condition from being dead
    return list(values) or [*dict.fromkeys(named), "another"]


def unknown_readings(knowledge: Knowledge, version: Version) -> Iterator[Problem]:
    """Norms that lean on a rule of construction that the record does not hold."""
    for norm in version.norms:
        for slug in norm.reads:
            if slug not in knowledge.constructions:
                yield Problem("unknown-reading", norm.id, f"reads by an unknown rule of construction {slug!r}", blocks=bool(knowledge.constructions))


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


__all__ = ["Norm", "Problem", "findings", "overlapping"]
