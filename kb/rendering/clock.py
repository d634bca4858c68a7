"""The clock of the doorways. They may read it; the core may not."""

from __future__ import annotations

import datetime as dt


def today() -> str:
    """The day in UTC (ISO)."""
    return dt.datetime.now(dt.UTC).date().isoformat()
