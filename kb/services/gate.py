"""A gate for pipelines: what a caller does not accept, held against a verdict. It passes, or it fails with reasons for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.rules.errors import QuestionErrors
from kb.services.check import FAIL, FAIL_ON, PASS, REASONS, RISK_ACCEPTED, reasons_against

CODES: Mapping[str, str] = {  # code -> what it means and what to do; those of a check have the same words
    **{code: REASONS[code][1] for code in ("prohibited", "undetermined", "risk-above", "fact-not-stated", "facts-refused")},
    "conditional": "It is allowed on conditions, and you accept none.",
    "permitted": "It is allowed, and you fail on that.",
    "not-judged": "Something went wrong here while it was judged. It is not the question's fault. Ask again.",
}
Reason = tuple[str, str]  # code, words


@dataclass(frozen=True, slots=True)
class Gate:
    """The verdicts that fail, and the highest risk that passes."""

    fail_on: tuple[str, ...] = FAIL_ON
    max_risk: str = RISK_ACCEPTED

    def reasons(self, verdict: Mapping[str, Any]) -> list[Reason]:
        """Why a verdict fails; none where it passes."""
        return list(reasons_against(verdict, self.fail_on, self.max_risk))

    def as_dict(self) -> dict[str, Any]:
        """What the gate was told, to be kept."""
        return {"fail_on": list(self.fail_on), "max_risk": self.max_risk}


def refused(errors: QuestionErrors) -> Reason:
    """Why a question that cannot be read does not pass."""
    return "fact-not-stated" if all(e.value is None for e in errors.errors) else "facts-refused", str(errors)


def result(reasons: Iterable[Mapping[str, Any] | Reason]) -> dict[str, Any]:
    """The gate's result for a machine."""
    told = [r if isinstance(r, Mapping) else dict(zip(("code", "text"), r, strict=True)) for r in reasons]
    return {"outcome": FAIL if told else PASS, "reasons": told}
