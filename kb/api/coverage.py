"""What the record covers, how sure it is and how fresh, in figures."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from typing import Any, get_args, get_origin, get_type_hints

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api import parameters, reading
from kb.api.endpoint import JSON, Endpoint, as_json
from kb.api.operations import Operation
from kb.api.parameters import Parameter
from kb.queries.coverage import TOTALS, Coverage, coverage
from kb.queries.published import Published
from kb.rendering.clock import today

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
    """The count of a revision, the current one, for a day, today (UTC)."""

    def declared(self) -> tuple[Parameter, ...]:
        """The revision and the day."""
        return (reading.REVISION, reading.as_of("Count for this day what is stale; for today if not given."))

    def get(self, request: Request) -> HttpResponse:
        """The whole."""
        asked = parameters.read(request, self.declared())
        now, day = reading.at(asked), asked.get("as_of") or today()
        return reading.read(request, now, JSON, lambda: as_json(answer(now, day)), "" if "as_of" in asked else day)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_coverage", "coverage", "Read what the record covers",
            "Counts by kind, text and provider; what is open; texts known of and not held.",
            self.declared(), {200: schema()}, ("invalid-parameter", "not-found"), kept=True, read=True,
        )  # fmt: skip
