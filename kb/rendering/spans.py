"""The versions of a text on a line of time, drawn on the server. A list with the same words stands beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDE, LANE, TOP, LEFT = 760, 34, 26, 4
BAR = 20
NARROWEST = 5
TICKS = 12  # at most


@dataclass(frozen=True, slots=True)
class Bar:
    """One version: where it leads, its name, its days (ISO; None is open), its lane, and whether it is in force and shown."""

    address: str
    name: str
    since: str | None
    until: str | None
    lane: int
    in_force: bool
    shown: bool


def versions(bars: Sequence[Bar], day: str) -> SafeString:
    """The drawing; "" where no version has a date."""
    dated = [b for b in bars if b.since]
    if not dated:
        return SafeString("")
    first = min(number(b.since or day) for b in dated)
    last = max(number(day), *(number(b.until or b.since or day) for b in dated))
    scale = Scale(first, max(last - first, 1) * 1.04)
    height = TOP + LANE * (1 + max(b.lane for b in bars))
    return format_html(
        '<svg class="spans" viewBox="0 0 {} {}" role="group" aria-label="Versions on a line of time, also listed below">{}{}{}</svg>',
        WIDE + 2 * LEFT,
        height,
        ticks(scale, first, last, height),
        format_html_join("", "{}", ((_bar(b, scale, last),) for b in dated)),
        today(scale.at(number(day)), height),
    )


@dataclass(frozen=True, slots=True)
class Scale:
    """Days as places across the drawing."""

    first: int
    days: float

    def at(self, day: int) -> int:
        """The place of a day, counted as `number` counts."""
        return LEFT + round((day - self.first) / self.days * WIDE)


def number(day: str) -> int:
    """A day (ISO) as a count of days."""
    return dt.date.fromisoformat(day).toordinal()


def _bar(bar: Bar, scale: Scale, last: int) -> SafeString:
    start = scale.at(number(bar.since or ""))
    end = scale.at(number(bar.until)) if bar.until else scale.at(last)
    wide = max(end - start - 2, NARROWEST)
    words = f"{bar.name}: {bar.since} to {bar.until or 'now'}" + (", in force" if bar.in_force else "")
    style = " ".join(n for n, on in (("bar", True), ("in-force", bar.in_force), ("shown", bar.shown)) if on)
    return format_html(
        '<a href="{}"><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="3"/></a>',
        bar.address, words, style, start, TOP + bar.lane * LANE, wide, BAR,
    )  # fmt: skip


def ticks(scale: Scale, first: int, last: int, height: int) -> SafeString:
    """Marks of time from top to bottom, with their names above."""
    return format_html_join(
        "", '<line class="tick" x1="{0}" x2="{0}" y1="16" y2="{1}"/><text x="{2}" y="12" font-size="11.5">{3}</text>',
        ((scale.at(d), height, scale.at(d) + 3, name) for d, name in _dates(first, last)),
    )  # fmt: skip


def _dates(first: int, last: int) -> Iterator[tuple[int, str]]:
    """The first day of each year between, or of each quarter where there is at most one year."""
    begin, end = dt.date.fromordinal(first), dt.date.fromordinal(last)
    years = [dt.date(y, 1, 1) for y in range(begin.year + 1, end.year + 1)]
    if len(years) < 2:  # noqa: PLR2004 - one mark is no scale
        quarters = (dt.date(y, m, 1) for y in range(begin.year, end.year + 1) for m in (1, 4, 7, 10))
        yield from ((d.toordinal(), f"{d:%b %Y}") for d in quarters if first <= d.toordinal() <= last)
        return
    every = -(-len(years) // TICKS)
    yield from ((d.toordinal(), str(d.year)) for d in years[::every])


def today(at: int, height: int) -> SafeString:
    """The day on which the drawing is read, as a line of dashes."""
    return format_html('<line class="today" x1="{0}" x2="{0}" y1="16" y2="{1}"/>', at, height)
