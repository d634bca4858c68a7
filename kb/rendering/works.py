"""What is cited, as a work: its names, makers, dates and places, in plain words, before any style is put on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kb.queries.published import Published, Record
from kb.rendering import addresses

CSL_TYPES = {"statute": "legislation", "regulation": "regulation", "treaty": "treaty", "bill": "bill", "code": "legislation",
             "executive_order": "legislation"}  # fmt: skip
SITE = "canidistill"


@dataclass(frozen=True, slots=True)
class Work:
    """One citable thing. `page` is its address on this site, `url` its publisher's; dates are ISO texts or ""."""

    id: str
    csl_type: str
    title: str
    page: str
    author: str = ""
    pinpoint: str = ""
    quote: str = ""
    date: str = ""
    url: str = ""
    retrieved: str = ""
    number: str = ""  # a reporter, neutral or legislative citation
    court: str = ""
    jurisdiction: str = ""
    docket: str = ""
    decided: str = ""  # of a case: the day of its newest ruling on record
    ours: bool = False  # a page of this site rather than a text of others


def work_of(now: Published, citation: str) -> Work | None:
    """What a citation (`instrument@version#clause`, `case:slug#holding`, `model:slug` …) names; None for nothing on record."""
    prefix, colon, rest = citation.partition(":")
    if not colon:
        return _text(now, citation)
    slug, _, key = rest.partition("#")
    record = now.records.get(f"{prefix}s", {}).get(slug)
    if record is None:
        return None
    return READERS.get(prefix, _ours)(now, f"{prefix}s", citation, record, key)


def citation_of(kind: str, slug: str) -> str:
    """The citation of a whole record."""
    return slug if kind == "instruments" else f"{kind[:-1]}:{slug}"


def _text(now: Published, citation: str) -> Work | None:
    name, _, key = citation.partition("#")
    slug, _, wanted = name.partition("@")
    text = now.knowledge.instruments.get(slug)
    version = next((v for v in reversed(text.versions) if not wanted or v.name == wanted), None) if text else None
    if text is None or (wanted and version is None):
        return None
    author = now.title("providers", text.provider) if text.provider else ""
    page = addresses.of_record("instruments", slug)
    if version is None:
        return Work(citation, "document", text.title, page, author)
    clause = next((c for c in version.clauses if c.key == key), None)
    if key and clause is None:
        return None
    page = addresses.of_clause(slug, version.name, key) if clause else addresses.of_version(slug, version.name)
    url = version.url or str(now.records["instruments"][slug].get("url") or "")
    name = f"{version.citation}#{key}" if clause else version.citation
    return Work(
        name, "document", text.title, page, author, clause.pinpoint if clause else "",
        (clause.quote or "") if clause else "", version.valid_from or "", url, version.retrieved or "",
    )  # fmt: skip


def _part(record: Record, field: str, key: str) -> Mapping[str, Any] | None:
    return next((x for x in record.get(field) or () if x.get("key") == key), None)


def _case(now: Published, kind: str, citation: str, record: Record, key: str) -> Work | None:
    holding = _part(record, "holdings", key) if key else {}
    if holding is None:
        return None
    source = _first_source(now, holding, record)
    stage = _stage(record)
    page = addresses.of_record(kind, record["slug"]) + (f"#{key}" if key else "")
    return Work(
        citation, "legal_case", record["caption"], page, pinpoint=str(holding.get("pinpoint") or ""), quote=str(holding.get("quote") or ""),
        date=str(record.get("filed") or ""), url=str(source.get("url") or ""), retrieved=str(source.get("retrieved") or ""),
        decided=str(stage.get("date") or "") if stage.get("outcome") not in (None, "pending") else "",
        number=str(record.get("citation") or ""), docket=str(stage.get("docket") or record.get("docket") or ""),
        court=_court(record, stage),
        jurisdiction=str(record.get("jurisdiction") or ""),
    )  # fmt: skip


def _stage(record: Record) -> Mapping[str, Any]:
    """The stage of the newest ruling; where none has one, the last stage, with the docket that its court gave before."""
    stages = [s for s in record.get("proceedings") or () if s["step"] != "parallel"]
    ruled = [s for s in stages if s.get("outcome") not in (None, "pending")]
    own = [s for s in stages if not s.get("case")]
    last: Mapping[str, Any] = (ruled or own or [{}])[-1]
    dockets = [s["docket"] for s in stages if s.get("docket") and s["court"] == last["court"]]
    return {**last, "docket": dockets[-1]} if dockets else last


def _court(record: Record, stage: Mapping[str, Any]) -> str:
    return str(stage.get("court") or record.get("court") or "").split(";")[-1].replace("(reported)", "").strip()


def _law(_now: Published, kind: str, citation: str, record: Record, key: str) -> Work | None:
    provision = _part(record, "provisions", key) if key else {}
    if provision is None:
        return None
    dates = [str(s["date"]) for s in record.get("statuses") or ()]
    page = addresses.of_record(kind, record["slug"]) + (f"#{key}" if key else "")
    return Work(
        citation, CSL_TYPES.get(record["kind"], "document"), record["title"], page, pinpoint=str(provision.get("pinpoint") or ""),
        quote=str(provision.get("quote") or ""), date=min(dates, default=""), url=str(provision.get("url") or record.get("url") or ""),
        retrieved=str(record.get("retrieved") or ""), number=str(record.get("citation") or ""), jurisdiction=record["jurisdiction"],
    )  # fmt: skip


def _source(_now: Published, kind: str, citation: str, record: Record, _key: str) -> Work | None:
    url = str(record.get("url") or "")
    return Work(
        citation, "webpage", record["title"], addresses.of_record(kind, record["slug"]), str(record.get("publisher") or ""),
        date=str(record.get("date") or ""), url=url if url.startswith("http") else "", retrieved=str(record.get("retrieved") or ""),
    )  # fmt: skip


def _ours(now: Published, kind: str, citation: str, record: Record, key: str) -> Work | None:
    """A page of this site on something: a model, an issue, an incident."""
    csl_type = {"datasets": "dataset", "models": "software"}.get(kind, "webpage")
    page = addresses.of_record(kind, record["slug"]) + (f"#{key}" if key else "")
    return Work(citation, csl_type, now.title(kind, record["slug"]), page, SITE, ours=True)


def _first_source(now: Published, *records: Mapping[str, Any]) -> Mapping[str, Any]:
    slugs = [s for r in records for s in r.get("sources") or ()]
    return next((now.records["sources"][s] for s in slugs if s in now.records["sources"]), {})


READERS: dict[str, Callable[[Published, str, str, Record, str], Work | None]] = {"case": _case, "law": _law, "source": _source}
