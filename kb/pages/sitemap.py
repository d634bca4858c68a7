"""For crawlers: every permanent address, by kind, and what is not to be crawled."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from kb.pages.coverage import PARTS
from kb.queries.news import published_at
from kb.queries.published import Published, published
from kb.rendering import addresses

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PLAIN = ("home", "ask", "check", "compare", "record-home", "coverage", "matrix", "teachers", "compare-teachers", "timeline", "feeds",
         "about", "method", "terms", "privacy", "license", "accessibility", "patterns", "builders", "api-docs", "odrl")  # fmt: skip
ROBOTS = "User-agent: *\nDisallow: /verdicts/\nDisallow: /admin/\nDisallow: /account/\nDisallow: /ask/?\nDisallow: /search/?\nSitemap: {}\n"


def index(request: HttpRequest) -> HttpResponse:
    """The sitemap of sitemaps."""
    now = _now()
    parts = ["pages", "versions", *(k for k in now.records if now.records[k])]
    return _file("sitemapindex", "sitemap", [request.build_absolute_uri(reverse("sitemap-part", args=[x])) for x in parts], published_at())


def part(request: HttpRequest, name: str) -> HttpResponse:
    """One sitemap: the pages of the site, the versions and clauses of texts, or the records of a kind."""
    now = _now()
    if name not in ("pages", "versions", *now.records):
        raise Http404("There is no such sitemap.")
    found = [request.build_absolute_uri(x) for x in _addresses(now, name)]
    return _file("urlset", "url", found, published_at())


def robots(request: HttpRequest) -> HttpResponse:
    """What is not to be crawled: saved verdicts, answers, searches, the editors' rooms."""
    return HttpResponse(ROBOTS.format(request.build_absolute_uri(reverse("sitemap"))), content_type="text/plain; charset=utf-8")


def _now() -> Published:
    now = published()
    if now is None:
        raise Http404("Nothing is published yet.")
    return now


def _addresses(now: Published, name: str) -> Iterator[str]:
    if name == "pages":
        yield from (reverse(x) for x in PLAIN)
        yield from (reverse("coverage-part", args=[x]) for x in PARTS)
        yield from (reverse("listing", args=[k]) for k in now.records if now.records[k])
    elif name == "versions":
        for text in now.knowledge.instruments.values():
            for version in text.versions:
                yield addresses.of_version(text.slug, version.name)
                yield from (addresses.of_clause(text.slug, version.name, c.key) for c in version.clauses)
    else:
        yield from (addresses.of_record(name, slug) for slug in now.records[name])


def _file(root: str, each: str, found: list[str], at: str) -> HttpResponse:
    ET.register_namespace("", SPACE)
    top = ET.Element(f"{{{SPACE}}}{root}")
    for address in found:
        entry = ET.SubElement(top, f"{{{SPACE}}}{each}")
        ET.SubElement(entry, f"{{{SPACE}}}loc").text = address
        if at:
            ET.SubElement(entry, f"{{{SPACE}}}lastmod").text = at
    return HttpResponse(ET.tostring(top, encoding="utf-8", xml_declaration=True), content_type="application/xml; charset=utf-8")
