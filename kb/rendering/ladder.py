"""A case's way through the courts, drawn on the server: stages from left to right, higher courts higher. Its list says the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.rendering.drawing import short

WIDE, HIGH, GAP, RISE, EDGE = 149, 46, 21, 66, 3
NAME, WORDS = 18, 22  # letters that fit


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: its court, what it did and when in a few words, and its step from the court before: 1 up, -1 down, 0 across."""

    court: str
    outcome: str
    step: int


def drawing(stages: Sequence[Stage], label: str) -> SafeString:
    """The drawing; "" where there are fewer than two stages."""
    if len(stages) < 2:  # noqa: PLR2004 - one court is no way
        return SafeString("")
    levels = list(levels_of(stages))
    top = max(levels)
    places = [(EDGE + i * (WIDE + GAP), EDGE + (top - level) * RISE) for i, level in enumerate(levels)]
    wide, high = places[-1][0] + WIDE + EDGE, (top - min(levels)) * RISE + HIGH + 2 * EDGE
    lines = (_line(a, b) for a, b in pairwise(places))
    boxes = (_box(s, x, y) for s, (x, y) in zip(stages, places, strict=True))
    return format_html(
        '<svg class="ladder" width="{}" height="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>',
        wide, high, wide, high, label, _all(boxes), _all(lines),
    )  # fmt: skip


def levels_of(stages: Iterable[Stage]) -> Iterator[int]:
    """How high each court stands over the first. A court that comes again stands where it stood."""
    known: dict[str, int] = {}
    level = 0
    for stage in stages:
        level = known.setdefault(stage.court, level + stage.step)
        yield level


def _all(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((p,) for p in parts))


def _line(start: tuple[int, int], end: tuple[int, int]) -> SafeString:
    x, y = start[0] + WIDE, start[1] + HIGH // 2
    return format_html(
        '<path class="leg" d="M{} {} L{} {}"/><circle class="end" cx="{}" cy="{}" r="3.5"/>',
        x, y, end[0], end[1] + HIGH // 2, end[0], end[1] + HIGH // 2,
    )  # fmt: skip


def _box(stage: Stage, x: int, y: int) -> SafeString:
    return format_html(
        '<g><title>{0}{1}{2}</title><rect x="{3}" y="{4}" width="{5}" height="{6}" rx="5"/>'
        '<text x="{7}" y="{8}" font-size="13">{9}</text><text class="did" x="{7}" y="{10}" font-size="11.5">{11}</text></g>',
        stage.court, ": " if stage.outcome else "", stage.outcome, x, y, WIDE, HIGH,
        x + 9, y + 19, short(stage.court, NAME), y + 37, short(stage.outcome, WORDS),
    )  # fmt: skip
