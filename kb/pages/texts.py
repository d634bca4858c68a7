"""What the tailored pages show beside the plain rows: versions and clauses, what governs a model, the events of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kb.queries.published import Published, Record
from kb.rules import conditions
from kb.rules.knowledge import Clause, Norm
from kb.rules.lineage import traces_of

EFFECTS = {"forbids": "Forbids", "permits": "Allows", "obliges": "Asks for"}
LEFT = {"instruments": frozenset({"versions", "tests"}), "models": frozenset({"licenses"}), "cases": frozenset({"events"}), "laws": frozenset({"tests"})}


def instrument(now: Published, record: Record, version: str | None = None) -> dict[str, Any]:
    """All versions, and the clauses of one: the newest, where none is named."""
    compiled = now.knowledge.instruments[record["slug"]]
    shown = next((x for x in compiled.versions if x.name == version), compiled.versions[-1] if compiled.versions else None)
    clauses = [_clause(now, c) for c in shown.clauses] if shown else []
    return {"versions": compiled.versions, "version": shown, "clauses": clauses, "exact": version is not None, "silent": compiled.silent}


def _clause(now: Published, clause: Clause) -> dict[str, Any]:
    return {"clause": clause, "norms": [_norm(now, n) for n in clause.norms],
            "unencoded_when": conditions.in_words(clause.unencoded_when) if clause.unencoded else ""}  # fmt: skip


def _norm(now: Published, norm: Norm) -> dict[str, Any]:
    return {
        "norm": norm, "effect": EFFECTS[norm.effect], "when": conditions.in_words(norm.when),
        "open_when": conditions.in_words(norm.open_when) if norm.open_when else "",
        "unless": [{"when": conditions.in_words(e.when), "words": e.words, "citation": e.citation} for e in norm.unless],
        "reads": [(slug, now.knowledge.constructions.get(slug, slug)) for slug in norm.reads],
    }  # fmt: skip


def model(now: Published, record: Record) -> dict[str, Any]:
    """The texts that govern a model, inherited ones included, and the ancestors whose outputs it learned from."""
    known = now.knowledge.models[record["slug"]]
    links = [{"link": x, "title": now.title("instruments", x.instrument) if x.instrument else x.title} for x in known.links]
    traces = [{"path": t.path, "evidence": t.grade, "disputed": t.disputed, "relation": t.relation, "outcome": t.outcome, "said": t.said,
               "citations": t.citations} for t in traces_of(now.knowledge, known.slug)[:8]]  # fmt: skip
    return {"links": links, "traces": traces, "channel": "weights" if known.weights == "open" else "api"}


def case(now: Published, record: Record) -> dict[str, Any]:
    """The events of a case, oldest first."""
    return {"events": sorted(record.get("events") or (), key=lambda e: str(e.get("date") or ""))}


CONTEXTS: Mapping[str, Callable[[Published, Record], dict[str, Any]]] = {"instruments": instrument, "models": model, "cases": case}
