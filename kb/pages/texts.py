"""What the tailored pages show beside the plain rows, by kind of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kb.pages import rulings
from kb.pages.home import TITLES
from kb.queries.published import Published, Record
from kb.rules.lineage import traces_of

LEFT: Mapping[str, frozenset[str]] = {
    "models": frozenset({"licenses"}), "cases": rulings.CASE_FIELDS, "laws": rulings.LAW_FIELDS, "issues": rulings.ISSUE_FIELDS,
}  # fmt: skip
SHOWN = 8  # traces of lineage
SURVEY = 12  # records that rest on a source; one with more is about everything
BESIDE_INCIDENT = ("edges", "cases", "laws", "issues", "conflicts")


def model(now: Published, record: Record) -> dict[str, Any]:
    """The texts that govern a model, inherited ones included, and the ancestors whose outputs it learned from."""
    known = now.knowledge.models[record["slug"]]
    links = [{"link": x, "title": now.title("instruments", x.instrument) if x.instrument else x.title} for x in known.links]
    traces = [{"path": t.path, "evidence": t.grade, "disputed": t.disputed, "relation": t.relation, "outcome": t.outcome, "said": t.said,
               "citations": t.citations} for t in traces_of(now.knowledge, known.slug)[:SHOWN]]  # fmt: skip
    return {"links": links, "traces": traces, "channel": "weights" if known.weights == "open" else "api"}


def incident(now: Published, record: Record) -> dict[str, Any]:
    """What else on record rests on the sources of an incident, surveys left out: lineage, cases, laws, and where sources disagree."""
    own = {s for s in record.get("sources") or () if len(now.pointers.get(("sources", s), ())) <= SURVEY}
    found = {k: [s for s, r in now.records[k].items() if own.intersection(r.get("sources") or ())] for k in BESIDE_INCIDENT}
    return {"beside": [(TITLES[k], k, [(s, now.title(k, s)) for s in slugs]) for k, slugs in found.items() if slugs]}


CONTEXTS: Mapping[str, Callable[[Published, Record], dict[str, Any]]] = {
    "models": model, "cases": rulings.case, "laws": rulings.law, "issues": rulings.issue,
    "incidents": incident,
}  # fmt: skip
