"""The timeline of the field: cases, bills, laws, incidents and changed texts in one drawing, with a table behind it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import frames
from kb.queries.chronicle import LANES, Entry, chronicle
from kb.queries.published import published
from kb.rendering import addresses
from kb.rendering.chronicle import Disk, Tick, drawing
from kb.rendering.clock import today
from kb.rendering.csv_file import table
from kb.rules.dates import days_between, first_day, last_day

PAGE = 60
WHEN = re.compile(r"(1[89]|2[01])\d\d(-(0[1-9]|1[0-2]))?")
USUAL_YEARS = 4
DAILY, MONTHLY, QUARTERS = 62, 800, 4000  # days of a window up to which a disk stands for a day, a month, a quarter
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


@dataclass(frozen=True, slots=True)
class Window:
    """What is shown: the first and the last day, how they are written in the address, and which kinds ("" for all)."""

    first: str
    last: str
    since: str
    until: str
    lanes: tuple[str, ...]
    error: str = ""

    def query(self, **changed: str) -> str:
        """The query string of this window with something changed."""
        values = {"from": self.since, "to": self.until, **changed}
        pairs = [(n, x) for n, x in values.items() if x]
        return urlencode([*pairs, *(("kind", x) for x in self.lanes)])


def timeline(request: HttpRequest) -> HttpResponse:
    """The page. `from` and `to` are years or months; `kind` is repeated; a disk leads to its own stretch of time."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    every = chronicle(now)
    window = _window(request, every)
    found = [e for e in every if _inside(e, window)]
    page = frames.paged(found[::-1], PAGE, request.GET.get("page"))
    context = {
        "window": window, "drawing": drawing(LANES, list(_disks(found, window)), list(_ticks(window))), "page": page,
        "lanes": [{"name": n, "title": t, "on": n in window.lanes, "count": _count(every, n)} for n, t in LANES.items()],
        "lines": [{"entry": e, "address": address_of(e), "lane": LANES[e.lane]} for e in page],
        "revision": now.revision, "total": len(every),
        "all": _whole(window, every), "csv": window.query(), "named": _named(window),
        "before": window.query(page=str(page.number - 1)) if page.has_previous() else "",
        "after": window.query(page=str(page.number + 1)) if page.has_next() else "",
    }  # fmt: skip
    return render(request, "overviews/timeline.html", context, status=400 if window.error else 200)


def as_csv(request: HttpRequest) -> HttpResponse:
    """The same entries, oldest first."""
    now = published()
    if now is None:
        return HttpResponse(status=503)
    every = chronicle(now)
    window = _window(request, every)
    head = ["date", "kind", "title", "what", "address", "verification"]
    rows = (
        [e.when, e.lane, e.title, e.words, request.build_absolute_uri(address_of(e)), e.verification] for e in every if _inside(e, window)
    )
    return table("timeline", [head, *rows])


def address_of(entry: Entry) -> str:
    """Where the record that tells of it stands."""
    if entry.kind == "instruments" and entry.anchor:
        return addresses.of_version(entry.slug, entry.anchor)
    return addresses.of_record(entry.kind, entry.slug)


def _window(request: HttpRequest, every: Sequence[Entry]) -> Window:
    since, until = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    wrong = [x[:20] for x in (since, until) if x and not WHEN.fullmatch(x)]
    since, until = ("" if x in wrong or not WHEN.fullmatch(x) else x for x in (since, until))
    lanes = tuple(x for x in LANES if x in request.GET.getlist("kind"))
    usual = str(int(today()[:4]) - USUAL_YEARS + 1)
    newest = max((e.when for e in every), default=today())[:4]
    since, until = since or min(usual, until[:4] or usual), until or max(newest, since[:4])
    if last_day(until) < first_day(since):
        since, until = until, since
    error = f"“{wrong[0]}” is not a year or a month such as 2025 or 2025-03." if wrong else ""
    return Window(first_day(since), last_day(until), since, until, lanes, error)


def _count(every: Sequence[Entry], lane: str) -> int:
    return sum(1 for e in every if e.lane == lane)


def _whole(window: Window, every: Sequence[Entry]) -> str:
    return window.query(**{"from": every[0].when[:4], "to": every[-1].when[:4]}) if every else ""


def _inside(entry: Entry, window: Window) -> bool:
    return (
        (not window.lanes or entry.lane in window.lanes) and first_day(entry.when) <= window.last and last_day(entry.when) >= window.first
    )


def _at(day: str, window: Window) -> float:
    """Where a day stands in the window, from 0 to 1."""
    return min(max(days_between(window.first, day) / max(days_between(window.first, window.last), 1), 0.0), 1.0)


def _stretch(when: str, window: Window) -> tuple[str, str]:
    """The stretch of a date, as first and last day, month or year: a day in weeks, then a month, a quarter, a year."""
    span = days_between(window.first, window.last)
    if span > QUARTERS or "-" not in when:
        return when[:4], when[:4]
    if span > MONTHLY:
        start = (int(when[5:7]) - 1) // 3 * 3 + 1
        return f"{when[:4]}-{start:02}", f"{when[:4]}-{start + 2:02}"
    return (when, when) if span <= DAILY else (when[:7], when[:7])


def _disks(found: Sequence[Entry], window: Window) -> Iterator[Disk]:
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for e in found:
        groups.setdefault((e.lane, *_stretch(e.when, window)), []).append(e)
    for (lane, since, until), entries in groups.items():
        middle = _at(first_day(since), window) / 2 + _at(last_day(until), window) / 2
        more = f"; {len(entries) - 1} more" if len(entries) > 1 else ""
        when = _spoken(since) if since == until else f"{_spoken(since)} to {_spoken(until)}"
        words = f"{when}, {LANES[lane].lower()}: {entries[0].title}, {entries[0].words[:80]}{more}"
        zoom = window.query(**{"from": since[:7], "to": until[:7]})
        yield Disk(lane, middle, len(entries), words, address_of(entries[0]) if len(entries) == 1 else f"?{zoom}#entries")


def _spoken(when: str) -> str:
    """A day, month or year in words."""
    parts = when.split("-")
    month = MONTHS[int(parts[1]) - 1] if len(parts) > 1 else ""
    return {1: when, 2: f"{month} {parts[0]}"}.get(len(parts), f"{month} {int(parts[-1])}, {parts[0]}")


def _named(window: Window) -> str:
    return _spoken(window.since) if window.since == window.until else f"{_spoken(window.since)} to {_spoken(window.until)}"


def _ticks(window: Window) -> Iterator[Tick]:
    """Years; months within two years; days within two months."""
    first, last = dt.date.fromisoformat(window.first), dt.date.fromisoformat(window.last)
    years = range(first.year, last.year + 1)
    if (last - first).days <= DAILY:
        weeks = (first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, 7))
        yield from (Tick(_at(d.isoformat(), window), f"{MONTHS[d.month - 1][:3]} {d.day}", "") for d in weeks)
    elif len(years) <= 2:  # noqa: PLR2004 - years
        months = (f"{y}-{m:02}" for y in years for m in range(1, 13))
        inside = [m for m in months if window.first <= first_day(m) <= window.last]
        for m in inside[:: 1 + len(inside) // 13]:
            name = MONTHS[int(m[5:]) - 1][:3] + (f" {m[:4]}" if m.endswith("-01") else "")
            yield Tick(_at(first_day(m), window), name, f"?{window.query(**{'from': m, 'to': m})}")
    else:
        for y in years[:: 1 + len(years) // 13]:
            yield Tick(_at(f"{y}-01-01", window), str(y), f"?{window.query(**{'from': str(y), 'to': str(y)})}")
