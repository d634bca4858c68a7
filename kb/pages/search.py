"""The search page: results with what matches marked, facets with counts, and a plain word where nothing was found."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kb.pages.naming import ONE, value_name
from kb.queries.entries import FACETS
from kb.queries.published import Published, published
from kb.rendering import addresses
from kb.rendering.marking import marked
from kb.search import names
from kb.search.cited import Place
from kb.search.find import PAGE, START, STOP, Found, Hit, find, suggested
from kb.search.typed import Typed, read

LABELS = {"kind": "Kind", "provider": "Provider", "jurisdiction": "Jurisdiction", "effect": "Effect", "status": "Status", "year": "Year",
          "evidence": "Evidence"}  # fmt: skip
ASKS = re.compile(r"(?:can|may|could|should|must|do|does|is|am|are)\s", re.IGNORECASE)  # how a question to the engine begins
SHOWN = 8  # values of a facet before the reader opens the rest
DEEPEST = 50  # pages
BESIDE = ("provider", "jurisdiction", "effect", "status", "evidence")


def search(request: HttpRequest) -> HttpResponse:
    """What was typed, found. A citation, slug, name or model identifier leads straight to its page, unless `all` is asked for."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    typed = read(request.GET.get("q", ""), request.GET)
    if "all" not in request.GET and (target := names.straight_to(now, typed)):
        return redirect(_address(target))
    if not typed.text and not typed.facets:
        return render(request, "search.html", {"typed": typed, "revision": now.revision})
    page = _page(request.GET.get("page", ""))
    return render(request, "search.html", {**_context(now, find(now, typed, page), typed, page), "revision": now.revision})


def _address(target: str | Place) -> str:
    return addresses.of_citation(target) if isinstance(target, str) else addresses.of_entry(*target)


def _page(text: str) -> int:
    return min(int(text), DEEPEST) if text.isdecimal() and len(text) < 4 and int(text) else 1  # noqa: PLR2004 - digits


def _context(now: Published, found: Found, typed: Typed, page: int) -> dict[str, Any]:
    last = min(-(-found.total // PAGE), DEEPEST)
    return {
        "typed": typed,
        "asks": bool(ASKS.match(typed.text)),
        "found": found,
        "page": page,
        "hits": [_hit(now, h) for h in found.hits],
        "facets": [x for name in FACETS if (x := _facet(now, found, name, typed))],
        "chosen": [
            {"label": LABELS[n], "value": value_name(now, n, x), "without": _query(typed, **{n: ""})} for n, x in typed.facets.items()
        ],
        "first": (page - 1) * PAGE + 1,
        "last": (page - 1) * PAGE + len(found.hits),
        "before": _query(typed, page=page - 1) if page > 1 else "",
        "next": _query(typed, page=page + 1) if page < last else "",
        "unfiltered": _query(Typed(typed.text)) if typed.facets else "",
        "nearest": suggested(now, typed) if found.how == "nothing" else "",
        "searched": sum(len(rows) for rows in now.records.values()) if found.how == "nothing" else 0,
    }


def _hit(now: Published, hit: Hit) -> dict[str, Any]:
    marks = [m.partition(":")[::2] for m in hit.marks]
    beside = dict.fromkeys(value_name(now, n, x) for n, x in marks if n in BESIDE and not (n == "provider" and hit.kind == "providers"))
    return {
        "kind": ONE[hit.kind], "address": addresses.of_entry(hit.kind, hit.slug, hit.anchor), "title": marked(hit.title, START, STOP),
        "snippet": marked(hit.snippet, START, STOP), "beside": " · ".join(beside),
    }  # fmt: skip


def _facet(now: Published, found: Found, name: str, typed: Typed) -> dict[str, Any] | None:
    values = found.facets.get(name, ())
    if len(values) < 2 and name not in typed.facets:  # noqa: PLR2004 - one value narrows nothing
        return None
    ordered = sorted(values, reverse=True) if name == "year" else values
    rows = [
        {
            "name": value_name(now, name, x),
            "count": n,
            "on": typed.facets.get(name) == x,
            "query": _query(typed, **{name: "" if typed.facets.get(name) == x else x}),
        }
        for x, n in ordered
    ]
    return {"label": LABELS[name], "values": rows[:SHOWN], "more": rows[SHOWN:]}


def _query(typed: Typed, **changed: Any) -> str:
    """The query string of this search with something changed; "" takes it out."""
    values = {"q": typed.text, **typed.facets, **changed}
    kept = {n: str(x) for n, x in values.items() if x not in ("", None)}
    return urlencode({**kept, "all": 1} if "all" not in kept else kept)
