"""The pages on what the record covers, how sure it is and how fresh: the figures, and one page for each list behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import frames
from kb.pages.home import ORDER, TITLES
from kb.queries.coverage import Coverage, Open, coverage
from kb.queries.published import published
from kb.rendering.clock import today

PAGE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One list behind the figures. `template` shows a row of it, or all rows of a page."""

    title: str
    words: str
    template: str
    rows: Callable[[Coverage], Sequence[Any]]


PARTS: Mapping[str, Part] = {
    "texts": Part("Licenses and terms", "Every text, and how much of it is read.", "coverage/texts.html", lambda c: c.texts),
    "open": Part(
        "Texts with something open", "Clauses that are not encoded, and texts not seen for half a year.", "coverage/texts.html",
        lambda c: [t for t in c.texts if t.stale or t.unencoded],
    ),
    "recheck": Part(
        "To be checked again", "Records that say what may have changed.", "coverage/records.html", lambda c: _listed(c.recheck)
    ),
    "not-held": Part(
        "Known of, not held", "A question that turns on one of these texts stays undetermined.", "coverage/records.html",
        lambda c: _listed(c.unheld),
    ),
    "providers": Part("Providers", "What is on record of each, and how sure it is.", "coverage/providers.html", lambda c: c.providers),
}  # fmt: skip


def page(request: HttpRequest) -> HttpResponse:
    """The figures of the whole and of each kind, for today."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    found = coverage(now, today())
    kinds = [{"title": TITLES[k.kind], "line": k} for k in sorted(found.kinds, key=lambda k: ORDER.index(k.kind))]
    parts = [(name, part, len(part.rows(found))) for name, part in PARTS.items()]
    context = {"coverage": found, "totals": found.totals(), "kinds": kinds, "parts": parts, "revision": now.revision}
    return render(request, "coverage/coverage.html", context)


def part(request: HttpRequest, name: str) -> HttpResponse:
    """One list behind the figures, a page at a time."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    if name not in PARTS:
        raise Http404("The record's coverage has no such list.")
    rows = PARTS[name].rows(coverage(now, today()))
    shown = frames.paged(rows, PAGE, request.GET.get("page"))
    return render(request, "coverage/part.html", {"part": PARTS[name], "page": shown, "revision": now.revision})


def _listed(found: Sequence[Open]) -> list[dict[str, Any]]:
    return [{"kind": TITLES[x.kind], "open": x} for x in found]
