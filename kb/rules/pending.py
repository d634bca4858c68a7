"""Bills that are not law, and law that does not apply yet: they never bind; the verdict says what they would change."""

from __future__ import annotations

from kb.rules.binding import law_in_force, law_status
from kb.rules.knowledge import Knowledge, Law
from kb.rules.question import Question
from kb.rules.values import Values, common_values, values_for
from kb.rules.verdict import Pending

BEFORE_LAW = frozenset({"introduced", "committee", "passed_chamber", "passed"})


def pending(knowledge: Knowledge, question: Question) -> tuple[Pending, ...]:
    """What is pending on the day of the question and speaks of such a teacher and such a method, for any seat (rule 36)."""
    if question.facts["method"] == "evaluation":
        return ()
    day = question.facts["as_of"]
    common = common_values(question.facts, question.teacher, question.base)
    values = values_for(common, "law", question.teacher, question.teacher, question.base, "")
    found = []
    for law in knowledge.laws:
        status = law_status(law, day)
        if not status or not speaks(knowledge, law, values):
            continue
        if law.kind == "bill" and status in BEFORE_LAW:
            found.append(Pending(law.slug, status, law.if_in_force, (law.citation,)))
        elif law_in_force(law, day) and (start := starts_later(law, day)):
            words = law.if_in_force or f"Enacted; its duties apply from {start}."
            found.append(Pending(law.slug, f"applies from {start}", words, (law.citation,)))
    return tuple(found)


def speaks(knowledge: Knowledge, law: Law, values: Values) -> bool:
    """Whether a law speaks of this question's teacher and method; a law with norms speaks through them, for any seat."""
    if law.speaks_of is not None:
        return law.speaks_of.holds(values) is not False
    places = knowledge.groups.get(law.jurisdiction, frozenset({law.jurisdiction}))
    there = {**values, "market": places, "made_available": None, "distributed": None, "release": None}
    return any(n.when.holds(there) is not False for _, n in law.norms)


def starts_later(law: Law, day: str) -> str:
    """The first day, after `day`, from which a duty of an enacted law applies; "" where all apply or none is known."""
    later = sorted(start for start, _ in law.norms if start is not None and start > day)
    now = any(start is None or start <= day for start, _ in law.norms)
    return "" if now or not later else later[0]
