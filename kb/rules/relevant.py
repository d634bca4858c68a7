"""Which facts matter for what was already answered, and which texts ask for them: what a form should ask next."""

from __future__ import annotations

from kb.rules import vocabulary as v
from kb.rules.binding import bind
from kb.rules.knowledge import Knowledge
from kb.rules.question import Question
from kb.rules.values import common_values, competition_fact

ALWAYS_ASKED = ("student_base", "release", "as_of")  # the base binds for every channel; law and duties follow release


def relevant_facts(knowledge: Knowledge, question: Question) -> dict[str, tuple[str, ...]]:
    """The facts, beyond the required ones, that can change the answer: fact to the titles of the texts that read it."""
    facts, teacher, base = question.facts, question.teacher, question.base
    found: dict[str, list[str]] = {name: [] for name in ALWAYS_ASKED}
    common = common_values(facts, teacher, base)
    for binding in bind(knowledge, facts, teacher, base).bindings:
        for fact in binding.version.facts:
            names = v.READS[fact]
            if fact == "competes_with_issuer":
                names = (competition_fact(common, binding.part, teacher, base, binding.issuer),)
            for name in names:
                found.setdefault(name, []).append(binding.instrument.title)
        if any(n.effect == "forbids" and n.liftable for n in binding.version.norms):
            found.setdefault("base_permission" if binding.part == "base" else "permission", []).append(binding.instrument.title)
    _by_channel(facts["channel"], found)
    if bind(knowledge, facts, teacher, base).regional:
        found.setdefault("country", [])
    for name in ("market", "country"):
        found.setdefault(name, [])
    return {n: tuple(dict.fromkeys(found[n])) for n in v.FACTS if n in found and not v.FACTS[n].required}


def _by_channel(channel: str, found: dict[str, list[str]]) -> None:
    if channel in ("cloud", "web", "crowd"):
        found.setdefault("via", [])
    if channel == "app":
        found.setdefault("plan", [])
        found.setdefault("collection", [])
