"""The question decided: binding texts, worlds, exposure, lineage, pending bills, and the words that say it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kb.rules import avenues, flips, lineage, words
from kb.rules import pending as bills
from kb.rules import vocabulary as v
from kb.rules.dates import days_between
from kb.rules.findings import findings_of, waits
from kb.rules.knowledge import Cited, Knowledge
from kb.rules.question import Question
from kb.rules.settle import Settled, settle
from kb.rules.verdict import Ancestor, Exposure, Finding, Missing, Pending, Verdict, highest

EXTRAS = frozenset({"flips", "alternatives"})
STALE_AFTER = 180  # days (rule 34)


def decide(knowledge: Knowledge, question: Question, include: Collection[str] = EXTRAS) -> Verdict:
    """The verdict on a question. `include` names the extras wanted, of `flips` and `alternatives`. Deterministic."""
    settled = settle(knowledge, question)
    found = findings_of(knowledge, question, settled)
    exposed = avenues.exposure(knowledge, question, settled.verdict, settled.basis, found)
    ancestors = lineage.lineage(knowledge, question)
    waiting = bills.pending(knowledge, question)
    warnings = tuple(_warnings(knowledge, question, settled))
    risk = risk_of(exposed, ancestors, warnings)
    extras = frozenset(include) & EXTRAS
    return Verdict(
        verdict=settled.verdict, basis=settled.basis, risk=risk, headline=words.headline(knowledge, settled, found, risk),
        question=question.as_dict(), assumptions=question.assumptions, revision=knowledge.revision, as_of=question.facts["as_of"],
        findings=found, conditions=settled.duties, missing=_missing(settled), exposure=exposed, lineage=ancestors, pending=waiting,
        citations=tuple(_citations(knowledge, settled, found, exposed, ancestors, waiting)), warnings=warnings,
        flips=flips.flips(knowledge, question, settled) if "flips" in extras else (),
        alternatives=flips.alternatives(knowledge, question, settled, risk) if "alternatives" in extras else (), extras=extras,
    )  # fmt: skip


def risk_of(exposed: Collection[Exposure], ancestors: Collection[Ancestor], warnings: Collection[tuple[str, str]]) -> str:
    """The highest level of avenues and lineage; a link that nobody checked is at least low."""
    unchecked = ["low"] if any(code == "unverified-link" for code, _ in warnings) else []
    return highest([*(e.level for e in exposed), *(a.level for a in ancestors), *unchecked])


def _missing(settled: Settled) -> tuple[Missing, ...]:
    asked = [words.ask(g.asks) for g in settled.gaps if g.asks]
    told = {m.fact for m in asked}
    return (*asked, *(m for m in settled.missing if m.fact not in told))


def _warnings(knowledge: Knowledge, question: Question, settled: Settled) -> Iterator[tuple[str, str]]:
    for code in settled.warnings:
        yield code, v.WARNINGS.get(code, code)
    for gap in settled.gaps:
        yield gap.warning, gap.text
    for read in settled.reads:
        version, day = read.entry.binding.version, question.facts["obtained_on"]
        if version.newest_seen and days_between(version.newest_seen, day) > STALE_AFTER:
            title = read.entry.binding.instrument.title
            yield "stale-source", f"“{title}” was last seen in force on {version.newest_seen}, more than {STALE_AFTER} days before {day}."
    forbidden = any(r.outcome == "prohibited" and r.entry.binding.part != "law" for r in settled.reads)
    for law in knowledge.laws if forbidden else ():
        if law.override_when is not None and law.override_when.holds({**settled.evaluation.common, "country": question.facts["country"]}):
            yield "override-argued", f"It is argued that {law.title} overrides a contract's ban; the contract's answer stands."


def _citations(
    knowledge: Knowledge, settled: Settled, found: Collection[Finding], exposed: Collection[Exposure],
    ancestors: Collection[Ancestor], waiting: Collection[Pending],
) -> Iterator[Cited]:  # fmt: skip
    """Everything that is cited, once each, in the order of the verdict."""
    wanted: list[str | None] = []
    for f in found:
        wanted += [f.citation, *(x for s in f.steps for x in (s.citation, s.defeated_by))]
    wanted += [c for r in settled.reads if not waits(settled, r) for c in r.entry.reading.deciding]
    wanted += [d.citation for d in settled.duties]
    wanted += (
        [c for e in exposed for c in e.citations] + [c for a in ancestors for c in a.citations] + [c for p in waiting for c in p.citations]
    )
    for name in dict.fromkeys(w for w in wanted if w):
        if name in knowledge.citations:
            yield knowledge.citations[name]
