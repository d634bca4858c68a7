"""The description of the API made ready for its page. It adds nothing: everything shown stands in the description."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.api import problems, question_schemas
from kb.queries.published import Published
from kb.rendering.markup import markdown
from kb.rendering.questions import query_of
from kb.rules import vocabulary as v

Schema = Mapping[str, Any]
CHANGES = settings.BASE_DIR / "docs" / "api-changes.md"


def context(document: Mapping[str, Any], now: Published | None) -> dict[str, Any]:
    """Operations by tag, components, facts, kinds of problems, and a question to try."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_operation(document, path, method, operation))
    asked = question_schemas.example(now)
    return {
        "document": document, "groups": sorted(groups.items(), key=lambda x: _place(x[0])), "facts": v.FACT_LIST,
        "sent": [_sent(item["post"]) for item in document.get("webhooks", {}).values()],
        "problems": kinds_of_problems(), "changes": [markdown(entry) for entry in changes()],
        "components": [{"name": name, "rows": rows(schema), "words": coded(schema.get("description", ""))}
                       for name, schema in document["components"]["schemas"].items()],
        "example": json.dumps(asked, ensure_ascii=False, indent=1) if asked else "",
        "example_query": query_of(asked or {}),
    }  # fmt: skip


@lru_cache(maxsize=1)
def changes() -> tuple[str, ...]:
    """The entries of docs/api-changes.md, newest first, as Markdown."""
    lines = CHANGES.read_text(encoding="utf-8").splitlines() if CHANGES.is_file() else []
    return tuple(line.removeprefix("- ") for line in lines if line.startswith("- "))


def kinds_of_problems() -> list[dict[str, Any]]:
    """Every kind of problem, with what to do about it."""
    return [{"kind": kind, "advice": coded(kind.advice)} for kind in problems.KINDS.values()]


def coded(text: str) -> SafeString:
    """Words of ours as HTML: what stands between backticks is code."""
    return format_html_join("", "{}", ((part,) for part in _marked(text)))


def _marked(text: str) -> Iterator[str]:
    for at, part in enumerate(text.split("`")):
        yield format_html("<code>{}</code>", part) if at % 2 else part


def _place(tag: str) -> tuple[int, str]:
    first = ("verdicts", "facts", "clauses", "description")
    return (first.index(tag) if tag in first else len(first), tag)


def _operation(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answers = [(status, said(_resolved(document, response))) for status, response in operation["responses"].items()]
    listed = [p for p in operation["parameters"] if "{form}" not in path or p["in"] == "path"]  # others stand beside the address it varies
    parameters = [{**p, "description": coded(p["description"]), "type": said_type(p["schema"])} for p in listed]
    shown = {"path": path, "method": method.upper(), "parameters": parameters, "body": said_type(body) if body else "", "answers": answers}
    shown |= {"scope": operation["security"][-1]["token"][0], "open": operation["security"][0] == {}}
    return {**operation, **shown, "description": coded(operation["description"])}


def _sent(webhook: Mapping[str, Any]) -> dict[str, Any]:
    """What is sent to those who asked to be told."""
    headers = [{**p, "description": coded(p["description"])} for p in webhook["parameters"]]
    body = said_type(webhook["requestBody"]["content"]["application/json"]["schema"])
    return {**webhook, "description": coded(webhook["description"]), "headers": headers, "body": body}


def _resolved(document: Mapping[str, Any], response: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = response.get("$ref", "")
    found: Mapping[str, Any] = document["components"]["responses"][_name(reference)] if reference else response
    return found


def said(response: Mapping[str, Any]) -> str:
    """A response in words: what it holds, or what it means."""
    for media, held in response.get("content", {}).items():
        return str(response["description"]) if media == problems.MEDIA_TYPE else said_type(held["schema"])
    return str(response["description"])


def rows(schema: Schema) -> list[dict[str, Any]]:
    """The members of an object with their types."""
    required = schema.get("required", ())
    return [
        {
            "name": name, "type": said_type(held), "of": named_in(held),
            "required": name in required, "words": coded(held.get("description", "")),
        }
        for name, held in schema.get("properties", {}).items()
    ]  # fmt: skip


def named_in(schema: Schema) -> str:
    """The one type that a field holds, alone or in a list, by its name; else empty."""
    held = schema.get("items", schema)
    parts = [p for p in held.get("anyOf", (held,)) if "$ref" in p]
    return _name(parts[0]["$ref"]) if len(parts) == 1 else ""


def _name(reference: str) -> str:
    return reference.rpartition("/")[2]


def said_type(schema: Schema) -> str:
    """A type in a few words."""
    if "$ref" in schema:
        return _name(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(said_type(s) for s in schema["anyOf"])
    if "enum" in schema:
        return " · ".join("null" if x is None else str(x) for x in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {said_type(schema['items'])}"
    if "results" in schema.get("properties", {}):
        return f"page: {said_type(schema['properties']['results'])}"
    kind = schema.get("type", "any value")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if "format" in schema else words
