"""The page of a model: what governs it, who serves it and on which terms, its lineage up and down, and a small matrix of answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kb.pages import frames, matrix
from kb.pages.rows import rows_of
from kb.pages.settings import Settings, controls, read_settings
from kb.queries.published import Published, Record
from kb.rendering import addresses
from kb.rules import vocabulary as v
from kb.rules.families import OWN, offered, own_channel
from kb.rules.grid import answers, grid_kind, uses_for
from kb.rules.knowledge import Edge, Model
from kb.rules.lineage import edges_of, traces_of

SHOWN, TRACES = 6, 12
ASKED = ("purpose", "release", "competes", "country", "as_of")
LEFT = frozenset({"licenses", "access", "license_declared"})


def model(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; the settings of the small matrix stand in the address."""
    now = frames.current("models")
    if slug not in now.records["models"] and (grave := frames.lost(request, "models", slug)):
        return grave
    record = frames.record_of(now, "models", slug)
    known = now.knowledge.models.get(slug)
    if known is None:
        raise Http404("No such model.")
    settings = read_settings(now.knowledge, request.GET)
    context = {
        **frames.frame(now, "models", slug), "record": record, "rows": rows_of(now, "models", record, LEFT), "known": known,
        "provider": now.title("providers", known.provider), "links": list(_links(now, known)),
        "services": _services(now, record, settings), "channel": own_channel(known),
        "small": list(_small(now, known, settings)),
        "settings": list(controls(now.knowledge, settings, ASKED)), "errors": settings.errors,
        "uses": matrix.columns(grid_kind(known.kind)),
        "up": _drawn(now, _up(now, known)), "down": _drawn(now, _down(now, slug)), "traces": list(_traces(now, slug)),
        "family": settings.query(makes=grid_kind(known.kind), channel="own", q=slug, row=slug),
    }  # fmt: skip
    return render(request, "records/model.html", context, status=400 if settings.errors else 200)


def _links(now: Published, known: Model) -> Iterator[dict[str, Any]]:
    for link in known.links:
        text = now.knowledge.instruments.get(link.instrument)
        yield {"link": link, "title": text.title if text else link.title, "held": text is not None}


def _services(now: Published, record: Record, settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """The services that serve it: its maker's own first, then the others by name; the first few, and the rest."""
    day = settings.facts["as_of"]
    own = {s for (owner, _), s in now.knowledge.default_services.items() if owner == record["provider"]}
    named = {str(x["provider"]): str(x.get("type")) for x in record.get("access") or () if x.get("provider")}
    found = [_service(now, s, named.get(s, ""), own, day, record) for s in sorted({*named, *own})]
    found.sort(key=lambda x: (not x["own"], x["name"].lower()))
    return {"first": found[:SHOWN], "rest": found[SHOWN:]}


def _service(now: Published, slug: str, way: str, own: set[str], day: str, record: Record) -> dict[str, Any]:
    service = now.knowledge.services.get(slug)
    terms = dict.fromkeys(t.instrument for t in service.terms if (t.from_ or "") <= day and (t.to is None or day < t.to)) if service else ()
    channel = ("app" if service and service.kind == "app" else "api") if slug in own else "cloud"
    via = "" if slug in own else f"&via={slug}"
    asks = (
        "" if way == "weights-download" or service is None else f"{reverse('ask')}?teacher={record['slug']}&channel={channel}{via}&edit=1"
    )
    return {
        "name": service.name if service else slug, "address": addresses.of_record("services", slug) if service else "", "own": slug in own,
        "way": "weights" if way == "weights-download" else "chat product" if service and service.kind == "app" else "API", "asks": asks,
        "terms": [{"title": now.title("instruments", t), "address": addresses.of_record("instruments", t)} for t in terms][:3],
    }  # fmt: skip


def _small(now: Published, known: Model, settings: Settings) -> Iterator[dict[str, Any]]:
    """A row of answers for each channel through which its maker offers it."""
    uses = uses_for(grid_kind(known.kind))
    for channel in OWN:
        if offered(now.knowledge, known, channel, settings.facts["as_of"]):
            found = answers(now.knowledge, known, channel, settings.facts, uses)
            title = "Weights that you run" if channel == "weights" else "Its maker's API"
            yield {"title": title, "cells": list(matrix.cells(known, channel, found, settings, uses))}


Step = tuple[tuple[str, ...], Edge]  # path from the oldest to the youngest, and its first edge


def _up(now: Published, known: Model) -> list[Step]:
    """What it came from, however far, nearest first, each step once by the shortest path to it."""
    found: dict[Edge, Step] = {}
    queue: list[tuple[str, ...]] = [(known.slug,)]
    while queue:
        path = queue.pop(0)
        for edge in edges_of(now.knowledge, path[0]):
            if edge.parent not in path and edge not in found:
                found[edge] = ((edge.parent, *path), edge)
                if edge.parent_kind != "provider":
                    queue.append((edge.parent, *path))
    return list(found.values())


def _down(now: Published, slug: str) -> list[Step]:
    """What came from it directly."""
    children = (e for edges in now.knowledge.edges_to.values() for e in edges if e.parent == slug)
    return [((slug, e.child), e) for e in sorted(children, key=lambda e: (v.GRADES.index(e.grade), e.child))]


def _drawn(now: Published, steps: list[Step]) -> dict[str, Any]:
    """The rows of the list, and those of the drawing: whole paths only, the same grade as the first edge of each."""
    rows = [_step(now, path, edge) for path, edge in steps]
    longer = {p[1:] for p, _ in steps}
    whole = [r for r, (p, _) in zip(rows, steps, strict=True) if p not in longer or len(p) == 2]  # noqa: PLR2004 - parent and child
    return {"rows": rows, "drawing": whole[:TRACES]}


def _step(now: Published, path: tuple[str, ...], edge: Edge) -> dict[str, Any]:
    kinds = {edge.parent: f"{edge.parent_kind}s", edge.child: f"{edge.child_kind}s"}
    stored = next(
        (
            s
            for s, r in now.records["edges"].items()
            if (r["parent"], r["child"], r["relation"]) == (edge.parent, edge.child, edge.relation)
        ),
        "",
    )
    return {
        "path": [_name(now, x) for x in path], "relation": v.RELATIONS[edge.relation], "evidence": edge.grade, "disputed": edge.disputed,
        "date": edge.date, "parent": {"kind": kinds[edge.parent], "slug": edge.parent, "name": _name(now, edge.parent)},
        "child": {"kind": kinds[edge.child], "slug": edge.child, "name": _name(now, edge.child)}, "edge": stored,
        "weights": edge.relation in v.WEIGHT_RELATIONS, "verification": edge.verification,
    }  # fmt: skip


def _name(now: Published, slug: str) -> str:
    return next((now.title(k, slug) for k in ("models", "datasets", "providers") if slug in now.records[k]), slug)


def _traces(now: Published, slug: str) -> Iterator[Mapping[str, Any]]:
    """Ancestors whose outputs it learned from, and what their terms said on that day."""
    for t in traces_of(now.knowledge, slug)[:TRACES]:
        yield {"path": [_name(now, x) for x in t.path], "evidence": t.grade, "disputed": t.disputed, "relation": t.relation,
               "outcome": t.outcome, "said": t.said, "citations": t.citations}  # fmt: skip
