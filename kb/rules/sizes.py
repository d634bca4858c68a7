"""How large a model is, from the words of its record."""

from __future__ import annotations

import re

FIGURE = re.compile(r"(\d+(?:\.\d+)?)\s*([TBM])\b(?!\s*(?:active|effective))")
BILLIONS = {"T": 1000.0, "B": 1.0, "M": 0.001}


def billions(parameters: str) -> float | None:
    """The largest number of parameters that the words state, in billions; None where they state none. Active ones do not count."""
    found = [float(number) * BILLIONS[unit] for number, unit in FIGURE.findall(parameters)]
    return max(found, default=None)
