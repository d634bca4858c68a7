"""A verdict that was asked for alone, seen as a check with one part: so that it is attested in the same forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.services.check import CANNOT_JUDGE, FAIL, PASS, Checked, Part, against
from kb.services.mentions import Document, Mention
from kb.services.recognition import Recognized

OUTCOMES = {"permitted": PASS, "conditional": PASS, "prohibited": FAIL, "undetermined": CANNOT_JUDGE}
ABOUT = frozenset({"teacher", "student_base"})  # the things asked about; the other facts are the use
ANY_RISK = "high"


def of_verdict(verdict: Mapping[str, Any]) -> Checked:
    """The check that this verdict, as it was kept, amounts to. The base is named; its part is the same."""
    question = verdict["question"]
    kind = "dataset" if question["channel"] == "dataset" else "model"
    teacher = _named("dataset" if kind == "dataset" else "teacher", kind, question["teacher"])
    base = question["student_base"] if question["student_base"] not in (None, "scratch") else ""
    part = Part(teacher, base, verdict)
    found = (teacher, _named("base", "model", base)) if base else (teacher,)
    use = {n: x for n, x in question.items() if x is not None and n not in ABOUT}
    document = Document("verdict", tuple(r.mention for r in found))
    known = verdict["knowledge"]
    return Checked(
        OUTCOMES[verdict["verdict"]], verdict["verdict"], verdict["risk"], use, ANY_RISK, found, tuple(against(part, ANY_RISK)), (part,),
        document, known["revision"], known["as_of"],
    )  # fmt: skip


def _named(role: str, kind: str, slug: str) -> Recognized:
    return Recognized(Mention(role, (slug,), f"question.{role}"), kind, slug)
