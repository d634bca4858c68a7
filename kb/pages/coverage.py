"""The page on what the record covers, how sure it is and how fresh."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages.ask import today
from kb.pages.home import ORDER, TITLES
from kb.queries.coverage import coverage
from kb.queries.published import published


def page(request: HttpRequest) -> HttpResponse:
    """Everything that is counted, for today."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    found = coverage(now, today())
    kinds = [{"title": TITLES[k.kind], "line": k} for k in sorted(found.kinds, key=lambda k: ORDER.index(k.kind))]
    open_texts = [t for t in found.texts if t.stale or t.unencoded]
    unheld = [(TITLES[kind], list(rows)) for kind, rows in groupby(found.unheld, attrgetter("kind"))]
    context = {"coverage": found, "totals": found.totals(), "kinds": kinds, "open_texts": open_texts, "unheld": unheld}
    return render(request, "coverage.html", {**context, "revision": now.revision})
