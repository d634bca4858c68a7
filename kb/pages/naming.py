"""Names for people: of kinds, of parts, and of the values that lists and searches are narrowed by."""

from __future__ import annotations

from kb.pages.home import TITLES
from kb.queries.published import Published

PART_TITLES = {"clauses": "Clauses", "holdings": "Holdings", "provisions": "Provisions", "positions": "Positions"}
ONE = {
    "instruments": "License or terms",
    "models": "Model",
    "services": "Service",
    "datasets": "Data set",
    "providers": "Provider",
    "edges": "Lineage",
    "cases": "Case",
    "laws": "Law or bill",
    "issues": "Legal issue",
    "assessments": "Assessment",
    "incidents": "Incident",
    "techniques": "Technique",
    "countermeasures": "Countermeasure",
    "constructions": "Rule of construction",
    "conflicts": "Disagreement of sources",
    "sources": "Source",
    "places": "Place",
    "clauses": "Clause",
    "holdings": "Holding",
    "provisions": "Provision",
    "positions": "Position",
}
WORDS = {
    "forbids": "forbids",
    "permits": "allows",
    "obliges": "asks for",
    "llm": "language model",
    "US": "United States",
    "GB": "United Kingdom",
}


def value_name(now: Published, facet: str, value: str) -> str:
    """The value of a facet or filter for people."""
    if facet == "kind":
        return TITLES.get(value) or PART_TITLES.get(value) or value.replace("_", " ")
    if facet in ("provider", "operator"):
        return now.title("providers", value)
    if facet == "jurisdiction":
        return place_name(now, value)
    return WORDS.get(value, value.replace("_", " "))


def place_name(now: Published, code: str) -> str:
    """A country, state or group by name; `California (US)` where the record names no state, its code."""
    if code in now.knowledge.countries:
        return now.knowledge.countries[code]
    return now.title("places", code)
