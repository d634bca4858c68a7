"""How to cite anything on the site: legal styles, BibTeX, CSL-JSON. `of` is a citation as verdicts carry it."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kb.queries.published import Published, published
from kb.rendering import citations
from kb.rendering.clock import today
from kb.rendering.works import Work, work_of

LONGEST = 300  # characters of a citation


def cite(request: HttpRequest) -> HttpResponse:
    """The page with every style, ready to be copied."""
    now, work = _asked(request)
    site, day = request.build_absolute_uri(work.page), today()
    styles = [
        ("In the manner of the Bluebook", citations.bluebook(work, site, day)),
        ("In the manner of OSCOLA", citations.oscola(work, site, day)),
        ("This site, for good", citations.plain(work, site, now.revision)),
    ]  # fmt: skip
    context = {
        "work": work, "styles": styles, "bibtex": citations.bibtex(work, site, day, now.revision), "revision": now.revision,
        "csl": json.dumps([citations.csl(work, site, day, now.revision)], indent=2, ensure_ascii=False),
    }  # fmt: skip
    return render(request, "overviews/cite.html", context)


def as_bibtex(request: HttpRequest) -> HttpResponse:
    """The BibTeX entry as a file."""
    now, work = _asked(request)
    text = citations.bibtex(work, request.build_absolute_uri(work.page), today(), now.revision)
    return HttpResponse(text + "\n", content_type="application/x-bibtex; charset=utf-8", headers=_file("citation.bib"))


def as_csl(request: HttpRequest) -> HttpResponse:
    """The CSL-JSON list of one item as a file."""
    now, work = _asked(request)
    items: list[dict[str, Any]] = [citations.csl(work, request.build_absolute_uri(work.page), today(), now.revision)]
    text = json.dumps(items, indent=2, ensure_ascii=False)
    return HttpResponse(text, content_type="application/vnd.citationstyles.csl+json; charset=utf-8", headers=_file("citation.json"))


def _file(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _asked(request: HttpRequest) -> tuple[Published, Work]:
    now, asked = published(), request.GET.get("of", "")
    work = work_of(now, asked) if now and 0 < len(asked) <= LONGEST else None
    if now is None or work is None:
        raise Http404("Nothing on record has that citation.")
    return now, work
