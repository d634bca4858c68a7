"""Dates as ISO texts of day, month or year. They compare as they read."""

from __future__ import annotations

import datetime as dt

DASHES_OF_A_DAY = 2


def first_day(when: str) -> str:
    """The first day of a day, month or year."""
    return when + "-01" * (DASHES_OF_A_DAY - when.count("-"))


def last_day(when: str) -> str:
    """The last day of a day, month or year."""
    if when.count("-") == DASHES_OF_A_DAY:
        return when
    year, month = (int(x) for x in (when if "-" in when else f"{when}-12").split("-"))
    after = dt.date(year + month // 12, month % 12 + 1, 1)
    return (after - dt.timedelta(days=1)).isoformat()


def days_between(earlier: str, later: str) -> int:
    """Days from one day to another; negative when `later` comes first."""
    return (dt.date.fromisoformat(later) - dt.date.fromisoformat(earlier)).days


def year_before(day: str) -> str:
    """The same day one year earlier (29 February becomes 28)."""
    date = dt.date.fromisoformat(day)
    year = max(date.year - 1, 1)
    return date.replace(year=year, day=28 if (date.month, date.day) == (2, 29) else date.day).isoformat()
