"""The sentences of a verdict: one a busy reader can act on."""

from __future__ import annotations

from collections.abc import Sequence

from kb.rules import vocabulary as v
from kb.rules.knowledge import Knowledge
from kb.rules.settle import Settled
from kb.rules.verdict import Finding, Missing

BRIEF = 110  # characters of a duty in a headline
SILENT_BUT_RISKY = "Not forbidden, high risk"


def ask(fact: str) -> Missing:
    """A fact that must be given before any text can be found."""
    return Missing(fact, v.FACTS[fact].question, {})


def headline(knowledge: Knowledge, settled: Settled, findings: Sequence[Finding], risk: str) -> str:
    """One sentence on the answer."""
    if settled.verdict == "prohibited":
        return _prohibited(knowledge, settled)
    if settled.verdict == "undetermined":
        return _undetermined(settled, findings)
    if settled.verdict == "conditional":
        return _conditional(settled)
    if settled.basis == "express":
        titles = [f.title for f in findings if f.basis == "express"]
        return f"Yes: {titles[0]} expressly allows it." if titles else "Yes: it is expressly allowed."
    if risk in ("medium", "high"):
        return f"{SILENT_BUT_RISKY}: no text that binds you forbids it, none allows it, and {_reason(findings)}."
    return "Yes: nothing that binds you forbids it or asks anything of you." if findings else "Yes: no text binds you here."


def _reason(findings: Sequence[Finding]) -> str:
    return "what lies behind these outputs can be held against you" if findings else "the origin of the outputs can be held against you"


def _prohibited(knowledge: Knowledge, settled: Settled) -> str:
    first = next((r for r in settled.reads if r.outcome == "prohibited"), None)
    if first is None:
        return "No: however the open facts turn out, a text that binds you forbids it."
    places = [p for c in first.entry.reading.deciding if (p := knowledge.citations[c].pinpoint)]
    norms = {n.citation: n for n in first.entry.binding.version.norms if n.effect == "forbids"}
    act = next((v.ACTS[norms[c].act] for c in first.entry.reading.deciding if c in norms), "it")
    where = f", {places[0]}," if places else ""
    return f"No: {first.entry.binding.instrument.title}{where} forbids {act}."


def _undetermined(settled: Settled, findings: Sequence[Finding]) -> str:
    asked = [v.FACTS[g.asks].label.lower() for g in settled.gaps if g.asks] + [v.FACTS[m.fact].label.lower() for m in settled.missing]
    if asked:
        more = f" (and {len(asked) - 1} more)" if len(asked) > 1 else ""
        return f"It depends on a fact that was not given: {asked[0]}{more}."
    if "conflicting-duties" in settled.warnings:
        return "Open: two duties cannot both be met."
    if "sources-conflict" in settled.warnings:
        return "Open: what the texts say contradicts itself; both passages are cited."
    if settled.gaps:
        return f"Open: {settled.gaps[0].text}"
    reason = next((f for f in findings if f.outcome == "undetermined"), None)
    return f"Open: {reason.title}. {reason.text}" if reason else "Open."


def _conditional(settled: Settled) -> str:
    duties = [d for d in settled.duties if not d.soft]
    count = len(duties)
    if not count:
        return "Yes, on conditions."
    first = _brief(duties[0].text)
    return f"Yes, on {count} conditions, the first: {first}." if count > 1 else f"Yes, on one condition: {first}."


def _brief(duty: str) -> str:
    """The beginning of a duty that says what it is: up to its first colon, bracket or sentence."""
    for mark in (". ", ": ", " (", "; "):
        duty = duty.split(mark, maxsplit=1)[0]
    duty = duty.rstrip(".")
    return duty if len(duty) <= BRIEF else f"{duty[:BRIEF].rsplit(' ', 1)[0]} …"
