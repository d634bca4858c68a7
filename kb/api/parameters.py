"""Query parameters: declared, read, or refused by name. What is declared here reaches the description of the API."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from rest_framework.request import Request

from kb.api.problems import Problem
from kb.rules.errors import nearest

SHOWN = 200  # characters of what was sent
MOST_ERRORS = 20
FEW = 20  # values that are all told; of more, those that come near


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. `schema` (JSON Schema) tells its type: enum, boolean, integer, string, or an array of one of them."""

    name: str
    words: str
    schema: Mapping[str, Any]
    required: bool = False


class _RefusedError(Exception):
    def __init__(self, problem: str, accepted: Sequence[str] = ()) -> None:
        self.problem = problem
        self.accepted = list(accepted)


TEXT: Mapping[str, Any] = {"type": "string", "pattern": r"^[^\u0000]+$"}
LIMIT = Parameter("limit", "How many results a page holds at most.", {"type": "integer", "minimum": 1, "maximum": 500, "default": 100})
CURSOR = Parameter("cursor", "Where the page begins: take it from `next`.", TEXT)
PAGING = (LIMIT, CURSOR)


def texts(request: Request) -> dict[str, str]:
    """The query string as texts by name. Raises `Problem` where it is not UTF-8, holds NUL, or a name stands twice."""
    try:
        pairs = parse_qsl(_query(request), keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise Problem("invalid-parameter", "The query string is not UTF-8.", errors=[]) from None
    found: dict[str, str] = {}
    wrong: list[dict[str, Any]] = []
    for name, value in pairs:
        if name in found:
            wrong.append(_error(name, value, "is given twice", ["once"]))
        elif "\x00" in name + value:
            wrong.append(_error(name, value, "holds a NUL character", ["text without NUL"]))
        found[name] = value
    _raise(wrong)
    return found


def _query(request: Request) -> str:
    """The raw query string. WSGI hands bytes over as Latin-1."""
    raw = str(request.META.get("QUERY_STRING") or "")
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeEncodeError:
        return raw


def read(request: Request, declared: Sequence[Parameter]) -> dict[str, Any]:
    """The values of declared parameters by name; defaults are filled in. Raises `Problem` that names what is wrong."""
    return values(texts(request), declared)


def values(given: Mapping[str, str], declared: Sequence[Parameter]) -> dict[str, Any]:
    """As `read`, of texts that were parted already."""
    known = {p.name: p for p in declared}
    found = {p.name: p.schema["default"] for p in declared if "default" in p.schema}
    wrong = []
    for name, text in given.items():
        try:
            if name not in known:
                raise _RefusedError("there is no such parameter here", nearest(name[:SHOWN], known) or tuple(known))  # noqa: TRY301
            found[name] = _value(known[name].schema, text)
        except _RefusedError as refused:
            wrong.append(_error(name, text, refused.problem, refused.accepted))
    left_out = [p for p in declared if p.required and p.name not in given]
    wrong += [_error(p.name, "", "is required", p.schema.get("examples", ())) for p in left_out]
    _raise(wrong)
    return found


def _error(name: str, value: str, problem: str, accepted: Sequence[str]) -> dict[str, Any]:
    return {"parameter": name[:SHOWN], "value": value[:SHOWN], "problem": problem, "accepted": list(accepted)}


def _raise(wrong: list[dict[str, Any]]) -> None:
    if wrong:
        said = "; ".join(f"{e['parameter']}: {e['problem']}" for e in wrong[:MOST_ERRORS])
        raise Problem("invalid-parameter", said, errors=wrong[:MOST_ERRORS])


def _value(schema: Mapping[str, Any], text: str) -> Any:
    if schema.get("type") == "array":
        parts = [_value(schema["items"], part) for part in text.split(",") if part]
        return parts if len(parts) >= schema.get("minItems", 0) else _text(schema["items"], "")
    if "enum" in schema:
        return _one_of(schema["enum"], text)
    if schema["type"] == "boolean":
        return _one_of(["true", "false"], text) == "true"
    if schema["type"] == "integer":
        return _integer(schema, text)
    return _text(schema, text)


def _text(schema: Mapping[str, Any], text: str) -> str:
    if not text:
        raise _RefusedError("is empty", ["a text, or leave the parameter out"])
    if schema.get("format") == "date" and not _is_day(text):
        raise _RefusedError(f"{text[:SHOWN]!r} is not a day", ["2026-01-31"])
    if not re.search(schema.get("pattern", ""), text):
        raise _RefusedError(f"{text[:SHOWN]!r} is not of the form {schema['pattern']}", schema.get("examples", ()))
    return text


def _is_day(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _one_of(accepted: Sequence[str], text: str) -> str:
    if text not in accepted:
        near = nearest(text[:SHOWN], accepted) if len(accepted) > FEW else ()
        raise _RefusedError(f"{text[:SHOWN]!r} is not one of {', '.join(near or accepted)}{', …' if near else ''}", near or accepted)
    return text


def _integer(schema: Mapping[str, Any], text: str) -> int:
    low, high = schema["minimum"], schema["maximum"]
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(high)) and low <= int(text) <= high):
        raise _RefusedError(f"{text[:SHOWN]!r} is not a whole number from {low} to {high}", [f"{low} to {high}"])
    return int(text)
