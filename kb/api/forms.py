"""The forms in which records are read: JSON, CSV and JSON-LD. The address names one by its suffix, or else the caller by Accept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api.endpoint import JSON
from kb.api.selection import Tree
from kb.rendering.csv_file import table
from kb.rules.canonical import canonical

CSV = "text/csv"
JSON_LD = "application/ld+json"
SUFFIXES: Mapping[str, str] = {"json": JSON, "csv": CSV, "jsonld": JSON_LD}
BETWEEN = "; "
SCHEMAS: Mapping[str, Any] = {
    CSV: {"type": "string", "description": "A line for each record, a column for each field; several values stand in one cell."},
    JSON_LD: {"type": "object", "required": ["@context"], "description": "As schema.org has it."},
}


class Suffix:
    """The suffix of an address that names a form, as Django's addresses have it."""

    regex = "|".join(SUFFIXES)

    def to_python(self, value: str) -> str:
        """The suffix."""
        return value

    def to_url(self, value: str) -> str:
        """The suffix."""
        return value


def media_of(request: Request, suffix: str) -> str:
    """The media type of the answer."""
    return SUFFIXES[suffix] if suffix else str(request.accepted_media_type)


def as_csv(name: str, rows: Iterable[Mapping[str, Any]], kept: Tree) -> HttpResponse:
    """Records as a CSV file: a column for each field that is kept, in order."""
    columns = list(leaves(kept))
    return table(name, [columns, *([cell(row, column.split(".")) for column in columns] for row in rows)])


def leaves(kept: Tree, prefix: str = "") -> Iterator[str]:
    """The path of every field in a tree that has no parts."""
    for name, branch in kept.items():
        yield from leaves(branch, f"{prefix}{name}.") if branch else (f"{prefix}{name}",)


def cell(value: Any, path: Sequence[str]) -> Any:
    """What stands at a path in a record, as one cell: what several parts say stands in their order, blank where one says nothing."""
    if isinstance(value, list):
        return BETWEEN.join(_words(cell(x, path)) for x in value)
    if path and isinstance(value, Mapping):
        return cell(value.get(path[0]), path[1:])
    return canonical(value) if isinstance(value, Mapping) else value


def _words(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def as_json_ld(data: Mapping[str, Any]) -> HttpResponse:
    """JSON-LD."""
    return HttpResponse(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), content_type=JSON_LD)
