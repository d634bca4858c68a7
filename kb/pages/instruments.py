"""Pages of a text: as it is in force today, in one version exactly, on a day of the past or the future, and one clause of it."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kb.pages import courts, frames, norms
from kb.pages.naming import place_name
from kb.pages.rows import rows_of
from kb.queries import texts
from kb.queries.clauses import clauses as written_clauses
from kb.queries.published import Published
from kb.rendering import addresses
from kb.rendering.clock import today
from kb.rendering.differences import merged
from kb.rendering.spans import Bar, versions
from kb.rules.knowledge import Clause, Instrument, Version

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
APART = frozenset({"versions", "tests", "left_out"})
MANY, SIMILAR = 12, 8  # names before the reader opens the rest; similar clauses
PLACES = 4  # of a region named one by one
UNDER = frozenset({"models", "datasets", "services", "cases"})
WHO = {
    "model_license": "Whoever downloads, runs, changes or passes on the model.",
    "use_policy": "Whoever is bound by the license or the terms that incorporate it.",
    "service_terms": "The customer or user of the service. Someone who only met the outputs elsewhere is no party to it.",
    "dataset_license": "Whoever downloads or uses the data set.",
}


def newest(request: HttpRequest, instrument: str) -> HttpResponse:
    """The text as it is in force today; where none is, the newest text held."""
    return _page(request, instrument, day=today())


def exact(request: HttpRequest, instrument: str, version: str) -> HttpResponse:
    """One version exactly."""
    return _page(request, instrument, day=today(), name=version)


def on_day(request: HttpRequest, instrument: str, day: str) -> HttpResponse:
    """The text as it was or will be in force on a day."""
    try:
        dt.date.fromisoformat(day)
    except ValueError as error:
        raise Http404("A day is written 2026-03-01.") from error
    return _page(request, instrument, day=day, asked=True)


def _page(request: HttpRequest, slug: str, *, day: str, name: str = "", asked: bool = False) -> HttpResponse:
    now = frames.current("instruments")
    if slug not in now.records["instruments"] and (elsewhere := frames.lost(request, "instruments", slug)):
        return elsewhere
    text = frames.text_of(now, slug)
    shown = frames.version_of(text, name) if name else _on(now, text, day, asked=asked)
    spans = texts.spans(now, text, day)
    record = now.records["instruments"][slug]
    context = {
        **_frame(now, slug),
        "record": record,
        "rows": rows_of(now, "instruments", record, APART),
        "version": shown,
        "spans": [_row(now, s) for s in reversed(spans)],
        "drawing": _drawing(text, spans, shown, day),
        "span": next((_row(now, s) for s in spans if s.version is shown), None),
        "others": [_row(now, s) for s in spans if s.state == "in force" and s.version is not shown],
        "successor": _successor(now, text, shown),
        "clauses": [_clause(now, c) for c in shown.clauses] if shown else [],
        "exact": bool(name),
        "asked": asked,
        "day": day,
        "today": today(),
        "who": WHO[text.kind],
        "silent": text.silent,
        **_under(now, slug),
        **courts.on_text(now, slug, shown.clauses if shown else ()),
    }
    return render(request, "records/instrument.html", context)


def _frame(now: Published, slug: str) -> dict[str, Any]:
    """The frame of a record, without what stands under the text, which has its own place on the page."""
    frame = frames.frame(now, "instruments", slug)
    return {**frame, "pointing": {title: links for title, links in frame["pointing"].items() if links[0]["kind"] not in UNDER}}


def _on(now: Published, text: Instrument, day: str, *, asked: bool) -> Version | None:
    """The version in force in the most places. Where none is and no day was asked for, the newest held."""
    held = texts.in_force(now, text, day)
    return held[0] if held else text.versions[-1] if text.versions and not asked else None


def _successor(now: Published, text: Instrument, shown: Version | None) -> Version | None:
    """The version in force today that a version shown has in its line, where it is another one: what changed since."""
    current = [v for v in texts.in_force(now, text, today()) if v is not shown and shown in texts.line_of(text, v)]
    return current[0] if current and shown else None


def region_words(now: Published, places: frozenset[str] | None) -> str:
    """Places in words: all, a group by name, all but a group, or the countries one by one."""
    everywhere = frozenset(now.knowledge.countries)
    if places is None or places == everywhere:
        return "worldwide"
    groups = {inside: slug for slug, inside in now.knowledge.groups.items()}
    if places in groups:
        return place_name(now, groups[places])
    if everywhere - places in groups and len(places) > len(everywhere) / 2:
        return f"worldwide, without {place_name(now, groups[everywhere - places])}"
    named = [place_name(now, c) for c in sorted(places)]
    return ", ".join(named[:PLACES]) + (f" and {len(named) - PLACES} more places" if len(named) > PLACES else "")


def _row(now: Published, span: texts.Span) -> dict[str, Any]:
    whole = span.version.region is None and (span.state != "in force" or span.places == frozenset(now.knowledge.countries))
    return {
        "version": span.version, "until": span.until, "state": span.state, "before": span.before,
        "region": "" if whole else region_words(now, span.places if span.state == "in force" else span.version.region),
    }  # fmt: skip


def _drawing(text: Instrument, spans: tuple[texts.Span, ...], shown: Version | None, day: str) -> Any:
    lanes = list(dict.fromkeys((s.version.region, s.version.language) for s in spans))
    bars = [
        Bar(addresses.of_version(text.slug, s.version.name), s.version.name, s.version.valid_from, s.until,
            lanes.index((s.version.region, s.version.language)), s.state == "in force", s.version is shown)
        for s in spans
    ]  # fmt: skip
    return versions(bars, day) if len(spans) > 1 else ""


def _clause(now: Published, clause: Clause) -> dict[str, Any]:
    return {"clause": clause, "norms": [norms.in_words(now, n) for n in clause.norms], "open": norms.unencoded(clause)}


def _under(now: Published, slug: str) -> dict[str, Any]:
    under = texts.under(now, slug)
    groups: list[tuple[str, str, tuple[str, ...]]] = [
        ("models", "Models under it", under.models), ("datasets", "Data sets under it", under.datasets),
        ("services", "Services under it", under.services), ("cases", "Cases in which its provider is a party", under.cases),
    ]  # fmt: skip
    return {"under": [_group(now, kind, title, slugs) for kind, title, slugs in groups if slugs]}


def _group(now: Published, kind: str, title: str, slugs: tuple[str, ...]) -> dict[str, Any]:
    named = [{"slug": s, "title": now.title(kind, s)} for s in slugs]
    return {"kind": kind, "title": title, "count": len(named), "first": named[:MANY], "more": named[MANY:]}


def clause(request: HttpRequest, instrument: str, version: str, key: str) -> HttpResponse:
    """One clause: its words, what they mean as rules, its history, and what says the same elsewhere."""
    now = frames.current("instruments")
    text = frames.text_of(now, instrument)
    held = frames.version_of(text, version)
    found = texts.clause_in(held, key)
    if found is None:
        raise Http404("That version has no such clause.")
    data = written_clauses(now)[found.citation]
    context = {
        **frames.frame(now, "instruments", instrument),
        "version": held,
        "row": _clause(now, found),
        "clause": found,
        "text": text,
        "heading": data.get("heading"),
        "span": next(_row(now, s) for s in texts.spans(now, text, today()) if s.version is held),
        "history": history(text, held, key),
        "data": json.dumps(data["norms"], indent=2, ensure_ascii=False) if data["norms"] else "",
        "used_by": norms.used_by(now, held, found),
        "who": WHO[text.kind],
        "citation": cite(text, held, found),
        **courts.on_text(now, instrument, [found], key),
        "similar": [_elsewhere(e) for e in texts.similar(now, found, instrument, SIMILAR)],
        "effects": sorted({n.effect for n in found.norms}),
    }
    return render(request, "records/clause.html", context)


def cite(text: Instrument, version: Version, clause: Clause) -> str:
    """A plain citation: title, version, pinpoint, address, day of retrieval, and our own id of the clause."""
    dated = f"version of {version.valid_from}" if version.valid_from else "undated"
    source = f", {version.url}" if version.url else ""
    seen = f" (retrieved {version.retrieved})" if version.retrieved else ""
    return f"{text.title} ({dated}), {clause.pinpoint}{source}{seen}. canidistill, {clause.citation}."


def history(text: Instrument, shown: Version, key: str) -> list[dict[str, Any]]:
    """The clause in every version in line with the one shown, newest first; `state`: first, same, changed, gone, absent, back."""
    rows: list[dict[str, Any]] = []
    before: Clause | None = None
    for version in texts.line_of(text, shown):
        here = texts.clause_in(version, key)
        state = _state(before, here, ever=any(r["clause"] for r in rows))
        rows.append({"version": version, "clause": here, "state": state, "shown": version is shown,
                     "diff": merged(before.quote or "", here.quote or "") if state == "changed" and before and here else ""})  # fmt: skip
        before = here
    return [r for r in reversed(rows) if r["clause"] or r["state"] != "absent before"]


def _state(before: Clause | None, here: Clause | None, *, ever: bool) -> str:
    if here is None:
        return "gone" if before else "absent" if ever else "absent before"
    if before is None:
        return "back" if ever else "first"
    return "same" if (before.quote, before.pinpoint, before.summary) == (here.quote, here.pinpoint, here.summary) else "changed"


def _elsewhere(found: texts.Elsewhere) -> Mapping[str, Any]:
    return {
        "title": found.instrument.title, "pinpoint": found.clause.pinpoint, "quote": found.clause.quote, "summary": found.clause.summary,
        "address": addresses.of_clause(found.instrument.slug, found.version.name, found.clause.key), "version": found.version.name,
        "alike": round(found.alike * 100),
    }  # fmt: skip


def to_day(request: HttpRequest, instrument: str) -> HttpResponse:
    """From a day typed into a form to the address that has it."""
    day = request.GET.get("day", "").strip()
    return redirect("instrument-day", instrument, day) if DAY.fullmatch(day) else redirect("record", "instruments", instrument)
