"""The page of each record: plain, complete, linked, read from the published revision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import frames, texts
from kb.pages.rows import rows_of

TAILORED = {"models": "records/model.html", "cases": "records/case.html", "laws": "records/law.html", "issues": "records/issue.html",
            "incidents": "records/incident.html", **dict.fromkeys(("techniques", "countermeasures"), "records/technique.html")}  # fmt: skip


def detail(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One record with every field, and what points to it."""
    now = frames.current(kind)
    if slug not in now.records[kind] and (elsewhere := frames.lost(request, kind, slug)):
        return elsewhere
    record = frames.record_of(now, kind, slug)
    context = {**frames.frame(now, kind, slug), "rows": rows_of(now, kind, record, texts.LEFT.get(kind, frozenset())), "record": record}
    more = texts.CONTEXTS.get(kind)
    return render(request, TAILORED.get(kind, "records/detail.html"), {**context, **(more(now, record) if more else {})})
