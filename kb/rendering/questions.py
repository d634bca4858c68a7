"""The question of a verdict as a query string."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from kb.rules import vocabulary as v


def given_facts(verdict: Mapping[str, Any]) -> dict[str, str]:
    """The facts of the question that were given, as the texts of a query string."""
    presumed = {a["fact"] for a in verdict["assumptions"]}
    return {n: as_text(x) for n, x in verdict["question"].items() if x is not None and n not in presumed}


def as_text(value: Any) -> str:
    """A value of a fact as a query string holds it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, (list, tuple)) else str(value)


def facts_query(verdict: Mapping[str, Any], **changed: Any) -> str:
    """A query string of the given facts, some changed."""
    facts = given_facts(verdict) | {n: as_text(x) for n, x in changed.items() if x is not None}
    if "teacher" in changed or "channel" in changed:
        facts = {n: x for n, x in facts.items() if n != "via" or "via" in changed}
    return query_of(facts)


def query_of(facts: Mapping[str, Any]) -> str:
    """The query string of facts that were given, in the order of the vocabulary."""
    return urlencode({n: as_text(facts[n]) for n in v.FACTS if n in facts})
