"""Feeds in Atom and JSON Feed: of the whole site, of a kind, of a maker, of one text, case or law."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from xml.etree import ElementTree as ET

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse

from kb.pages.home import TITLES
from kb.pages.timeline import address_of
from kb.queries.chronicle import LANES, Entry
from kb.queries.news import KINDS, SUBJECTS, news, published_at
from kb.queries.published import Published, published
from kb.rendering import addresses
from kb.rendering.clock import today

ATOM = "http://www.w3.org/2005/Atom"
FORMATS = {"atom": "application/atom+xml; charset=utf-8", "json": "application/feed+json; charset=utf-8"}


def page(request: HttpRequest) -> HttpResponse:
    """What can be followed, and where."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    kinds = [{"kind": k, "title": TITLES[k]} for k in KINDS]
    return render(request, "overviews/feeds.html", {"kinds": kinds, "revision": now.revision})


def feed(request: HttpRequest, form: str, kind: str = "", slug: str = "") -> HttpResponse:
    """One feed. `kind` "" is everything; with `slug`, one record of it. Answers 304 while nothing changed."""
    now = published()
    if now is None:
        return HttpResponse(status=503)
    if (kind and kind not in SUBJECTS) or (slug and slug not in now.records[kind]) or (kind == "providers" and not slug):
        raise Http404("There is no such feed.")
    tag = f'"{hashlib.sha256(f"{now.revision}|{today()}|{form}|{kind}|{slug}".encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    about = _about(request, now, kind, slug)
    entries = [_entry(request, e) for e in news(now, today(), kind, slug)]
    text = _atom(about, entries) if form == "atom" else _json(about, entries)
    return HttpResponse(text, content_type=FORMATS[form], headers={"ETag": tag, "Cache-Control": "max-age=900"})


def _about(request: HttpRequest, now: Published, kind: str, slug: str) -> dict[str, str]:
    title = now.title(kind, slug) if slug else TITLES[kind] if kind else "everything"
    home = addresses.of_record(kind, slug) if slug else reverse("listing", args=[kind]) if kind else reverse("timeline")
    return {
        "title": f"canidistill: {title}", "home": request.build_absolute_uri(home), "self": request.build_absolute_uri(request.path),
        "updated": published_at(),
    }  # fmt: skip


def _entry(request: HttpRequest, entry: Entry) -> dict[str, str]:
    told = hashlib.sha256(f"{entry.when}|{entry.words}".encode()).hexdigest()[:16]
    link = request.build_absolute_uri(address_of(entry))
    return {
        "id": f"{link}#entry-{told}", "link": link, "title": f"{entry.title}: {entry.words}"[:200], "updated": f"{entry.day}T00:00:00Z",
        "summary": f"{entry.when} · {LANES[entry.lane]} · {entry.words}" + (f" · {entry.verification}" if entry.verification else ""),
        "lane": entry.lane,
    }  # fmt: skip


def _atom(about: dict[str, str], entries: list[dict[str, str]]) -> bytes:
    ET.register_namespace("", ATOM)
    root = ET.Element(f"{{{ATOM}}}feed")
    _child(root, "title", about["title"])
    _child(root, "id", about["self"])
    _child(root, "updated", about["updated"])
    _child(root, "link", rel="alternate", href=about["home"])
    _child(root, "link", rel="self", href=about["self"])
    _child(_child(root, "author"), "name", "canidistill")
    for e in entries:
        entry = _child(root, "entry")
        for name in ("title", "id", "updated", "summary"):
            _child(entry, name, e[name])
        _child(entry, "link", href=e["link"])
        _child(entry, "category", term=e["lane"])
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _child(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None
    return child


def _json(about: dict[str, str], entries: list[dict[str, str]]) -> str:
    items = [_item(e) for e in entries]
    told = {
        "version": "https://jsonfeed.org/version/1.1", "title": about["title"], "home_page_url": about["home"], "feed_url": about["self"],
        "language": "en", "items": items,
    }  # fmt: skip
    return json.dumps(told, indent=1, ensure_ascii=False)


def _item(entry: dict[str, str]) -> dict[str, Any]:
    names = {"id": "id", "url": "link", "title": "title", "content_text": "summary", "date_published": "updated"}
    return {**{n: entry[x] for n, x in names.items()}, "tags": [entry["lane"]]}
