"""Bills that are not law, and law that does not apply yet: they never bind; the verdict says what they would change."""

from __future__ import annotations

from collections.abc import Iterable

from kb.rules import vocabulary as v
from kb.rules.binding import law_in_force, law_status
from kb.rules.knowledge import Knowledge, Law
from kb.rules.memory import remembered
from kb.rules.question import Question
from kb.rules.values import Values, common_values, values_for
from kb.rules.verdict import Pending

BEFORE_LAW = frozenset({"introduced", "committee", "passed_chamber", "passed"})


def pending(knowledge: Knowledge, question: Question) -> tuple[Pending, ...]:
    """What is pending on the day of the question and speaks of such a teacher and such a method, for any seat (rule 36)."""
    if question.facts["method"] == "evaluation":
        return ()
    base, names = question.base, remembered(knowledge, "bills read", lambda: _read_by(knowledge.laws))
    key = ("pending for", question.teacher.slug, base and base.slug, *[question.facts[n] for n in names])
    return remembered(knowledge, key, lambda: _pending(knowledge, question))


def _read_by(laws: Iterable[Law]) -> tuple[str, ...]:
    """The given facts on which it depends what is pending. The channel tells a data set from a model."""
    conditions = [x.speaks_of for x in laws if x.speaks_of is not None] + [n.when for x in laws for _, n in x.norms]
    return tuple(sorted({"as_of", "channel"} | {given for when in conditions for fact in when.facts for given in v.READS[fact]}))


def _pending(knowledge: Knowledge, question: Question) -> tuple[Pending, ...]:
    waiting = on_day(knowledge, question.facts["as_of"])
    common = common_values(question.facts, question.teacher, question.base)
    values = values_for(common, "law", question.teacher, question.teacher, question.base, "")
    return tuple(p for law, p in waiting if speaks(knowledge, law, values))


def on_day(knowledge: Knowledge, day: str) -> tuple[tuple[Law, Pending], ...]:
    """Everything that is pending on a day, whatever it speaks of. Remembered by day."""
    key = ("pending", day)
    return remembered(knowledge, key, lambda: tuple((law, p) for law in knowledge.laws if (p := _waiting(law, day)) is not None))


def _waiting(law: Law, day: str) -> Pending | None:
    status = law_status(law, day)
    if law.kind == "bill" and status in BEFORE_LAW and law.speaks_of is not None:
        return Pending(law.slug, status, law.if_in_force, (law.citation,))
    if law_in_force(law, day) and (start := starts_later(law, day)):
        return Pending(law.slug, f"applies from {start}", law.if_in_force or f"Enacted; its duties apply from {start}.", (law.citation,))
    return None


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
