"""What the record covers, how sure it is and how fresh, in figures."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from kb.api import parameters
from kb.api.endpoint import Endpoint, current, kept
from kb.api.openapi import Operation
from kb.queries.coverage import TOTALS, Coverage, coverage
from kb.queries.published import Published

PLAIN = {str: "string", int: "integer", bool: "boolean"}


def of(type_: Any) -> dict[str, Any]:
    """The JSON Schema of a type of the count: a plain one, a tuple of one, or a dataclass."""
    if get_origin(type_) is tuple:
        return {"type": "array", "items": of(get_args(type_)[0])}
    if is_dataclass(type_):
        hints = get_type_hints(type_)
        properties = {f.name: of(hints[f.name]) for f in fields(type_)}
        return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}
    return {"type": PLAIN[type_]}


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    whole = of(Coverage)
    figures = {name: {"type": "integer"} for name in TOTALS}
    totals = {"type": "object", "required": list(TOTALS), "properties": figures, "additionalProperties": False}
    more = {"newest": {"type": "string", "description": "The day of the newest source."}, "totals": totals}
    return {**whole, "required": [*whole["required"], *more], "properties": {**whole["properties"], **more}}


def answer(now: Published, day: str) -> dict[str, Any]:
    """The count as JSON values."""
    found = coverage(now, day)
    return {**asdict(found), "newest": found.newest, "totals": found.totals()}


class CoverageDetail(Endpoint):
    """The count of the current revision, for today (UTC)."""

    def get(self, request: Request) -> HttpResponse:
        """The whole."""
        parameters.read(request, self.declared())
        now, day = current(), timezone.now().date().isoformat()
        return kept(request, f"{now.revision} {day}", lambda: answer(now, day))

    def describe(self, _method: str) -> Operation:
        """What it does."""
        words = "Counts by kind, text and provider; what is open; texts known of and not held."
        return Operation(
            "get_coverage", "coverage", "Read what the record covers", words, (), {200: schema()}, ("invalid-parameter",), kept=True
        )
