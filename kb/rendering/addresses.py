"""Where each record and each citation stands on the site. Addresses never change once published."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import reverse

PREFIXES = {"case": "cases", "law": "laws", "source": "sources"}


def of_record(kind: str, slug: str) -> str:
    """The address of a record's page."""
    return reverse("record", args=[kind, slug])


def of_version(instrument: str, version: str) -> str:
    """The address of one version of an instrument."""
    return reverse("version", args=[instrument, version])


def of_citation(citation: str) -> str:
    """The page that shows the words behind a citation: `instrument@version#clause`, `case:slug#holding`, `law:…`, `source:id`."""
    prefix, colon, rest = citation.partition(":")
    if colon and prefix in PREFIXES:
        slug, hash_, key = rest.partition("#")
        return of_record(PREFIXES[prefix], slug) + (f"#{key}" if hash_ else "")
    name, hash_, key = citation.partition("#")
    instrument, at, version = name.partition("@")
    address = of_version(instrument, version) if at else of_record("instruments", instrument)
    return address + (f"#{key}" if hash_ else "")


def of_clause(instrument: str, version: str, key: str) -> str:
    """The page of one clause of one version."""
    return reverse("clause", args=[instrument, version, key])


def of_entry(kind: str, slug: str, anchor: str) -> str:
    """Where a thing that was found stands: a record, a clause (`anchor` is `version#key`), or a part of a record."""
    if kind == "clauses":
        return of_clause(slug, *anchor.split("#", 1))
    whole = {"holdings": "cases", "provisions": "laws", "positions": "issues"}.get(kind, kind)
    return of_record(whole, slug) + (f"#{anchor}" if anchor else "")


def as_markdown(address: str) -> str:
    """Where a page of the site stands as Markdown: whole, so that the number of a page of rows falls away."""
    parts = urlsplit(address)
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "page"])
    return parts.path.removesuffix("/") + ".md" + (f"?{query}" if query else "")
