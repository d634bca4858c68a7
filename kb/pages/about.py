"""The pages about the site: how it works, on which terms, what it knows of its readers, how it can be used by everyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.queries.published import published
from kb.rules import vocabulary as v

PAGES = {"about": "About", "method": "Method", "terms": "Terms of use", "privacy": "Privacy", "license": "Licenses of code and data",
         "accessibility": "Accessibility"}  # fmt: skip
GRADES = {
    "confirmed": "The maker of the younger model says so itself.",
    "documented": "A paper, a model card or a repository shows it.",
    "alleged": "Somebody else says so, by name and with reasons.",
    "inferred": "It follows from traces, or from what is said of the maker; nobody states it of this model.",
}
VERIFICATIONS = {
    "verified": "The words were read in the text itself.",
    "reported": "A source that we name reports it; the text was not read.",
    "unverified": "General knowledge, not checked yet. An answer that leans on it says so.",
    "disputed": "Sources contradict each other, or the one concerned denies it.",
}


def about(request: HttpRequest, name: str) -> HttpResponse:
    """One of the pages."""
    now = published()
    context = {
        "pages": PAGES, "name": name, "title": PAGES[name], "revision": now.revision if now else "", "verifications": VERIFICATIONS,
        "grades": [(g, GRADES[g]) for g in v.GRADES], "constructions": len(now.records["constructions"]) if now else 0,
    }  # fmt: skip
    return render(request, f"about/{name}.html", context)
