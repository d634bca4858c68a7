"""Clauses: each passage of each version of a text, with its norms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api import paging, parameters, record_schemas
from kb.api.endpoint import Endpoint, current, kept
from kb.api.openapi import Operation, path_parameter
from kb.api.parameters import PAGING, TEXT, Parameter
from kb.api.problems import Problem
from kb.queries.clauses import clauses
from kb.queries.published import Published
from kb.rules import vocabulary as v
from kb.rules.errors import nearest

OWN = (
    Parameter("instrument", "The slug of the text.", TEXT),
    Parameter("version", "The version: its date, `undated` for a generic license.", TEXT),
    Parameter("key", "The clause's key, which is stable through the versions.", TEXT),
    Parameter("verification", "How sure the reading is.", {"type": "string", "enum": list(v.VERIFICATIONS)}),
)
BY_NORM = tuple(Parameter(effect, f"One of its norms {effect} this act.", {"type": "string", "enum": list(v.ACTS)}) for effect in v.EFFECTS)


def _wanted(clause: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    own = all(clause[p.name] == asked[p.name] for p in OWN if p.name in asked)
    return own and all(any(n.get(p.name) == asked[p.name] for n in clause["norms"]) for p in BY_NORM if p.name in asked)


def _near(now: Published, instrument: str, citation: str) -> list[str]:
    """Citations of the same text that come near, or names of texts that do."""
    if instrument in now.records["instruments"]:
        return list(nearest(citation[:200], [c for c in clauses(now) if c.startswith(f"{instrument}@")]))
    return list(nearest(instrument[:200], now.records["instruments"]))


class ClauseList(Endpoint):
    """All clauses, in the order of citations."""

    def declared(self) -> tuple[Parameter, ...]:
        """Filters, then where the page begins and how long it is."""
        return (*OWN, *BY_NORM, *PAGING)

    def get(self, request: Request) -> HttpResponse:
        """A page of clauses."""
        asked = parameters.read(request, self.declared())
        now = current()
        found = clauses(now)
        return kept(request, now.revision, lambda: paging.page(request, asked, list(found), found.__getitem__, lambda c: _wanted(c, asked)))

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "list_clauses", "clauses", "List clauses",
            "In the order of citations, a page at a time. What a version carries over from another is filled in.",
            self.declared(), {200: record_schemas.page_of("clauses")}, ("invalid-parameter",), kept=True,
        )  # fmt: skip


class ClauseDetail(Endpoint):
    """One clause by its citation: parted by slashes, or as it is with the `#` escaped."""

    def get(self, request: Request, instrument: str, version: str, key: str) -> HttpResponse:
        """The clause."""
        parameters.read(request, self.declared())
        now = current()
        citation = f"{instrument}@{version}#{key}"
        clause = clauses(now).get(citation)
        if clause is None:
            raise Problem("not-found", f"No clause is cited as {citation[:200]!r}.", nearest=_near(now, instrument, citation))
        return kept(request, now.revision, lambda: clause)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_clause", "clauses", "Read one clause",
            "The address follows from a citation: `instrument@version#key` is `clauses/instrument@version/key/`.",
            [path_parameter("instrument", record_schemas.slug_of("instruments"), "The slug of the text."),
             path_parameter("version", {"type": "string"}, "The version, as citations name it."),
             path_parameter("key", record_schemas.slug_of("instruments"), "The clause's key.")],
            {200: {"$ref": "#/components/schemas/Clause"}}, ("invalid-parameter", "not-found"), kept=True,
        )  # fmt: skip
