"""What became of a law, and a case's way through the courts, made ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.utils.safestring import SafeString

from kb.queries.published import Record
from kb.rendering import ladder, milestones
from kb.rendering.drawing import short
from kb.rules.binding import law_in_force
from kb.rules.dates import first_day
from kb.rules.knowledge import Law

STEPS = {"↑": 1, "↓": -1}  # by the sign of a stage


def of_law(law: Law, statuses: Iterable[Record], commencement: Sequence[tuple[str, list[str]]], day: str) -> SafeString:
    """Statuses and provisions of a law on a line of time; "" where there is one date alone."""
    marks = list(_marks(statuses, commencement, day))
    ends = [m.day for m in marks]
    end = max([day, *ends])
    return milestones.drawing(marks, list(_binding(law, sorted({*ends, day, end}))), day, "Status over time, also listed below")


def _marks(statuses: Iterable[Record], commencement: Iterable[tuple[str, list[str]]], day: str) -> Iterator[milestones.Mark]:
    for row in statuses:
        when = str(row["date"])
        yield _mark(when, str(row["status"]).replace("_", " "), day, "status")
    for when, points in commencement:
        yield _mark(when, f"{short(points[0])} applies" if len(points) == 1 else f"{len(points)} provisions apply", day, "provision")


def _mark(when: str, words: str, day: str, kind: str) -> milestones.Mark:
    return milestones.Mark(first_day(when), f"{words}, {when}", kind, ahead=first_day(when) > day)


def _binding(law: Law, days: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The stretches between days on which something happened in which it is law."""
    return (pair for pair in pairwise(days) if law_in_force(law, pair[0]))


def of_case(stages: Iterable[Mapping[str, Any]]) -> SafeString:
    """The stages of a case as `courts.way` gives them; "" where there is one alone."""
    return ladder.drawing([_stage(s) for s in stages], "The way through the courts, also listed below")


def _stage(stage: Mapping[str, Any]) -> ladder.Stage:
    row = stage["row"]
    return ladder.Stage(row.get("court") or "", ", ".join(x for x in (stage["outcome"], row.get("date")) if x), STEPS.get(stage["sign"], 0))
