"""Findings in words: for each text that binds, what it says to this question, step by step."""

from __future__ import annotations

from collections.abc import Sequence

from kb.rules import vocabulary as v
from kb.rules.binding import Gap
from kb.rules.knowledge import Knowledge
from kb.rules.memory import remembered
from kb.rules.norms import explain, names_of, values_of
from kb.rules.question import Question
from kb.rules.settle import Read, Settled
from kb.rules.verdict import VERDICT_RANK, Finding, Step


def findings_of(knowledge: Knowledge, question: Question, settled: Settled) -> tuple[Finding, ...]:
    """One finding for each text that bears on the answer and each text that was looked for, the strongest first."""
    found = [_finding(knowledge, question, settled, r) for r in settled.reads if not waits(settled, r)]
    found += [_looked_for(g) for g in settled.gaps]
    return tuple(sorted(found, key=lambda f: (VERDICT_RANK[f.outcome], v.ROLES.index(f.role), f.instrument or "", f.version or "")))


def waits(settled: Settled, read: Read) -> bool:
    """Whether a law has duties for a student that another text forbids: they bear on nothing before one may be made."""
    return settled.verdict == "prohibited" and read.entry.binding.part == "law" and read.outcome != "prohibited"


def _finding(knowledge: Knowledge, question: Question, settled: Settled, read: Read) -> Finding:
    binding = read.entry.binding
    values = values_of(binding, settled.evaluation.common, question.teacher, question.base)
    if binding.part == "law":
        values["market"] = question.facts["market"] or ()
    reading = read.entry.reading  # of one of the worlds, where the text binds in some alone: the values do not tell it
    said = (reading.deciding, bool(reading.asks), len(reading.duties))
    held = [values[n] for n in names_of(knowledge, binding)]
    key = ("finding", binding.version.citation, binding.role, read.outcome, read.basis, said, *held)
    return remembered(knowledge, key, lambda: _built(knowledge, read, explain(binding, values)))


def _built(knowledge: Knowledge, read: Read, steps: tuple[Step, ...]) -> Finding:
    binding, text = read.entry.binding, read.entry.binding.instrument
    whole = binding.version.citation
    if binding.part == "law":  # by the first of its provisions that the steps name; as a whole where they name none
        whole = steps[0].citation if steps else f"law:{text.slug}"
    words = _words(knowledge, read, steps)
    return Finding(text.slug, binding.version.name, text.title, binding.role, read.outcome, read.basis, words, steps, whole)


def _looked_for(gap: Gap) -> Finding:
    return Finding(gap.instrument, None, gap.title, gap.role, "undetermined", "silence", gap.text, (), None)


def _words(knowledge: Knowledge, read: Read, steps: Sequence[Step]) -> str:
    """One sentence on what decided this finding."""
    reading = read.entry.reading
    places = ", ".join(dict.fromkeys(p for c in reading.deciding if (p := knowledge.citations[c].pinpoint)))
    if read.outcome == "prohibited":
        return f"Forbidden by {places or 'this text'}."
    if read.outcome == "undetermined":
        unknown = " for lack of a fact" if reading.asks else ", and no fact settles it"
        return f"Whether {places} reaches this is open{unknown}." if places else "Open."
    if read.outcome == "conditional":
        return (
            f"Allowed on {len(reading.duties)} condition{'s' if len(reading.duties) != 1 else ''}."
            if reading.duties
            else "Allowed on conditions."
        )
    if any(s.defeated_by for s in steps):
        return "Forbidden in general; an exception of the text is met."
    if read.basis == "express":
        return "Expressly allowed."
    return "Nothing in this text forbids it or attaches a duty."
