"""Exposure: what someone could invoke against the asker, by avenue. Contract follows the findings; others, the assessments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Assessed:
    """What assessments alone say: a row for each avenue that they speak of, and the highest level of all."""

    rows: Mapping[str, Exposure]
    level: str


def exposure(knowledge: Knowledge, question: Question, verdict: str, basis: str, findings: Sequence[Finding]) -> tuple[Exposure, ...]:
    """All avenues with a level above none, contract first."""
    found = [contract(verdict, basis, findings)]
    rows = assessed(knowledge, question).rows
    if "contract" in rows:
        found = [_joined(found[0], rows["contract"])]
    found += [rows[avenue] for avenue in v.AVENUES if avenue in rows and avenue != "contract"]
    return _with_evasion(found, question)


def level(knowledge: Knowledge, question: Question, verdict: str, basis: str) -> str:
    """The highest level of `exposure`, without its words."""
    if question.facts["evasion"]:
        return "high"
    return highest([contract_level(verdict, basis), assessed(knowledge, question).level])


def contract_level(verdict: str, basis: str) -> str:
    """The contract row of the scale of risk."""
    return {"prohibited": "high", "undetermined": "medium", "conditional": "low"}.get(verdict, "none" if basis == "express" else "low")


def contract(verdict: str, basis: str, findings: Sequence[Finding]) -> Exposure:
    """The avenue of contract, as the texts that bind leave it."""
    level = contract_level(verdict, basis)
    cites = [x for f in findings if f.outcome == verdict and (x := next((s.citation for s in f.steps if s.holds), f.citation))]
    words = CONTRACT_WORDS[level]
    if level == "low" and not findings:
        words = "No text binds the asker here; those who were bound may have broken theirs."
    return Exposure("contract", level, words, tuple(dict.fromkeys(cites))[:3])


def assessed(knowledge: Knowledge, question: Question) -> Assessed:
    """The assessments for the asker's country, or the general ones where there are none for it. Remembered by the facts that they read."""
    base = question.base
    key = ("assessed", question.teacher.slug, base and base.slug, *[question.facts[n] for n in facts_read(knowledge)])
    return remembered(knowledge, key, lambda: _by_values(knowledge, question))


def facts_read(knowledge: Knowledge) -> tuple[str, ...]:
    """The given facts on which it depends what assessments say. The channel tells a data set from a model."""
    return remembered(knowledge, "assessed-by", lambda: tuple(sorted({"country", "channel", *_read_by(knowledge.assessments)})))


def _read_by(assessments: Iterable[Assessment]) -> set[str]:
    return {given for a in assessments for fact in a.when.facts for given in v.READS[fact]}


def _by_values(knowledge: Knowledge, question: Question) -> Assessed:
    """Remembered by what conditions make of the facts, too: many teachers are the same to them."""
    teacher, base, country = question.teacher, question.base, question.facts["country"]
    common = common_values(question.facts, teacher, base)
    values = values_for(common, "dataset" if teacher.is_dataset else "teacher", teacher, teacher, base, teacher.provider)
    names = remembered(knowledge, "assessed-on", lambda: tuple(sorted({n for a in knowledge.assessments for n in a.when.facts})))
    key = ("assessed as", country, *[values[n] for n in names])
    return remembered(knowledge, key, lambda: _assessed(_applying(knowledge, values, country)))


def _assessed(applying: Iterable[Assessment]) -> Assessed:
    levels: dict[str, list[Assessment]] = {}
    for a in applying:
        levels.setdefault(a.avenue, []).append(a)
    rows = {avenue: _of(avenue, found) for avenue, found in levels.items()}
    return Assessed(rows, highest([x.level for x in rows.values()]))


def _applying(knowledge: Knowledge, values: Values, country: str | None) -> list[Assessment]:
    """What is not known counts as met."""
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
