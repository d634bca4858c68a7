"""Every visual pattern of the site on one page, with its markup, so that the next page looks like the last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kb.queries.published import published
from kb.rendering import ladder, milestones
from kb.rendering.ladder import Stage
from kb.rendering.milestones import Mark
from kb.rules import vocabulary as v

PATTERNS = {
    "type": "Type and headings", "verdicts": "Verdicts", "band": "The band of an answer", "risk": "Risk", "marks": "Marks of verification",
    "quote": "Quoted law", "question": "The question as a sentence", "buttons": "Buttons", "fields": "Fields of a form",
    "errors": "What is wrong",
    "checklist": "What must be done", "steps": "Steps of a reading", "cards": "Cards", "panel": "Panels and empty states",
    "table": "A table",
    "cell": "Cells of a matrix",
    "changes": "Changed words", "list": "A list", "rows": "Rows of a record", "events": "Events in order",
    "lineage": "Lineage", "milestones": "What became of a law", "ladder": "Through the courts",
    "citation": "A citation to copy", "chips": "Chips", "tokens": "Colors",
}  # fmt: skip
TRACES = [
    {"path": ["Ancestor", "Teacher"], "evidence": g, "disputed": False} for g in v.GRADES
] + [{"path": ["Ancestor", "Between", "Teacher"], "evidence": "alleged", "disputed": True}]  # fmt: skip
MARKS = [Mark("2024-06-13", "enacted, 2024-06-13", "status"), Mark("2025-08-02", "art. 53 applies, 2025-08-02", "provision"),
         Mark("2027-08-02", "art. 6 applies, 2027-08-02", "provision", ahead=True)]  # fmt: skip
STAGES = [Stage("N.D. Cal.", "granted", 0), Stage("9th Cir.", "affirmed", 1), Stage("U.S. Supreme Court", "vacated", 1),
          Stage("9th Cir.", "affirmed", -1)]  # fmt: skip
TOKENS = (
    "ink",
    "quiet",
    "paper",
    "raised",
    "line",
    "strong-line",
    "link",
    "focus",
    "permitted",
    "conditional",
    "prohibited",
    "undetermined",
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: its anchor, its name, and its markup, shown once as it looks and once as it is written."""

    name: str
    title: str
    shown: SafeString
    written: str


def patterns(request: HttpRequest) -> HttpResponse:
    """The page."""
    now = published()
    context = {"traces": TRACES, "tokens": TOKENS, "risks": v.RISKS, "verifications": v.VERIFICATIONS, "verdicts": v.VERDICTS[::-1],
               "law_line": milestones.drawing(MARKS, [("2024-06-13", "2027-08-02")], "2026-08-01", "Status over time"),
               "case_way": ladder.drawing(STAGES, "The way through the courts")}  # fmt: skip
    shown = [Pattern(n, t, x := render_to_string(f"patterns/{n}.html", context), _written(x)) for n, t in PATTERNS.items()]
    return render(request, "patterns/page.html", {"patterns": shown, "revision": now.revision if now else ""})


def _written(markup: str) -> str:
    """Markup for reading: without empty lines, and drawings cut short."""
    short = re.sub(r"(<svg[^>]*>).*?</svg>", r"\1…</svg>", markup.strip(), flags=re.DOTALL)
    return re.sub(r"\n\s*\n+", "\n", short)
