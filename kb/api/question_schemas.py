"""JSON Schemas of questions, derived from the vocabulary, and of what is wrong with one."""

from __future__ import annotations

from typing import Any

from kb.api import problems
from kb.api.asking import SAVE, TERMS
from kb.api.notify import NOTIFY
from kb.api.parameters import Parameter
from kb.api.record_schemas import object_of
from kb.models.jobs import MOST_QUESTIONS as MOST_IN_A_JOB
from kb.queries.published import Published
from kb.rendering.fact_types import nullable, of_fact, of_question, words_of
from kb.rules import vocabulary as v

Schema = dict[str, Any]
MOST_QUESTIONS = 10_000  # in one batch


def example(now: Published | None) -> dict[str, Any] | None:
    """A question of the record's own tests; None where there is none."""
    asked = next((test["ask"] for _, _, test in now.knowledge.tests), None) if now is not None else None
    return {name: asked[name] for name in v.FACTS if name in asked} if isinstance(asked, dict) else None


def query_parameters() -> tuple[Parameter, ...]:
    """The facts as query parameters."""
    return tuple(Parameter(f.name, words_of(f), of_fact(f)) for f in v.FACT_LIST)


def _question(now: Published | None) -> Schema:
    shown = example(now)
    return {**of_question(), **({"examples": [shown]} if shown else {})}


def _understood() -> Schema:
    properties = {f.name: nullable(of_fact(f)) for f in v.FACT_LIST}
    return {**object_of(properties), "description": "Every fact as it was understood; null where it is not known."}


def _batch(now: Published | None, most: int, *options: Parameter) -> Schema:
    shown = example(now)
    listed = {"type": "array", "items": {},
              "description": f"At most {most:,}, each a `Question`. A malformed one has its problem in its place."}  # fmt: skip
    properties = {"questions": listed, **{p.name: {**p.schema, "description": p.words} for p in (*TERMS, *options)}}
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
    problem = _problem()
    numbered = {**problem, "properties": {"number": {"type": "integer", "minimum": 1}, **problem["properties"]},
                "required": ["number", *problem["required"]]}  # fmt: skip
    bodies = {"Batch": _batch(now, MOST_QUESTIONS, SAVE), "JobBatch": _batch(now, MOST_IN_A_JOB, NOTIFY)}
    return {"Question": _question(now), "Understood": _understood(), **bodies, "Problem": problem, "NumberedProblem": numbered}
