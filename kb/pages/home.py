"""The home page, whose first thing is the question, and the way into the record."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import fields
from kb.pages.ask import names_for_typing
from kb.queries.published import Published, published
from kb.rendering.clock import today
from kb.rules.shapes import KINDS

TITLES = {
    "instruments": "Licenses and terms", "models": "Models", "services": "Services", "datasets": "Data sets", "providers": "Providers",
    "edges": "Lineage", "cases": "Cases", "laws": "Laws and bills", "issues": "Legal issues", "assessments": "Assessments",
    "incidents": "Incidents", "techniques": "Techniques", "countermeasures": "Countermeasures", "constructions": "Rules of construction",
    "conflicts": "Where sources disagree", "sources": "Sources", "places": "Places",
}  # fmt: skip
ORDER = tuple(TITLES)


def home(request: HttpRequest) -> HttpResponse:
    """The question, how it is answered, and what the record holds."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    first = [fields.form_field(now.knowledge, n, {}) for n in fields.FIRST]
    return render(request, "home.html", {"fields": first, "kinds": counts(now), "revision": now.revision, **names_for_typing(now)})


def record(request: HttpRequest) -> HttpResponse:
    """Every kind of record, with how many there are."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    return render(request, "record.html", {"kinds": counts(now), "revision": now.revision, "today": today()})


def counts(now: Published) -> list[dict[str, Any]]:
    """Each kind with its title and number of records, in the order of the site."""
    return [{"kind": k, "title": TITLES[k], "count": len(now.records[k])} for k in sorted(KINDS, key=ORDER.index) if now.records[k]]
