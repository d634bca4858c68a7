"""The description of the API (OpenAPI 3.1). Every address describes itself; its types are derived from the declarations of the core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from kb.api import problems, question_schemas, record_schemas, verdict_schemas
from kb.api.parameters import Parameter
from kb.queries.published import Published

Operation = dict[str, Any]
Schema = Mapping[str, Any]

ALWAYS = ("not-acceptable", "server-error", "unavailable")
ABOUT = """May I distill from this model? Ask with facts, get a verdict that cites the clauses it stands on.

Every answer names the revision of the record that it was computed from: the same question, revision and engine give the same bytes.
Records are read from the current revision. Errors are problems (RFC 9457, `application/problem+json`)."""


class Described(AutoSchema):
    """Takes an operation from the view's own words."""

    def get_operation(self, _path: str, _path_regex: str, _path_prefix: str, method: str, _registry: Any) -> Operation:  # type: ignore[override]
        """What the view says of `method`."""
        described: Operation = self.view.describe(method)
        return described


def path_parameter(name: str, schema: Schema, words: str) -> dict[str, Any]:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "description": words, "schema": dict(schema)}


def operation(
    name: str, tag: str, summary: str, description: str, parameters: Iterable[Parameter | Mapping[str, Any]], answers: Mapping[int, Schema],
    refusals: Sequence[str], *, body: Schema | None = None, kept: bool = False, moves: bool = False,
) -> Operation:  # fmt: skip
    """One operation. `answers` are schemas by status, `refusals` the kinds of problems; `kept`: with ETag and 304; `moves`: with 308."""
    headers = {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}} if kept else {}
    responses = {str(status): {"description": "Done.", **headers, **_json(schema)} for status, schema in answers.items()}
    if kept:
        responses["304"] = {"description": "You have it already.", **headers}
        refusals = (*refusals, "precondition-failed")
    if moves:
        responses["308"] = {"description": "It has another name now: see Location."}
    for status in sorted({problems.KINDS[r].status for r in (*refusals, *ALWAYS)}):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    whole: Operation = {
        "operationId": name, "tags": [tag], "summary": summary, "description": description,
        "parameters": [_parameter(p) if isinstance(p, Parameter) else dict(p) for p in parameters], "responses": dict(sorted(responses.items())),
    }  # fmt: skip
    if body is not None:
        whole["requestBody"] = {"required": True, **_json(body)}
    return whole


def _json(schema: Schema) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": dict(schema)}}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    form = {"style": "form", "explode": False} if parameter.schema.get("type") == "array" else {}
    return {"name": parameter.name, "in": "query", "description": parameter.words, "schema": dict(parameter.schema), **form}


def _problem_responses() -> dict[str, Any]:
    by_status: dict[int, list[problems.Kind]] = {}
    for kind in problems.KINDS.values():
        by_status.setdefault(kind.status, []).append(kind)
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {f"Problem{status}": {"description": f"{'; '.join(k.title for k in kinds)}.", "content": content} for status, kinds in by_status.items()}


def _components(now: Published | None) -> dict[str, Any]:
    schemas = {**question_schemas.components(now), **verdict_schemas.components(), **record_schemas.components()}
    etag = {"description": "Strong: the same while the revision and the address are.", "schema": {"type": "string"}}
    return {"schemas": dict(sorted(schemas.items())), "responses": _problem_responses(), "headers": {"ETag": etag}}


@lru_cache(maxsize=2)
def document(now: Published | None) -> dict[str, Any]:
    """The whole description. Examples are questions of the record's own tests; without a revision there are none."""
    whole: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    whole["info"]["description"] = ABOUT
    whole["jsonSchemaDialect"] = "https://json-schema.org/draft/2020-12/schema"
    whole["components"] = _components(now)
    return whole
