"""Lists of records and the page of each: plain, complete, linked, read from the published revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import texts
from kb.pages.home import TITLES
from kb.pages.lines import line_of
from kb.pages.rows import rows_of
from kb.queries.published import Published, published

PAGE = 200
TAILORED = {"instruments": "records/instrument.html", "models": "records/model.html", "cases": "records/case.html"}


def _now(kind: str) -> Published:
    now = published()
    if now is None or kind not in TITLES:
        raise Http404("No such kind of record.")
    return now


def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """All records of a kind, by name, a page at a time; `q` keeps those whose name holds it."""
    now = _now(kind)
    asked = request.GET.get("q", "").strip().lower()
    lines = [line_of(now, kind, r) for r in now.records[kind].values()]
    found = [x for x in lines if asked in x.title.lower() or asked in x.slug or asked in x.beside.lower()]
    found.sort(key=lambda x: x.title.lower())
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "records/list.html", {"kind": kind, "title": TITLES[kind], "page": page, "asked": asked, "total": len(lines)})


def detail(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """One record with every field, and what points to it."""
    now = _now(kind)
    record = now.records[kind].get(slug)
    if record is None:
        raise Http404(f"No record of that name under {TITLES[kind].lower()}.")
    context = {**_frame(now, kind, slug), "rows": rows_of(now, kind, record, texts.LEFT.get(kind, frozenset())), "record": record}
    more = texts.CONTEXTS.get(kind)
    return render(request, TAILORED.get(kind, "records/detail.html"), {**context, **(more(now, record) if more else {})})


def version_page(request: HttpRequest, instrument: str, version: str) -> HttpResponse:
    """One version of an instrument, with its clauses."""
    now = _now("instruments")
    record = now.records["instruments"].get(instrument)
    compiled = now.knowledge.instruments.get(instrument)
    if record is None or compiled is None or version not in {x.name for x in compiled.versions}:
        raise Http404("No such version of that text.")
    context = {**_frame(now, "instruments", instrument), "rows": rows_of(now, "instruments", record, texts.LEFT["instruments"]), "record": record}
    return render(request, TAILORED["instruments"], {**context, **texts.instrument(now, record, version)})


def _frame(now: Published, kind: str, slug: str) -> dict[str, Any]:
    pointing: dict[str, list[Mapping[str, str]]] = {}
    for other, name in now.pointers.get((kind, slug), ()):
        pointing.setdefault(TITLES[other], []).append({"kind": other, "slug": name, "title": now.title(other, name)})
    return {"kind": kind, "slug": slug, "kind_title": TITLES[kind], "title": now.title(kind, slug), "pointing": pointing, "revision": now.revision}
