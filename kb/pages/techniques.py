"""Techniques and countermeasures: papers, who is on record on the same sources, and by what avenue somebody could object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kb.pages.home import TITLES
from kb.pages.naming import place_name
from kb.queries.published import Published, Record
from kb.rules.grid import uses_for
from kb.rules.knowledge import Assessment
from kb.rules.vocabulary import AVENUES, FACT_VALUES, FACTS

FIELDS = frozenset({"what", "access_needed", "methods", "leaves_trace_in", "against", "papers"})
SURVEY = 12  # records that rest on a source; one with more is about everything
BESIDE = ("models", "datasets", "edges", "incidents", "techniques", "countermeasures")
GENERAL = "in general"
Group = tuple[str, str, list[tuple[str, str]]]


def page(now: Published, record: Record) -> dict[str, Any]:
    """What the page of a technique or a countermeasure shows."""
    methods = record.get("methods") or ()
    papers = record.get("papers") or ()
    return {
        "methods": [{"name": m, "words": FACTS["method"].values[m], "use": _use(m)} for m in methods],
        "papers": [{"row": p, "read_in": now.title("sources", p["source"]) if p.get("source") else ""} for p in papers],
        "ties": list(_ties(now, record)),
        "avenues": _avenues(now, methods),
        "beside": on_same_sources(now, [p["source"] for p in papers if p.get("source")], BESIDE, record["slug"]),
    }


def _ties(now: Published, record: Record) -> Iterator[dict[str, Any]]:
    """The techniques that a countermeasure is meant against; or, of a technique, the countermeasures, as each of them says."""
    slug = record["slug"]
    rows = [("techniques", row["technique"], row) for row in record.get("against") or ()]
    if slug in now.records["techniques"]:
        others = [other for kind, other in now.pointers.get(("techniques", slug), ()) if kind == "countermeasures"]
        own = [("countermeasures", x, row) for x in others for row in now.records["countermeasures"][x]["against"]]
        rows += [found for found in own if found[2]["technique"] == slug]
    for kind, other, row in rows:
        yield {"kind": kind, "slug": other, "title": now.title(kind, other), "row": row, "read_in": now.title("sources", row["source"])}


def on_same_sources(now: Published, sources: Iterable[str], kinds: Sequence[str], but: str = "") -> list[Group]:
    """Records that rest on some of the sources, surveys left out: title of the kind, kind, and each with slug and title."""
    own = [s for s in dict.fromkeys(sources) if len(now.pointers.get(("sources", s), ())) <= SURVEY]
    pointing = dict.fromkeys(p for s in own for p in now.pointers.get(("sources", s), ()))
    found = {k: [slug for kind, slug in pointing if kind == k and slug != but] for k in kinds}
    return [(TITLES[k], k, [(s, now.title(k, s)) for s in slugs]) for k, slugs in found.items() if slugs]


def _use(method: str) -> str:
    """The use under which the overview of teachers asks for a method; "" where it asks for none."""
    return next((u.name for u in uses_for("llm") if u.method == method), "")


def _avenues(now: Published, methods: Sequence[str]) -> list[dict[str, Any]]:
    """The avenues whose assessments some of the methods may meet, each with levels by place, issues and cases."""
    met = [a for a in now.knowledge.assessments if any(_may_meet(a, m) for m in methods)]
    return [_avenue(now, name, [a for a in met if a.avenue == name]) for name in AVENUES if any(a.avenue == name for a in met)]


def _may_meet(assessment: Assessment, method: str) -> bool:
    """Whether an assessment is not excluded by the method alone, whatever else the facts are."""
    facts: dict[str, Any] = {**dict.fromkeys(assessment.when.facts), "method": method, "trains": method != FACT_VALUES["method"][-1]}
    return assessment.when.holds(facts) is not False


def _avenue(now: Published, name: str, met: Sequence[Assessment]) -> dict[str, Any]:
    rows = [now.records["assessments"][a.slug] for a in met]
    issues = dict.fromkeys(r["issue"] for r in rows if r.get("issue"))
    cited = [a["cite"].partition("#")[0] for r in rows for a in r.get("authorities") or ()]
    cases = dict.fromkeys(c.removeprefix("case:") for c in cited if c.startswith("case:"))
    return {
        "name": AVENUES[name],
        "assessments": [{"slug": r["slug"], "level": r["level"], "where": _where(now, r)} for r in rows],
        "issues": [(i, now.title("issues", i)) for i in issues],
        "cases": [(c, now.title("cases", c)) for c in cases],
        "named": any("method" in a.when.facts for a in met),
    }


def _where(now: Published, assessment: Record) -> str:
    return ", ".join(place_name(now, j) for j in assessment.get("jurisdictions") or ()) or GENERAL
