"""What became of a law, on a line of time drawn on the server: its statuses, the days from which provisions apply, and today.

The list beside it says the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.rendering.spans import LEFT, WIDE, Scale, number, ticks, today

AXIS, FIRST, LANE, END = 40, 66, 22, 12
LETTER, GAP = 7.2, 14  # pixels: width of a letter, and between two labels
BEFORE, ROOM = 0.012, 1.06  # the line begins before its first day and ends after its last, so that no mark is cut
TODAY = "today"
SHAPES = {
    "status": '<circle cx="{0}" cy="{1}" r="6"/>',
    "provision": '<path d="M{0} {2} m0 -6 l6 6 l-6 6 l-6 -6 z"/>',
    "today": "",
}
LEAST = 60  # days that a line spans at least


@dataclass(frozen=True, slots=True)
class Mark:
    """What happened or will: its day (ISO), a few words, its kind (`status`, `provision`, `today`), whether it lies ahead."""

    day: str
    words: str
    kind: str
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    mark: Mark
    at: int
    lane: int
    ends: bool  # the words end at the mark instead of beginning there


def drawing(marks: Sequence[Mark], binding: Sequence[tuple[str, str]], day: str, label: str) -> SafeString:
    """The drawing, oldest mark first; `binding` are the stretches in which it is law. "" where it has fewer than two marks."""
    if len(marks) < 2:  # noqa: PLR2004 - one mark is no line
        return SafeString("")
    days = [number(m.day) for m in marks] + [number(day)]
    first, last = min(days), max(*days, min(days) + LEAST)
    scale = Scale(first - round((last - first) * BEFORE), (last - first) * ROOM)
    placed = list(_placed([*marks, Mark(day, TODAY, "today")], scale))
    height = FIRST + LANE * max(p.lane for p in placed) + END
    return format_html(
        '<svg class="spans milestones" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}'
        '<line class="axis" x1="{}" x2="{}" y1="{}" y2="{}"/>{}{}</svg>',
        WIDE + 2 * LEFT, height, label, ticks(scale, first, last, height), today(scale.at(number(day)), height),
        LEFT, LEFT + WIDE, AXIS, AXIS,
        format_html_join("", '<line class="law" x1="{}" x2="{}" y1="{}" y2="{}"/>',
                         ((scale.at(number(a)), scale.at(number(b)), AXIS, AXIS) for a, b in binding)),
        format_html_join("", "{}", ((_mark(p),) for p in placed)),
    )  # fmt: skip


def _placed(marks: Sequence[Mark], scale: Scale) -> Iterator[_Placed]:
    """Each mark with the highest lane in which its words meet no others."""
    taken: list[list[tuple[float, float]]] = []
    for mark in sorted(marks, key=lambda m: (m.day, m.kind != "status")):
        at, wide = scale.at(number(mark.day)), len(mark.words) * LETTER
        ends = at + wide > WIDE
        start, end = (at - wide, at + GAP) if ends else (at - GAP, at + wide)
        lane = next((i for i, held in enumerate(taken) if all(end + GAP < a or b + GAP < start for a, b in held)), len(taken))
        taken += [[]] if lane == len(taken) else []
        taken[lane].append((start, end))
        yield _Placed(mark, at, lane, ends)


def _mark(placed: _Placed) -> SafeString:
    mark, x, y = placed.mark, placed.at, FIRST + placed.lane * LANE
    beside = 10 if mark.kind == "provision" else 5
    return format_html(
        '<g class="{}"><line class="stem" x1="{}" x2="{}" y1="{}" y2="{}"/>{}'
        '<text x="{}" y="{}" text-anchor="{}" font-size="13">{}</text></g>',
        f"{mark.kind} ahead" if mark.ahead else mark.kind, x, x, AXIS, y + 2, format_html(SHAPES[mark.kind], x, AXIS, y - 3),
        x - beside if placed.ends else x + beside, y + 2, "end" if placed.ends else "start", mark.words,
    )  # fmt: skip
