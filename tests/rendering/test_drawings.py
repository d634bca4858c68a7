"""Drawings of a law's statuses and of a case's way: what stands in them is where it belongs, and nothing else does."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from kb.rendering import ladder, milestones
from kb.rendering.ladder import Stage
from kb.rendering.milestones import Mark

SVG = "{http://www.w3.org/2000/svg}"
DAYS = st.dates().filter(lambda d: 1800 < d.year < 2100).map(str)


def read(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - our own


def test_one_date_is_no_line_and_one_court_no_way() -> None:
    assert milestones.drawing([Mark("2024-01-01", "in force", "status")], [], "2026-01-01", "x") == ""
    assert ladder.drawing([Stage("9th Cir.", "affirmed", 0)], "x") == ""


def test_statuses_stand_in_their_order_and_what_lies_ahead_is_marked() -> None:
    marks = [Mark("2024-06-13", "enacted", "status"), Mark("2027-08-02", "art. 6 applies", "provision", ahead=True)]
    drawn = read(milestones.drawing(marks, [("2024-06-13", "2027-08-02")], "2026-01-01", "Status over time"))
    groups = {g.findtext("text"): g for g in drawn.findall("g")}
    assert list(groups) == ["enacted", "today", "art. 6 applies"]
    assert groups["art. 6 applies"].get("class") == "provision ahead"
    places = [int(g.findall("line")[0].get("x1", "")) for g in groups.values()]
    assert places == sorted(places)
    law = next(x for x in drawn.findall("line") if x.get("class") == "law")
    assert [law.get("x1"), law.get("x2")] == [str(places[0]), str(places[2])]


@given(st.lists(DAYS, min_size=2, max_size=8), DAYS)
def test_no_words_of_a_line_cover_others_or_leave_it(days: list[str], day: str) -> None:
    marks = [Mark(d, f"passed chamber, {d}", "status", ahead=d > day) for d in days]
    drawn = read(milestones.drawing(marks, [], day, "x"))
    spans: dict[str, list[tuple[float, float]]] = {}
    for text in (g.find("text") for g in drawn.findall("g")):
        assert text is not None
        x, wide = int(text.get("x", "")), len(text.text or "") * milestones.LETTER
        start = x - wide if text.get("text-anchor") == "end" else x
        assert start + wide <= float(drawn.get("viewBox", "").split()[2])
        spans.setdefault(text.get("y", ""), []).append((start, start + wide))
    for row in spans.values():
        row.sort()
        assert all(a[1] <= b[0] for a, b in pairwise(row))


def test_a_court_that_comes_again_stands_where_it_stood() -> None:
    way = [
        Stage("N.D. Cal.", "", 0),
        Stage("Fed. Cir.", "", 1),
        Stage("Fed. Cir.", "", 1),
        Stage("S. Ct.", "", 1),
        Stage("N.D. Cal.", "", -1),
    ]
    assert list(ladder.levels_of(way)) == [0, 1, 1, 2, 0]


def test_words_of_the_record_are_no_markup() -> None:
    drawn = ladder.drawing([Stage("<b>&", "x", 0), Stage("B", "", 1)], "A & B")
    assert [t for t in re.findall(r"<text[^>]*>(.*?)</text>", drawn) if "b" in t] == ["&lt;b&gt;&amp;"]
    read(drawn)
