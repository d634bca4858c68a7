"""Verdict, basis and risk alone: what many questions beside the one asked are judged by. No words are made, and nothing is judged twice.

A result is remembered by the facts that it can turn on: those that decide which texts bind and which risk follows (the frame), and
of the others those that these texts read. So a question that differs in a fact that nothing reads costs two look-ups.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from kb.rules import avenues, lineage
from kb.rules import vocabulary as v
from kb.rules.binding import bind, binding_facts, laws_for
from kb.rules.knowledge import Knowledge, Version
from kb.rules.memory import kept_in, remembered
from kb.rules.norms import ALWAYS_READ
from kb.rules.question import Facts, Question
from kb.rules.settle import outline
from kb.rules.verdict import highest

Outcome = tuple[str, str, str]  # verdict, basis, risk
OF_LAW = frozenset({"as_of", "country", "market"})
OF_MODELS = frozenset({"teacher", "channel", "student_base"})


def judged(knowledge: Knowledge, question: Question) -> Outcome:
    """Verdict, basis and risk alone."""
    facts = question.facts
    frame_of, room = remembered(knowledge, "judged", lambda: _room(knowledge))
    frame = frame_of(facts)
    names = kept_in(room, frame, lambda: turns_on(knowledge, question))
    return kept_in(room, (frame, *[facts[n] for n in names]), lambda: _judged(knowledge, question))


def _room(knowledge: Knowledge) -> tuple[Callable[[Facts], tuple[object, ...]], dict[object, Any]]:
    """What takes the frame from facts, and where outcomes are kept: apart, so that they push out nothing else."""
    return itemgetter(*frame_facts(knowledge)), {}


def _judged(knowledge: Knowledge, question: Question) -> Outcome:
    verdict, basis, warnings = outline(knowledge, question)
    unchecked = "low" if "unverified-link" in warnings else "none"
    return verdict, basis, highest([avenues.level(knowledge, question, verdict, basis), lineage.level(knowledge, question), unchecked])


def frame_facts(knowledge: Knowledge) -> tuple[str, ...]:
    """The facts that decide which texts bind and which risk follows from what they say."""
    return remembered(knowledge, "frame-facts", lambda: tuple(sorted(_frame_facts(knowledge))))


def _frame_facts(knowledge: Knowledge) -> frozenset[str]:
    return OF_MODELS | OF_LAW | lineage.LEVELED_BY | {*binding_facts(knowledge), *avenues.facts_read(knowledge)}


def turns_on(knowledge: Knowledge, question: Question) -> tuple[str, ...]:
    """The facts outside the frame that texts read. All of them where worlds differ in which texts bind: each brings its own."""
    facts, frame = question.facts, frame_facts(knowledge)
    bound = bind(knowledge, facts, question.teacher, question.base)
    versions = [b.version for b in bound.bindings] + [law.version for _, law, _ in laws_for(knowledge, facts, question.teacher)]
    read = {"country"} if bound.regional else set()
    for version in versions:
        read |= given_facts(knowledge, version)
    open_ = any(facts[n] is None and n in read for n in (*binding_facts(knowledge), *OF_LAW))
    return tuple(n for n in v.FACTS if n not in frame and (open_ or n in read))


def given_facts(knowledge: Knowledge, version: Version) -> frozenset[str]:
    """The given facts that a text reads, by itself or through facts that follow from them. Remembered."""
    key = ("given", version.citation)
    return remembered(knowledge, key, lambda: frozenset(x for n in (*version.facts, *ALWAYS_READ) for x in v.READS[n]))
