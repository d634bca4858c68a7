"""The description of the API (OpenAPI 3.1). Every address describes itself; its types are derived from the declarations of the core."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from kb.api import check_schemas, notify, problems, question_schemas, record_schemas, status_schemas, verdict_schemas
from kb.api.operations import Describes, Operation, Schema
from kb.api.parameters import Parameter
from kb.models.tokens import SCOPES
from kb.queries.published import Published

ALWAYS = ("token-refused", "scope-missing", "not-acceptable", "limit-reached", "server-error", "unavailable")
ALLOWANCE = {name: {"$ref": f"#/components/headers/{name}"} for name in ("RateLimit", "RateLimit-Policy")}
KEPT = {"kept": {"operationId": "get_verdict", "parameters": {"verdict_id": "$response.body#/id"}}}
READ = ("Last-Modified", "Record-Revision")
MOVES = {302: "It is at another address for now: see Location.", 308: "It has another name now: see Location."}
HEADERS = {
    "ETag": "Strong: the same while the revision and the address are.",
    "Last-Modified": "When the revision was published.",
    "Record-Revision": "The revision that was read.",
    "Link": 'The next page, with rel="next", where there is one.',
    "RateLimit": "What is left (`r`) of each allowance, and in how many seconds (`t`) it is whole again.",
    "RateLimit-Policy": "The allowances: so many (`q`) in so many seconds (`w`).",
    "Retry-After": "In how many seconds to come back.",
    "WWW-Authenticate": "How to show a token, and what is wrong with the one that was shown.",
}
ABOUT = """May I distill from this model? Ask with facts, get a verdict that cites the clauses it stands on.

Every answer names the revision of the record that it was computed from: the same question, revision and engine give the same bytes.
Records are read from the current revision. Errors are problems (RFC 9457, `application/problem+json`)."""


class Described(AutoSchema):
    """Takes an operation from the view's own words."""

    def get_operation(self, _path: str, _path_regex: str, _path_prefix: str, method: str, _registry: Any) -> dict[str, Any]:
        """What the view says of `method`, as OpenAPI has it."""
        view = cast("Describes", self.view)
        whole = {**written(view.describe(method)), "security": security(view.scope(method))}
        if view.deprecated:
            whole |= {"deprecated": True, "description": f"{view.deprecated.words()}\n\n{whole['description']}"}
        return whole


def security(scope: str) -> list[dict[str, list[str]]]:
    """With a token that has the scope; or without, where that is open."""
    return [*([{}] if scope in settings.OPEN_SCOPES else []), {"token": [scope]}]


def written(operation: Operation) -> dict[str, Any]:
    """An operation as OpenAPI has it."""
    whole: dict[str, Any] = {
        "operationId": operation.name, "tags": [operation.tag], "summary": operation.summary, "description": operation.words,
        "parameters": [_parameter(p) if isinstance(p, Parameter) else dict(p) for p in operation.parameters],
        "responses": dict(sorted(_responses(operation).items())),
    }  # fmt: skip
    if operation.body is not None:
        content = {"application/json": operation.body, **operation.bodies}
        whole["requestBody"] = {"required": True, "content": {media: {"schema": dict(schema)} for media, schema in content.items()}}
    return whole


def _headers(operation: Operation) -> tuple[str, ...]:
    paged = any(isinstance(p, Parameter) and p.name == "cursor" for p in operation.parameters)
    return (*(("ETag",) if operation.kept else ()), *(READ if operation.read else ()), *(("Link",) if operation.read and paged else ()))


def _responses(operation: Operation) -> dict[str, Any]:
    headers = {"headers": {**{name: {"$ref": f"#/components/headers/{name}"} for name in _headers(operation)}, **ALLOWANCE}}
    found: dict[str, Any] = {
        str(s): {"description": "Done.", **headers, **(_json(schema) if schema else {})} for s, schema in operation.answers.items()
    }
    if "201" in found:
        found["201"] |= {"description": "Done, and kept.", "links": KEPT}
    if operation.kept:
        found["304"] = {"description": "You have it already.", **headers}
    if operation.forms:
        content = {media: {"schema": dict(schema)} for media, schema in operation.forms.items()}
        found.setdefault("200", {"description": "Done.", **headers, "content": {}})["content"] |= content
    if operation.moves:
        found[str(operation.moves)] = {"description": MOVES[operation.moves]}
    refusals = (*operation.refusals, *ALWAYS, *(("precondition-failed",) if operation.kept else ()))
    statuses = {problems.KINDS[kind].status for kind in refusals}
    return {**found, **{str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in statuses}}


def _json(schema: Schema) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": dict(schema)}}}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    form = {"style": "form", "explode": False} if parameter.schema.get("type") == "array" else {}
    needed = {"required": True} if parameter.required else {}
    return {"name": parameter.name, "in": "query", **needed, "description": parameter.words, "schema": dict(parameter.schema), **form}


def _problem_responses() -> dict[str, Any]:
    by_status: dict[int, list[problems.Kind]] = {}
    for kind in problems.KINDS.values():
        by_status.setdefault(kind.status, []).append(kind)
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    words = {status: f"{'; '.join(k.title for k in kinds)}." for status, kinds in by_status.items()}
    found: dict[str, Any] = {f"Problem{status}": {"description": said, "content": content} for status, said in words.items()}
    found["Problem401"]["headers"] = {"WWW-Authenticate": {"$ref": "#/components/headers/WWW-Authenticate"}}
    found["Problem429"]["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}, **ALLOWANCE}
    return found


def _components(now: Published | None) -> dict[str, Any]:
    rooms = (verdict_schemas, record_schemas, check_schemas, status_schemas, notify)
    schemas = question_schemas.components(now)
    for room in rooms:
        schemas |= room.components()
    return {
        "schemas": dict(sorted(schemas.items())), "responses": _problem_responses(),
        "headers": {name: {"description": words, "schema": {"type": "string"}} for name, words in HEADERS.items()},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _scopes_in_words()}},
    }  # fmt: skip


def _scopes_in_words() -> str:
    scopes = " ".join(f"`{s.name}`: {s.words}." for s in SCOPES.values())
    return f"A token of the page `/account/tokens/`. What is open to everybody needs none; a token raises the limits. Scopes: {scopes}"


@lru_cache(maxsize=2)
def document(now: Published | None) -> dict[str, Any]:
    """The whole description. Examples are questions of the record's own tests; without a revision there are none."""
    generator: Any = SchemaGenerator
    whole: dict[str, Any] = generator().get_schema(request=None, public=True)
    whole["info"]["description"] = ABOUT
    whole["jsonSchemaDialect"] = "https://json-schema.org/draft/2020-12/schema"
    whole["webhooks"] = notify.webhooks()
    whole["components"] = _components(now)
    return whole
