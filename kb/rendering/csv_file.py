"""A list as a CSV file, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(name: str, rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A file `name.csv`: UTF-8, one line a row, None as an empty cell, nothing that a spreadsheet would run."""
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'})
    csv.writer(response).writerows([[_cell(x) for x in row] for row in rows])
    return response


def _cell(value: Any) -> str:
    text = "" if value is None else ("true" if value else "false") if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
