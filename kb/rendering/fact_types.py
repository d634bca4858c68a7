"""The facts of a question as JSON Schema and in words, derived from the vocabulary, for every doorway that programs use."""

from __future__ import annotations

from typing import Any

from kb.rules import vocabulary as v
from kb.rules.question import MAX_NAME, MAX_NUMBER, MAX_PLACES

Schema = dict[str, Any]
NAME: Schema = {"type": "string", "pattern": r"^[^\u0000]+$", "maxLength": MAX_NAME}
TYPES: dict[str, Schema] = {
    "bool": {"type": "boolean"},
    "int": {"type": "integer", "minimum": 0, "maximum": MAX_NUMBER},
    "date": {"type": "string", "format": "date"},
    "country": {"type": "string", "pattern": "^[A-Za-z]{2}$"},
    "places": {"type": "array", "items": {"type": "string", "minLength": 2, "maxLength": 8}, "minItems": 1, "maxItems": MAX_PLACES},
}


def of_fact(fact: v.Fact) -> Schema:
    """The type of a fact's value. Names of models, data sets and services are names on record: `models/` and so on list them."""
    if fact.values:
        return {"type": "string", "enum": list(fact.values)}
    return dict(TYPES.get(fact.kind, NAME))


def words_of(fact: v.Fact) -> str:
    """What a fact asks, what its values mean, and what is presumed."""
    values = "; ".join(f"`{value}`: {words}" for value, words in fact.values.items())
    presumed = f"Presumed when not given: {fact.presumption}." if fact.presumption else ""
    return " ".join(x for x in (fact.question, f"{values}." if values else "", presumed) if x)


def nullable(schema: Schema) -> Schema:
    """The same or null."""
    if "enum" in schema:
        return {**schema, "type": ["string", "null"], "enum": [*schema["enum"], None]}
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def of_question() -> Schema:
    """The type of a question."""
    types = {f.name: of_fact(f) if f.required else nullable(of_fact(f)) for f in v.FACT_LIST}
    return {
        "type": "object", "description": "A question. Facts that are left out or null are not known: they are never guessed.",
        "properties": {name: {**schema, "description": words_of(v.FACTS[name])} for name, schema in types.items()},
        "required": [f.name for f in v.FACT_LIST if f.required], "additionalProperties": False,
    }  # fmt: skip
