"""Norms in plain words: effect, act, when, unless, what they yield to, and which rules of construction read them."""

from __future__ import annotations

from typing import Any

from kb.queries.published import Published
from kb.rules import conditions
from kb.rules.knowledge import Clause, Norm, Version

EFFECTS = {"forbids": "Forbids", "permits": "Allows", "obliges": "Asks for"}


def in_words(now: Published, norm: Norm) -> dict[str, Any]:
    """A norm as its page shows it."""
    return {
        "norm": norm, "effect": EFFECTS[norm.effect], "when": conditions.in_words(norm.when),
        "open_when": conditions.in_words(norm.open_when) if norm.open_when else "",
        "unless": [{"when": conditions.in_words(e.when), "words": e.words, "citation": e.citation} for e in norm.unless],
        "reads": [(slug, now.knowledge.constructions.get(slug, slug)) for slug in norm.reads],
        "yields_to": sorted(norm.yields_to),
    }  # fmt: skip


def unencoded(clause: Clause) -> str:
    """When a clause that is not encoded matters, in words; "" for one that is."""
    return conditions.in_words(clause.unencoded_when) if clause.unencoded else ""


def used_by(now: Published, version: Version, clause: Clause) -> list[dict[str, Any]]:
    """The rules of other clauses of the version to which this one matters: as their exception, or because they yield to it."""
    found = []
    for other in version.clauses:
        for norm in other.norms if other.key != clause.key else ():
            parts = [
                name
                for name, holds in (
                    ("exception", any(e.citation == clause.citation for e in norm.unless)),
                    ("priority", bool(norm.yields_to & {clause.key, "all"}) and bool(clause.norms)),
                )
                if holds
            ]
            if parts:
                found.append({"clause": other, "norm": in_words(now, norm), "part": parts[0]})
    return found
