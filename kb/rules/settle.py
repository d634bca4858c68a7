"""One question to its bare answer: the verdict and what it rests on, before words are made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kb.rules.binding import Gap
from kb.rules.knowledge import Knowledge
from kb.rules.missing import missing_facts
from kb.rules.norms import KEEP_PERMISSION
from kb.rules.question import Question
from kb.rules.verdict import Duty, Missing
from kb.rules.worlds import Entry, Evaluation, Worlds, conflicting_names, evaluate, explore

TEACHER_SIDE = frozenset({"teacher_terms", "teacher_license", "host_terms", "dataset_license"})


@dataclass(frozen=True, slots=True)
class Read:
    """A text that binds, with its outcome over all worlds."""

    entry: Entry
    outcome: str
    basis: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The bare answer. `warnings` are codes; texts of gaps stand in `gaps`."""

    verdict: str
    basis: str
    reads: tuple[Read, ...]
    gaps: tuple[Gap, ...]
    duties: tuple[Duty, ...]
    missing: tuple[Missing, ...]
    warnings: tuple[str, ...]
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Weighed:
    """A verdict with the evaluations that it comes from: one, or one for each world. `turns` are the worlds where they disagree."""

    verdict: str
    start: Evaluation
    seen: list[Evaluation]
    turns: Worlds | None = None
    codes: tuple[str, ...] = ()


def weigh(knowledge: Knowledge, question: Question) -> Weighed:
    """Decide by norms alone: one evaluation, or all possible worlds where it turns on facts not known."""
    start = evaluate(knowledge, question.facts, question.teacher, question.base)
    if start.outcome is not None:
        return Weighed(start.outcome, start, [start])
    worlds = explore(knowledge, question.facts, question.teacher, question.base, start)
    if not worlds.explored:
        return Weighed("undetermined", start, [start], codes=("not-fully-explored",))
    verdicts = worlds.verdicts
    seen = list(worlds.outcomes.values())
    if len(verdicts) == 1:
        return Weighed(verdicts.pop(), start, seen)
    kept = _with_permission(worlds, seen)
    if kept is not None:
        return Weighed(kept, start, seen)
    return Weighed("undetermined", start, seen, worlds)


def _with_permission(worlds: Worlds, seen: list[Evaluation]) -> str | None:
    """Rule 22: where a ban that permission lifts holds in some world, its condition stands in all."""
    keeps = any(e.reading.keeps_permission for x in seen for e in x.entries)
    if keeps and worlds.verdicts <= {"permitted", "conditional"}:
        return "conditional"
    return None


def outline(knowledge: Knowledge, question: Question) -> tuple[str, str, tuple[str, ...]]:
    """Verdict, basis and warnings of texts and links alone: what a change is judged by needs no more, and many are tried."""
    weighed = weigh(knowledge, question)
    reads = _reads(weighed) if weighed.verdict != "prohibited" else ()
    return weighed.verdict, _basis(weighed.verdict, reads), _warned(weighed.seen)


def settle(knowledge: Knowledge, question: Question) -> Settled:
    """The bare answer, with what it rests on."""
    weighed = weigh(knowledge, question)
    verdict, seen, start = weighed.verdict, weighed.seen, weighed.start
    warnings = [*weighed.codes, *_warned(seen)]
    if any(conflicting_names(x.entries) for x in seen):
        warnings.append("conflicting-duties")
    if verdict == "undetermined" and _alternatives_differ(seen):
        warnings.append("sources-conflict")
    if start.common["student_base"] is None:
        warnings.append("base-not-given")
    reads = _reads(weighed)
    gaps = tuple(dict.fromkeys(g for x in seen for g in x.gaps))
    duties = _duties(seen) if verdict != "prohibited" else ()  # a duty is no way round a ban
    missing = missing_facts(weighed.turns) if weighed.turns else ()
    return Settled(verdict, _basis(verdict, reads), reads, gaps, duties, missing, tuple(dict.fromkeys(warnings)), start)


def _warned(seen: list[Evaluation]) -> tuple[str, ...]:
    return tuple(w for x in seen for e in x.entries for w in (*e.reading.warnings, *e.binding.warnings))


def _reads(weighed: Weighed) -> tuple[Read, ...]:
    """Each text over all worlds, in the order in which they are met."""
    reads = tuple(_read(shown, entries) for shown, entries in _by_text(weighed))
    if weighed.verdict == "undetermined" and _alternatives_differ(weighed.seen):
        return tuple(replace(r, outcome="undetermined") if r.entry.binding.alternative else r for r in reads)
    return reads


def _by_text(weighed: Weighed) -> Iterator[tuple[Entry, list[Entry]]]:
    """The entries of each text, with the one that is shown: that of `start`, where the text binds there."""
    if weighed.seen and weighed.seen[0] is weighed.start:  # the only one
        yield from ((e, [e]) for e in weighed.start.entries)
        return
    found: dict[tuple[str, str, str], list[Entry]] = {}
    for e in (e for x in weighed.seen for e in x.entries):
        found.setdefault(_text(e), []).append(e)
    first = {_text(e): e for e in weighed.start.entries}
    yield from ((first.get(key, entries[0]), entries) for key, entries in found.items())


def _text(entry: Entry) -> tuple[str, str, str]:
    """What tells a text from the others that bind: its version, its part, and the model that it is about."""
    return entry.binding.version.citation, entry.binding.part, entry.binding.subject.slug


def _alternatives_differ(seen: list[Evaluation]) -> bool:
    return any(len({e.reading.outcome for e in x.entries if e.binding.alternative}) > 1 for x in seen)


def _read(entry: Entry, entries: list[Entry]) -> Read:
    """One text over all worlds: its outcome where all agree, else undetermined."""
    outcomes = {e.reading.outcome or "undetermined" for e in entries}
    one = outcomes.pop() if len(outcomes) == 1 else "undetermined"
    basis = "express" if all(e.reading.basis == "express" for e in entries) else "silence"
    return Read(entry, one, basis)


def _basis(verdict: str, reads: tuple[Read, ...]) -> str:
    """Prohibitions speak; a permission is express where words of the teacher's side speak of the act itself (rule 37)."""
    if verdict == "prohibited":
        return "express"
    return (
        "express"
        if any(r.basis == "express" and r.outcome != "undetermined" and r.entry.binding.role in TEACHER_SIDE for r in reads)
        else "silence"
    )


def _duties(seen: list[Evaluation]) -> tuple[Duty, ...]:
    """Every duty of any world; one that not all worlds trigger says so. A permission is kept on file in all (rule 22)."""
    count: dict[Duty, int] = {}
    for evaluation in seen:
        for duty in dict.fromkeys([d for e in evaluation.entries for d in e.reading.duties] + list(evaluation.soft)):
            count[duty] = count.get(duty, 0) + 1
    told: dict[tuple[str, str], Duty] = {}
    for duty, times in count.items():
        sure = times == len(seen) or duty.text == KEEP_PERMISSION
        key = (duty.text, duty.citation.split("@")[0] if duty.citation else "")
        told.setdefault(key, duty if sure else replace(duty, text=f"Depending on what is not known: {duty.text}"))
    return tuple(told.values())
