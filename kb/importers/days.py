"""Days as texts write them: whether a text states a day, and which days a file's name holds."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

MONTHS = (
    "january janvier januar enero gennaio jan", "february février februar febrero febbraio feb févr", "march mars märz marzo mar",
    "april avril abril aprile apr", "may mai mayo maggio", "june juin juni junio giugno jun", "july juillet juli julio luglio jul",
    "august août agosto aug", "september septembre septiembre settembre sep sept", "october octobre oktober octubre ottobre oct okt",
    "november novembre noviembre nov", "december décembre dezember diciembre dicembre dec dez",
)  # fmt: skip
DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


def states(words: str, day: str) -> bool:
    """Whether words in plain form hold that day (ISO), in figures or in words; for the first of a month, whether they hold the month."""
    d = date.fromisoformat(day)
    found = _day(d).search(words)
    return bool(found or (d.day == 1 and _month(d).search(words)))


def _names(d: date) -> str:
    """The month's name; an abbreviation only where no word runs into it (copies run `Updated` and a month together)."""
    names = MONTHS[d.month - 1].split()
    return "(?:" + "|".join(n if len(n) > 4 else rf"(?<![^\W\d_]){n}" for n in names) + r")\.?"  # noqa: PLR2004


@cache
def _day(d: date) -> re.Pattern[str]:
    month, mm, dd, yy = _names(d), f"0?{d.month}", f"0?{d.day}", f"{d.year}"
    ordinal = rf"{dd}(?:st|nd|rd|th|er|\.)?"
    forms = (
        rf"{yy}[-/.\s]{{1,2}}{mm}[-/.\s]{{1,2}}{dd}(?!\d)",
        rf"(?<!\d){dd}[-/.]{mm}[-/.](?:{yy}|{yy[2:]}(?!\d))",
        rf"(?<!\d){mm}[-/.]{dd}[-/.](?:{yy}|{yy[2:]}(?!\d))",
        rf"{yy}年{mm}月{dd}日",
        rf"{month}\s*{ordinal},?\s*{yy}",
        rf"(?<!\d){ordinal}\s*(?:of\s+|de\s+)?{month},?\s*(?:de\s+)?{yy}",
        rf"{yy}\s*,?\s*{month}\s*{ordinal}(?!\d)",
    )
    return re.compile("|".join(forms), re.IGNORECASE)


@cache
def _month(d: date) -> re.Pattern[str]:
    return re.compile(rf"{_names(d)},?\s*{d.year}|{d.year}年0?{d.month}月|{d.year}-{d.month:02}(?!\d)", re.IGNORECASE)


def days_in(name: str) -> list[str]:
    """The days (ISO) that a file's name holds."""
    return DAY.findall(name)
