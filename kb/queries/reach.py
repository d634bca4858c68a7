"""Whose answers show a law that is not in force yet: the engine is asked about every model on record."""

from __future__ import annotations

from functools import lru_cache

from kb.queries.published import Published
from kb.rules.families import own_channel
from kb.rules.pending import pending
from kb.rules.question import read_question

STUDENT = {"method": "outputs", "student_kind": "general_llm"}  # the student about whom it is asked


@lru_cache(maxsize=4)
def shown_in(now: Published, day: str) -> dict[str, tuple[str, ...]]:
    """Law -> the models whose outputs, used to train a general language model, get an answer on that day (ISO) that shows it pending."""
    found: dict[str, list[str]] = {}
    for slug in sorted(now.knowledge.models):
        question = read_question(asked_of(now, slug), now.knowledge, day)
        for law in pending(now.knowledge, question):
            found.setdefault(law.instrument, []).append(slug)
    return {law: tuple(models) for law, models in found.items()}


def asked_of(now: Published, model: str) -> dict[str, str]:
    """The question about a model, got as its maker offers it."""
    return {"teacher": model, "channel": own_channel(now.knowledge.models[model]), **STUDENT}
