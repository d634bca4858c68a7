"""Records as schema.org data: laws with their legal force, texts by version, data sets and models with their licenses, cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kb.queries.published import Published, Record
from kb.rendering import addresses

FORCE = {"in_force": "InForce", "applies": "InForce", "amended": "InForce", "partly_applies": "PartiallyInForce", "enacted": "NotInForce",
         "repealed": "NotInForce", "expired": "NotInForce", "failed": "NotInForce", "vetoed": "NotInForce", "withdrawn": "NotInForce",
         "proposed": "NotInForce", "introduced": "NotInForce", "committee": "NotInForce", "passed_chamber": "NotInForce",
         "stayed": "NotInForce"}  # fmt: skip
Data = dict[str, Any]


def data_of(now: Published, kind: str, slug: str, site: str, day: str) -> Data:
    """The data of a record. `site` is the site's root without a slash; `day` (ISO) the day for which legal force is said."""
    record = now.records[kind][slug]
    data: Data = {"@context": "https://schema.org", "@type": "WebPage", "name": now.title(kind, slug),
                  "url": site + addresses.of_record(kind, slug), "inLanguage": "en", "version": now.revision}  # fmt: skip
    data.update(READERS.get(kind, _plain)(now, record, site, day))
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def clause_data(now: Published, clause: Record, site: str) -> Data:
    """The data of a clause as it stands in its version."""
    text = now.knowledge.instruments[clause["instrument"]]
    whole = {"@type": "CreativeWork", "name": text.title, "version": clause["version"], "publisher": _maker(now, text.provider),
             "url": site + addresses.of_version(text.slug, clause["version"])}  # fmt: skip
    data = {
        "@context": "https://schema.org", "@type": "Quotation", "name": clause["heading"] or clause["pinpoint"], "version": now.revision,
        "identifier": clause["citation"], "text": clause["quote"], "abstract": clause["summary"], "isPartOf": whole,
        "url": site + addresses.of_clause(clause["instrument"], clause["version"], clause["key"]),
    }  # fmt: skip
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def graph(data: Iterable[Data]) -> Data:
    """Several records as one."""
    inner = [{name: value for name, value in each.items() if name != "@context"} for each in data]
    return {"@context": "https://schema.org", "@graph": inner}


def site_data(now: Published, site: str) -> Data:
    """The site and the record as a data set."""
    search = {"@type": "SearchAction", "target": f"{site}/search/?q={{q}}", "query-input": "required name=q"}
    return {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "canidistill", "url": f"{site}/", "potentialAction": search},
            {"@type": "Dataset", "name": "The record of canidistill", "url": f"{site}/record/", "version": now.revision,
             "description": "Licenses, terms, cases, laws and lineage that decide whether a model may be distilled.",
             "license": f"{site}/about/licenses/", "isAccessibleForFree": True,
             "distribution": [{"@type": "DataDownload", "encodingFormat": "application/json", "contentUrl": f"{site}/api/v1/"}]},
        ],
    }  # fmt: skip


def _law(now: Published, record: Record, site: str, day: str) -> Data:  # noqa: ARG001 - one form for all readers
    past = [s for s in record.get("statuses") or () if str(s["date"]) <= day]
    status = past[-1]["status"] if past else ""
    force = FORCE.get(status, "")
    return {
        "@type": "Legislation", "legislationIdentifier": record.get("citation"), "legislationType": record["kind"].replace("_", " "),
        "legislationJurisdiction": record["jurisdiction"], "legislationDate": str(past[0]["date"]) if past else "",
        "legislationLegalForce": f"https://schema.org/{force}" if force else "", "sameAs": record.get("url"),
    }  # fmt: skip


def _text(now: Published, record: Record, site: str, day: str) -> Data:
    text = now.knowledge.instruments[record["slug"]]
    begun = [v for v in text.versions if (v.valid_from or "") <= day]
    newest = begun[-1] if begun else None
    held = [
        {"@type": "CreativeWork", "version": v.name, "url": site + addresses.of_version(text.slug, v.name)} for v in text.versions[-20:]
    ]
    return {
        "@type": "CreativeWork", "genre": text.kind.replace("_", " "), "publisher": _maker(now, text.provider), "sameAs": record.get("url"),
        "version": newest.name if newest else "", "datePublished": newest.valid_from if newest else "",
        "hasPart": held,
    }  # fmt: skip


def _model(now: Published, record: Record, site: str, day: str) -> Data:
    return {"@type": "SoftwareApplication", "applicationCategory": "Machine learning model", **_licensed(now, record, site, day)}


def _dataset(now: Published, record: Record, site: str, day: str) -> Data:
    about = str(record.get("notes") or f"A data set on record: {record['name']}.")
    return {"@type": "Dataset", "description": about, "size": record.get("size"), **_licensed(now, record, site, day)}


def _licensed(now: Published, record: Record, site: str, day: str) -> Data:
    links = [
        x for x in record.get("licenses") or () if x.get("instrument") and str(x.get("from") or "") <= day < str(x.get("to") or "9999")
    ]
    return {
        "creator": _maker(now, str(record.get("provider") or "")),
        "datePublished": record.get("released"),
        "alternateName": record.get("aliases"),
        "license": list(dict.fromkeys(site + addresses.of_record("instruments", x["instrument"]) for x in links)),
    }  # fmt: skip


def _case(now: Published, record: Record, site: str, day: str) -> Data:  # noqa: ARG001 - one form for all readers
    return {
        "@type": "CreativeWork",
        "genre": "court case",
        "identifier": record.get("docket") or record.get("citation"),
        "datePublished": record.get("filed"),
    }


def _plain(now: Published, record: Record, site: str, day: str) -> Data:  # noqa: ARG001 - one form for all readers
    return {}


def _maker(now: Published, slug: str) -> Data | None:
    return {"@type": "Organization", "name": now.title("providers", slug)} if slug else None


READERS: dict[str, Callable[[Published, Record, str, str], Data]] = {
    "laws": _law, "instruments": _text, "models": _model, "datasets": _dataset, "cases": _case,
}  # fmt: skip
