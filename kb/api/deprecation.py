"""What will not stay: said once on an `Endpoint`, and from there in headers, in the description and on its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.http import http_date


@dataclass(frozen=True, slots=True)
class Deprecation:
    """From `since` (a day, UTC) the address is not to be used any more, at `sunset` it goes; `instead` says what to use, in a sentence."""

    since: dt.date
    sunset: dt.date | None
    instead: str

    def __post_init__(self) -> None:
        """RFC 9745: nothing goes before it is deprecated."""
        if self.sunset is not None and self.sunset < self.since:
            raise ValueError("It goes before it is deprecated.")

    def headers(self, words_at: str) -> dict[str, str]:
        """Deprecation (RFC 9745), Sunset (RFC 8594), and a link to the words."""
        found = {"Deprecation": f"@{_seconds(self.since)}", "Link": f'<{words_at}>; rel="deprecation"; type="text/html"'}
        if self.sunset is not None:
            found["Sunset"] = http_date(_seconds(self.sunset))
        return found

    def words(self) -> str:
        """The same for people."""
        until = f" It answers until {self.sunset.isoformat()}." if self.sunset else ""
        return f"Deprecated since {self.since.isoformat()}.{until} {self.instead}"


def _seconds(day: dt.date) -> int:
    return int(dt.datetime.combine(day, dt.time(), dt.UTC).timestamp())
