"""A chronicle drawn on the server: a lane for each kind, time from left to right, a disk for what happened in each stretch.

Each disk is a link that zooms in. A table with the same entries stands below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDE, LEFT, TOP, LANE = 1000, 150, 34, 48
LEAST, MOST = 4.0, 20.0  # radius of a disk
NUMBERED = 9.0  # radius from which a number fits


@dataclass(frozen=True, slots=True)
class Disk:
    """What happened in one stretch of one lane: where it stands (0 to 1), how much, its words, and where it leads."""

    lane: str
    at: float
    count: int
    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of time: where it stands (0 to 1), its name, and the address that zooms to it ("" for none)."""

    at: float
    name: str
    address: str


def drawing(lanes: Mapping[str, str], disks: Sequence[Disk], ticks: Sequence[Tick]) -> SafeString:
    """The drawing, lanes in their order; "" where nothing happened."""
    if not disks:
        return SafeString("")
    present = [n for n in lanes if any(d.lane == n for d in disks)]
    height = TOP + LANE * len(present) + 4
    names = ((_middle(i) + 5, lanes[n]) for i, n in enumerate(present))
    largest = max(d.count for d in disks)
    return format_html(
        '<svg class="chronicle" viewBox="0 0 {} {}" role="group" '
        'aria-label="What happened when; the table below says the same">{}{}{}</svg>',
        WIDE, height, format_html_join("", "{}", ((t,) for t in _ticks(ticks, height))),
        format_html_join("", '<text x="4" y="{}" font-size="15">{}</text>', names),
        format_html_join("", "{}", ((_disk(d, _middle(present.index(d.lane)), largest),) for d in disks)),
    )  # fmt: skip


def _middle(lane: int) -> int:
    return TOP + LANE * lane + LANE // 2


def _x(at: float) -> int:
    return round(LEFT + at * (WIDE - LEFT - MOST) + MOST / 2)


def _ticks(ticks: Sequence[Tick], height: int) -> Iterator[SafeString]:
    for t in ticks:
        x = _x(t.at)
        name = format_html('<text x="{}" y="18" font-size="13">{}</text>', x + 4, t.name)
        label = format_html('<a href="{}" aria-label="Zoom to {}">{}</a>', t.address, t.name, name) if t.address else name
        yield format_html('<line class="tick" x1="{0}" x2="{0}" y1="4" y2="{1}"/>{2}', x, height, label)


def _disk(disk: Disk, y: int, largest: int) -> SafeString:
    radius = max(LEAST, round(sqrt(disk.count / max(largest, 4)) * MOST, 1))
    x = _x(disk.at)
    text = '<text x="{}" y="{}" text-anchor="middle" font-size="12" aria-hidden="true">{}</text>'
    number = format_html(text, x, y + 4, disk.count) if radius >= NUMBERED else ""
    return format_html(
        '<a href="{}"><title>{}</title><circle cx="{}" cy="{}" r="{}"/>{}</a>',
        disk.address, disk.words, x, y, radius, number,
    )  # fmt: skip
