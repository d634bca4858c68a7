"""What the tailored pages show beside the plain rows, by kind of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kb.pages import rulings, techniques
from kb.queries.published import Published, Record
from kb.rules.families import own_channel
from kb.rules.lineage import traces_of

LEFT: Mapping[str, frozenset[str]] = {
    "models": frozenset({"licenses"}), "cases": rulings.CASE_FIELDS, "laws": rulings.LAW_FIELDS, "issues": rulings.ISSUE_FIELDS,
    "techniques": techniques.FIELDS, "countermeasures": techniques.FIELDS,
}  # fmt: skip
SHOWN = 8  # traces of lineage
BESIDE_INCIDENT = ("edges", "cases", "laws", "issues", "conflicts")


def model(now: Published, record: Record) -> dict[str, Any]:
    """The texts that govern a model, inherited ones included, and the ancestors whose outputs it learned from."""
    known = now.knowledge.models[record["slug"]]
    links = [{"link": x, "title": now.title("instruments", x.instrument) if x.instrument else x.title} for x in known.links]
    traces = [{"path": t.path, "evidence": t.grade, "disputed": t.disputed, "relation": t.relation, "outcome": t.outcome, "said": t.said,
               "citations": t.citations} for t in traces_of(now.knowledge, known.slug)[:SHOWN]]  # fmt: skip
    return {"links": links, "traces": traces, "channel": own_channel(known)}


def incident(now: Published, record: Record) -> dict[str, Any]:
    """What else on record rests on the sources of an incident, surveys left out: lineage, cases, laws, and where sources disagree."""
    return {"beside": techniques.on_same_sources(now, record.get("sources") or (), BESIDE_INCIDENT)}


CONTEXTS: Mapping[str, Callable[[Published, Record], dict[str, Any]]] = {
    "models": model, "cases": rulings.case, "laws": rulings.law, "issues": rulings.issue,
    "incidents": incident, "techniques": techniques.page, "countermeasures": techniques.page,
}  # fmt: skip
