"""JSON Schemas of questions, derived from the vocabulary, and of what is wrong with one."""

from __future__ import annotations

from typing import Any

from kb.api import problems
from kb.api.parameters import TEXT, Parameter
from kb.api.record_schemas import REFERENCE, nullable, object_of
from kb.queries.published import Published
from kb.rules import vocabulary as v
from kb.rules.question import MAX_NAME, MAX_NUMBER, MAX_PLACES

Schema = dict[str, Any]
MOST_QUESTIONS = 10_000  # in one batch
EXTRAS = {"type": "array", "items": {"type": "string", "enum": ["flips", "alternatives"]}}
NAME: Schema = {**TEXT, "maxLength": MAX_NAME}
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


def example(now: Published | None) -> dict[str, Any] | None:
    """A question of the record's own tests; None where there is none."""
    asked = next((test["ask"] for _, _, test in now.knowledge.tests), None) if now is not None else None
    return {name: asked[name] for name in v.FACTS if name in asked} if isinstance(asked, dict) else None


def query_parameters() -> tuple[Parameter, ...]:
    """The facts as query parameters."""
    return tuple(Parameter(f.name, words_of(f), of_fact(f)) for f in v.FACT_LIST)


def _question(now: Published | None) -> Schema:
    types = {f.name: of_fact(f) if f.required else nullable(of_fact(f)) for f in v.FACT_LIST}
    properties = {name: {**schema, "description": words_of(v.FACTS[name])} for name, schema in types.items()}
    shown = example(now)
    return {
        "type": "object", "description": "A question. Facts that are left out or null are not known: they are never guessed.",
        "properties": properties, "required": [f.name for f in v.FACT_LIST if f.required], "additionalProperties": False,
        **({"examples": [shown]} if shown else {}),
    }  # fmt: skip


def _understood() -> Schema:
    properties = {f.name: nullable(of_fact(f)) for f in v.FACT_LIST}
    return {**object_of(properties), "description": "Every fact as it was understood; null where it is not known."}


def _batch(now: Published | None) -> Schema:
    shown = example(now)
    properties = {
        "questions": {"type": "array", "items": {},
                      "description": f"At most {MOST_QUESTIONS:,}, each a `Question`. A malformed one has its own problem in its place."},
        "include": {**EXTRAS, "default": [], "description": "What verdicts hold beside the findings."},
        "save": {"type": "boolean", "default": False, "description": "Keep every verdict at a permanent address."},
    }  # fmt: skip
    return {"type": "object", "properties": properties, "required": ["questions"], "additionalProperties": False,
            **({"examples": [{"questions": [shown]}]} if shown else {})}  # fmt: skip


def _problem() -> Schema:
    text = {"type": "string"}
    at_fault = {"fact": text, "parameter": text, "field": text}
    wrong = object_of({**at_fault, "value": {}, "problem": text, "accepted": {"type": "array", "items": text}}, *at_fault)
    properties = {
        "type": {"type": "string", "format": "uri-reference", "enum": [problems.type_of(kind) for kind in problems.KINDS]},
        "title": text, "status": {"type": "integer"}, "detail": text,
    }  # fmt: skip
    more = {
        "errors": {"type": "array", "items": wrong}, "nearest": {"type": "array", "items": text},
        "removed": {"type": ["string", "null"], "format": "date"},
    }  # fmt: skip
    return object_of({**properties, **more}, *more)


def components(now: Published | None) -> dict[str, Schema]:
    """Every component of the asking part of the API, by name."""
    result = {"anyOf": [{"$ref": f"{REFERENCE}{name}"} for name in ("Verdict", "SavedVerdict", "Problem")]}
    results = object_of({"results": {"type": "array", "items": result}})
    return {"Question": _question(now), "Understood": _understood(), "Batch": _batch(now), "BatchResults": results, "Problem": _problem()}
