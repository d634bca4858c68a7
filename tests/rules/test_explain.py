"""Shorter verdicts: what is left out is named, and what the answer means stays."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from kb.rules.explain import EXPLAIN, FULL, shortened

VERDICT: dict[str, Any] = {
    "verdict": "conditional", "basis": "express", "risk": "low", "headline": "Yes, if", "question": {"teacher": "x"}, "assumptions": [1],
    "knowledge": {"revision": "r"}, "findings": [{"text": "t", "steps": [1, 2]}, {"text": "u", "steps": []}], "conditions": [{"text": "c"}],
    "missing": [], "flips": [1], "exposure": [1], "lineage": [2], "pending": [3], "alternatives": [4],
    "citations": [{"id": "i", "quote": "q", "retrieved": "d"}], "warnings": [{"code": "w"}], "disclaimer": "d",
}  # fmt: skip
MEANING = (
    "verdict",
    "basis",
    "risk",
    "headline",
    "question",
    "assumptions",
    "knowledge",
    "conditions",
    "missing",
    "warnings",
    "disclaimer",
)


@pytest.mark.parametrize("explain", EXPLAIN)
def test_what_the_answer_means_stays_at_every_length(explain: str) -> None:
    before = deepcopy(VERDICT)
    shown = shortened(VERDICT, explain)
    assert {name: shown[name] for name in MEANING} == {name: VERDICT[name] for name in MEANING}
    assert list(shown)[-1] == "disclaimer"
    assert before == VERDICT


def test_full_is_the_verdict_itself() -> None:
    assert list(shortened(VERDICT, FULL).items()) == list(VERDICT.items())


@pytest.mark.parametrize("explain", [x for x in EXPLAIN if x != FULL])
def test_what_goes_is_named_and_nothing_else_goes(explain: str) -> None:
    shown = shortened(VERDICT, explain)
    assert shown["left_out"] == list(EXPLAIN[explain])
    for path in EXPLAIN[explain]:
        outer, _, inner = path.partition(".")
        assert not inner or all(inner not in entry for entry in shown[outer])
        assert inner or outer not in shown
    assert set(VERDICT) - set(shown) == {path for path in EXPLAIN[explain] if "." not in path}
