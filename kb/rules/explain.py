"""How much of a verdict is shown. What a length leaves out is declared here once; nothing that changes the answer's meaning ever goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FULL = "full"
EXPLAIN: Mapping[str, tuple[str, ...]] = {  # length -> members left out; `list.member` is left out of every entry of the list
    FULL: (),
    "short": ("findings.steps", "citations.quote", "citations.retrieved"),
    "none": ("findings", "exposure", "lineage", "pending", "citations"),
}
LAST = "disclaimer"


def shortened(verdict: Mapping[str, Any], explain: str) -> dict[str, Any]:
    """A verdict without what `explain` leaves out; `left_out` then names it. The same verdict where nothing is."""
    leaves = EXPLAIN[explain]
    if not leaves:
        return dict(verdict)
    shown = {name: value for name, value in verdict.items() if name not in leaves and name != LAST}
    for path in leaves:
        outer, _, inner = path.partition(".")
        if inner:
            shown[outer] = [{name: value for name, value in entry.items() if name != inner} for entry in shown[outer]]
    return {**shown, "left_out": list(leaves), LAST: verdict[LAST]}
