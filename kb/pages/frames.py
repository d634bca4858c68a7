"""What every page of a record has: the current revision, its title, what points to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kb.pages.home import TITLES
from kb.queries import addresses
from kb.queries.published import Published, Record, published
from kb.rules.knowledge import Instrument, Version

ALL = "all"  # in place of the number of a page


def current(kind: str) -> Published:
    """The current revision, for a kind of record. Raises Http404 where nothing is published or there is no such kind."""
    now = published()
    if now is None or kind not in TITLES:
        raise Http404("No such kind of record.")
    return now


def record_of(now: Published, kind: str, slug: str) -> Record:
    """A published record. Raises Http404."""
    record = now.records[kind].get(slug)
    if record is None:
        raise Http404(f"No record of that name under {TITLES[kind].lower()}.")
    return record


def lost(request: HttpRequest, kind: str, slug: str) -> HttpResponse | None:
    """What stands at an address that was public once: the way to the new name, or a tombstone with the reason. None where neither."""
    grave = addresses.buried(kind, slug)
    if grave is None:
        return None
    if new := addresses.lives_at(kind, slug):
        return redirect("record", kind, new, permanent=True)
    return render(request, "gone.html", {"grave": grave, "kind": kind, "kind_title": TITLES[kind]}, status=410)


def text_of(now: Published, slug: str) -> Instrument:
    """A published text, compiled. Raises Http404."""
    record_of(now, "instruments", slug)
    return now.knowledge.instruments[slug]


def version_of(text: Instrument, name: str) -> Version:
    """A version by its name, as in an address after `@`. Raises Http404."""
    found = next((v for v in text.versions if v.name == name), None)
    if found is None:
        raise Http404("No such version of that text.")
    return found


def paged(rows: Sequence[Any], size: int, asked: str | None) -> Page[Any]:
    """The page of rows that an address asks for, by its number; all of them on one page for `all`."""
    return Paginator(rows, max(len(rows), 1) if asked == ALL else size).get_page(asked)


def frame(now: Published, kind: str, slug: str) -> dict[str, Any]:
    """The context of a record's page: kind, slug, titles, revision, and what points to it by kind."""
    pointing: dict[str, list[Mapping[str, str]]] = {}
    for other, name in now.pointers.get((kind, slug), ()):
        pointing.setdefault(TITLES[other], []).append({"kind": other, "slug": name, "title": now.title(other, name)})
    return {
        "kind": kind,
        "slug": slug,
        "kind_title": TITLES[kind],
        "title": now.title(kind, slug),
        "pointing": pointing,
        "revision": now.revision,
    }
