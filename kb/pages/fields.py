"""The form's fields, derived from the vocabulary: label, question, reason, values, what was typed, what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.rules import vocabulary as v
from kb.rules.errors import QuestionErrors
from kb.rules.knowledge import Knowledge
from kb.rules.question import read_question
from kb.rules.relevant import relevant_facts

FIRST = ("teacher", "channel", "method", "student_kind")
SHOWN_AS = {"enum": "choices", "bool": "choices", "int": "number", "date": "date", "country": "select"}
YES_NO = {"true": "Yes", "false": "No"}


@dataclass(frozen=True, slots=True)
class FormField:
    """One fact as the form asks it. `asked_by` are the titles of the texts that turn on it."""

    name: str
    label: str
    question: str
    why: str
    shown_as: str
    options: tuple[tuple[str, str], ...]
    value: str
    unknown: bool
    presumption: str
    errors: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()
    names: str = ""
    accepted: tuple[str, ...] = field(default=())


def form_field(
    knowledge: Knowledge, name: str, typed: Mapping[str, str], errors: QuestionErrors | None = None, asked_by: Sequence[str] = ()
) -> FormField:
    """The field of one fact, with what was typed kept and what was wrong with it."""
    fact = v.FACTS[name]
    wrong = [e for e in errors.errors if e.fact == name] if errors else []
    names = {"model": "known-teachers", "base": "known-teachers", "service": "known-services"}.get(fact.kind, "")
    return FormField(
        name, fact.label, fact.question, fact.why, SHOWN_AS.get(fact.kind, "text"), _options(knowledge, fact), typed.get(name, ""),
        not fact.required, fact.presumption, tuple(_sentence(e.problem) for e in wrong), tuple(asked_by), names,
        tuple(x for e in wrong for x in e.accepted[:8]),
    )  # fmt: skip


def _sentence(problem: str) -> str:
    return f"{problem[0].upper()}{problem[1:]}." if problem else problem


def _options(knowledge: Knowledge, fact: v.Fact) -> tuple[tuple[str, str], ...]:
    if fact.kind == "bool":
        return tuple(YES_NO.items())
    if fact.kind == "country":
        seats = ((c, n) for c, n in knowledge.countries.items() if "-" not in c)
        return tuple(sorted(seats, key=lambda x: x[1]))
    return tuple((value, words[0].upper() + words[1:]) for value, words in fact.values.items())


def next_facts(knowledge: Knowledge, typed: Mapping[str, str], today: str) -> dict[str, tuple[str, ...]]:
    """The facts that matter for what was answered so far; nothing while the first answers cannot be read."""
    known = {n: x for n, x in typed.items() if n in v.FACTS and x}
    known.setdefault("method", "outputs")
    known.setdefault("student_kind", "general_llm")
    try:
        question = read_question(known, knowledge, today, text=True)
    except QuestionErrors:
        return {}
    return relevant_facts(knowledge, question)


def sections(knowledge: Knowledge, typed: Mapping[str, str], today: str, errors: QuestionErrors | None = None) -> dict[str, Any]:
    """The form in three parts: what is asked first, what matters for it, and everything else."""
    matters = next_facts(knowledge, typed, today)
    wrong = {e.fact for e in errors.errors} if errors else set()
    now = [n for n in v.FACTS if n not in FIRST and (n in matters or n in wrong or typed.get(n))]
    rest = [n for n in v.FACTS if n not in FIRST and n not in now]

    def fields(names: Sequence[str]) -> list[FormField]:
        return [form_field(knowledge, n, typed, errors, matters.get(n, ())) for n in names]

    return {
        "first": fields(FIRST),
        "now": fields(now) if matters or wrong else [],
        "rest": fields(rest if matters or wrong else rest + now),
    }
