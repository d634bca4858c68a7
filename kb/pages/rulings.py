"""Cases, laws and issues: what a court decided apart from what a party says, how law came into force, who stands on which side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from kb.pages import courts, drawn, norms
from kb.pages.naming import place_name
from kb.queries import reach
from kb.queries.published import Published, Record
from kb.rendering.clock import today
from kb.rules import conditions
from kb.rules.binding import law_in_force, law_status
from kb.rules.knowledge import Law
from kb.rules.vocabulary import AVENUES

CASE_FIELDS = frozenset(
    {
        "court",
        "jurisdiction",
        "docket",
        "citation",
        "judge",
        "parties",
        "filed",
        "stage",
        "status",
        "status_as_of",
        "events",
        "allegations",
        "holdings",
        "treatments",
        "proceedings",
        "bears_on",
        "claims",
        "good_for",
        "not_good_for",
        "avenues",
    }
)
LAW_FIELDS = frozenset({"kind", "jurisdiction", "citation", "url", "statuses", "status_as_of", "speaks_of", "if_in_force", "override_when",
                        "provisions", "summary", "avenues", "tests"})  # fmt: skip
ISSUE_FIELDS = frozenset({"question", "status", "summary", "positions", "avenues"})
STAGES = {
    "filed": "Filed",
    "pleadings": "Pleadings",
    "discovery": "Discovery",
    "summary_judgment": "Summary judgment",
    "trial": "Trial",
    "judgment": "Judgment",
    "appeal": "On appeal",
    "settled": "Settled",
    "dismissed": "Dismissed",
    "closed": "Closed",
    "unknown": "Stage unknown",
}
NEGATIVE = frozenset({"distinguishes", "criticizes", "overrules", "reverses", "vacates", "disagrees"})
PASSIVE = {
    "follows": "followed by",
    "distinguishes": "distinguished by",
    "criticizes": "criticized by",
    "cites": "cited by",
    "overrules": "overruled by",
    "affirms": "affirmed by",
    "reverses": "reversed by",
    "vacates": "vacated by",
    "disagrees": "disagreed with by",
}
ELSEWHERE = "No place named"


def case(now: Published, record: Record) -> dict[str, Any]:
    """A case: events oldest first, holdings, and how it treats others and is treated, with the passage that says so."""
    slug = record["slug"]
    way = courts.way(now, record)
    later = [(name, t) for name, other in now.records["cases"].items() for t in other.get("treatments") or () if t.get("case") == slug]
    return {
        "stage": STAGES.get(record.get("stage") or "", ""),
        "place": place_name(now, record["jurisdiction"]) if record.get("jurisdiction") else "",
        "events": sorted(record.get("events") or (), key=lambda e: str(e.get("date") or "")),
        "avenues": [AVENUES[a] for a in record.get("avenues") or ()],
        "treated_by": [_treatment(now, name, t, PASSIVE[t["treatment"]]) for name, t in later if t.get("treatment")],
        "treats": [
            _treatment(now, t["case"], t, t["treatment"]) for t in record.get("treatments") or () if t.get("case") and t.get("treatment")
        ],
        "cited_in": _positions(now, f"case:{slug}"),
        "bears_on": courts.bears_on(now, record),
        **way,
        "drawn": drawn.of_case(way["way"]),
    }


def _treatment(now: Published, other: str, row: Mapping[str, Any], words: str) -> dict[str, Any]:
    return {
        "case": other,
        "title": now.title("cases", other),
        "words": words,
        "negative": row["treatment"] in NEGATIVE,
        "note": row.get("note"),
        "pinpoint": row.get("pinpoint"),
        "quote": row.get("quote"),
        "sources": row.get("sources") or (),
        "verification": row.get("verification"),
    }


def _positions(now: Published, citation: str) -> list[dict[str, Any]]:
    """The positions of issues for or against which a case or law is cited."""
    return [
        {
            "issue": slug,
            "title": issue["title"],
            "position": position,
            "side": a.get("side", "for"),
            "cite": a["cite"],
            "note": a.get("note"),
        }
        for slug, issue in now.records["issues"].items()
        for position in issue.get("positions") or ()
        for a in position.get("authorities") or ()
        if str(a["cite"]).split("#")[0] == citation
    ]


def law(now: Published, record: Record) -> dict[str, Any]:
    """A law or bill: status over time, provisions with their rules and the day from which they apply, what it would change."""
    known = next(x for x in now.knowledge.laws if x.slug == record["slug"])
    by_key: dict[str, list[dict[str, Any]]] = {}
    for _, norm in known.norms:
        by_key.setdefault(norm.key, []).append(norms.in_words(now, norm))
    day = today()
    dated = sorted({p["applies_from"] for p in record.get("provisions") or () if p.get("applies_from")})
    statuses = sorted(record.get("statuses") or (), key=lambda s: str(s["date"]))
    commencement = [(d, [p["pinpoint"] for p in record["provisions"] if p.get("applies_from") == d]) for d in dated]
    return {
        "place": place_name(now, record["jurisdiction"]),
        "status": law_status(known, day),
        "binds": law_in_force(known, day),
        "today": day,
        "is_bill": record["kind"] == "bill",
        "statuses": statuses,
        "drawn": drawn.of_law(known, statuses, commencement, day),
        "provisions": [
            {"p": p, "norms": by_key.get(p["key"], []), "later": (p.get("applies_from") or "") > day}
            for p in record.get("provisions") or ()
        ],
        "commencement": commencement,
        "speaks_of": conditions.in_words(known.speaks_of) if known.speaks_of else "",
        "override_when": conditions.in_words(known.override_when) if known.override_when else "",
        "avenues": [AVENUES[a] for a in record.get("avenues") or ()],
        "cited_in": _positions(now, f"law:{record['slug']}"),
        "cases": courts.on_law(now, record["slug"]),
        "pending": _pending(known, day),
        "reached": _reached(now, record["slug"], day),
        "asked": len(now.knowledge.models),
    }


def _reached(now: Published, slug: str, day: str) -> list[dict[str, str]]:
    """The models whose answers show a law as pending, each with the question to see it."""
    models = reach.shown_in(now, day).get(slug, ())
    return [{"title": now.title("models", m), "query": urlencode(reach.asked_of(now, m))} for m in models]


def _pending(law: Law, day: str) -> bool:
    """Whether answers show it as pending: not law today, and not dead."""
    return not law_in_force(law, day) and law_status(law, day) not in ("failed", "vetoed", "withdrawn", "repealed", "expired", "")


def issue(now: Published, record: Record) -> dict[str, Any]:
    """An issue: each position with its authorities for and against, and the places in which it is taken; the assessments that use it."""
    positions = [_position(now, p) for p in record.get("positions") or ()]
    places = list(dict.fromkeys(place for p in positions for place in p["places"]))
    assessments = [
        {"slug": s, "record": a, "avenue": AVENUES[a["avenue"]]}
        for s, a in now.records["assessments"].items()
        if a.get("issue") == record["slug"]
    ]
    return {
        "positions": positions,
        "places": [(place, [p for p in positions if place in p["places"]]) for place in places],
        "sides": ("for", "against"),
        "by_place": _by_place(now, positions),
        "avenues": [AVENUES[a] for a in record.get("avenues") or ()],
        "assessments": assessments,
    }


def _by_place(now: Published, positions: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The cases and laws cited, by the place that speaks in them, each with its side and position; [] where it is one place."""
    found: dict[str, list[dict[str, Any]]] = {}
    for position in positions:
        for authority in (*position["for"], *position["against"]):
            prefix, _, rest = authority["cite"].partition(":")
            spoken = now.records.get(f"{prefix}s", {}).get(rest.partition("#")[0], {}).get("jurisdiction")
            if spoken:
                found.setdefault(place_name(now, spoken), []).append({**authority, "position": position["position"]})
    return sorted(found.items()) if len(found) > 1 else []


def _position(now: Published, position: Mapping[str, Any]) -> dict[str, Any]:
    authorities = [_authority(now, a) for a in position.get("authorities") or ()]
    return {
        "position": position, "places": [place_name(now, j) for j in position.get("jurisdictions") or ()] or [ELSEWHERE],
        "for": _on(authorities, "for"), "against": _on(authorities, "against"),
    }  # fmt: skip


def _on(authorities: Iterable[dict[str, Any]], side: str) -> list[dict[str, Any]]:
    return [a for a in authorities if a["side"] == side]


def _authority(now: Published, authority: Mapping[str, Any]) -> dict[str, Any]:
    cited = now.knowledge.citations.get(authority["cite"])
    return {
        "cite": authority["cite"], "title": cited.title if cited else authority["cite"], "quote": cited.quote if cited else None,
        "pinpoint": authority.get("pinpoint") or (cited.pinpoint if cited else None), "verification": cited.verification if cited else "",
        "note": authority.get("note"), "side": authority.get("side") or "for", "known": cited is not None,
    }  # fmt: skip
