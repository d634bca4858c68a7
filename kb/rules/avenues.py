"""Exposure: what someone could invoke against the asker, by avenue. Contract follows the findings; others, the assessments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kb.rules import vocabulary as v
from kb.rules.knowledge import Assessment, Knowledge
from kb.rules.memory import remembered
from kb.rules.question import Question
from kb.rules.values import Values, common_values, values_for
from kb.rules.verdict import Exposure, Finding, highest

CONTRACT_WORDS = {
    "none": "Nothing that binds forbids it, and a text expressly allows it.",
    "low": "Nothing that binds forbids it; what is not said, or what must be done, can still be argued about.",
    "medium": "Whether a text that binds forbids it is open.",
    "high": "A text that binds forbids it: termination, damages and an injunction can follow.",
}


def exposure(knowledge: Knowledge, question: Question, verdict: str, basis: str, findings: Sequence[Finding]) -> tuple[Exposure, ...]:
    """All avenues with a level above none, contract first."""
    found = [contract(verdict, basis, findings)]
    levels: dict[str, list[Assessment]] = {}
    for a in applying(knowledge, question):
        levels.setdefault(a.avenue, []).append(a)
    if "contract" in levels:
        found = [_joined(found[0], _of("contract", levels.pop("contract")))]
    found += [_of(avenue, levels[avenue]) for avenue in v.AVENUES if avenue in levels]
    return _with_evasion(found, question)


def contract(verdict: str, basis: str, findings: Sequence[Finding]) -> Exposure:
    """The contract row of the scale of risk."""
    level = {"prohibited": "high", "undetermined": "medium", "conditional": "low"}.get(verdict, "none" if basis == "express" else "low")
    cites = [x for f in findings if f.outcome == verdict and (x := next((s.citation for s in f.steps if s.holds), f.citation))]
    words = CONTRACT_WORDS[level]
    if level == "low" and not findings:
        words = "No text binds the asker here; those who were bound may have broken theirs."
    return Exposure("contract", level, words, tuple(dict.fromkeys(cites))[:3])


def applying(knowledge: Knowledge, question: Question) -> Iterable[Assessment]:
    """The assessments for the asker's country, or the general ones where there are none for it; unknown counts as met."""
    teacher, base = question.teacher, question.base
    common = common_values(question.facts, teacher, base)
    values = values_for(common, "dataset" if teacher.is_dataset else "teacher", teacher, teacher, base, teacher.provider)
    country = question.facts["country"]
    names = remembered(knowledge, "assessed-by", lambda: tuple(sorted({n for a in knowledge.assessments for n in a.when.facts})))
    key = ("assessed", country, *(values[n] for n in names))
    return remembered(knowledge, key, lambda: _applying(knowledge, values, country))


def _applying(knowledge: Knowledge, values: Values, country: str | None) -> list[Assessment]:
    met = [a for a in knowledge.assessments if a.when.holds(values) is not False]
    local = {a.avenue for a in met if a.jurisdictions is not None and country in a.jurisdictions}
    return [a for a in met if (country in a.jurisdictions if a.jurisdictions is not None else a.avenue not in local)]


def level_of(assessment: Assessment) -> str:
    """An assessment's level, never above medium unless a court has decided so there."""
    return assessment.level if assessment.decided or assessment.level != "high" else "medium"


def _of(avenue: str, assessments: Sequence[Assessment]) -> Exposure:
    top = highest([level_of(a) for a in assessments])
    weighty = [a for a in assessments if level_of(a) == top]
    cites = tuple(dict.fromkeys(c for a in weighty for c in a.citations))[:1]
    return Exposure(avenue, top, " ".join(dict.fromkeys(a.summary for a in weighty)), cites)


def _joined(one: Exposure, other: Exposure) -> Exposure:
    """Two rows of one avenue as one: the higher level, both summaries."""
    cites = tuple(dict.fromkeys((*one.citations, *other.citations)))
    return Exposure(one.avenue, highest([one.level, other.level]), f"{one.summary} {other.summary}", cites)


def _with_evasion(found: list[Exposure], question: Question) -> tuple[Exposure, ...]:
    if not question.facts["evasion"]:
        return tuple(found)
    words = "Limits or blocks were worked around, or identities were false: access without right, and breach of the terms of access."
    kept = [x for x in found if x.avenue != "computer_access"]
    access = next((x for x in found if x.avenue == "computer_access"), None)
    kept[0] = Exposure("contract", "high", f"{kept[0].summary} {words}", kept[0].citations)
    return (*kept, Exposure("computer_access", "high", words, access.citations if access else ()))
