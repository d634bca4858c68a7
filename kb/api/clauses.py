"""Clauses: each passage of each version of a text, with its norms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api import forms, parameters, reading, record_schemas
from kb.api.operations import Operation, path_parameter
from kb.api.parameters import Parameter
from kb.api.problems import Problem
from kb.api.records import RecordDetail, RecordList, Rows
from kb.queries import as_of
from kb.queries.clauses import STANDING, clauses
from kb.queries.published import Published
from kb.rendering import jsonld
from kb.rules.errors import nearest
from kb.rules.fields import Shape


def _near(now: Published, instrument: str, citation: str) -> list[str]:
    """Citations of the same text that come near, or names of texts that do."""
    if instrument in now.records["instruments"]:
        return list(nearest(citation[:200], [c for c in clauses(now) if c.startswith(f"{instrument}@")]))
    return list(nearest(instrument[:200], now.records["instruments"]))


class OfClauses:
    """What the addresses of clauses share."""

    kind = "clauses"
    key = "citation"
    whole = True

    @property
    def shape(self) -> Shape:
        """The shape of a clause in its version."""
        return STANDING

    def rows(self, now: Published) -> Rows:
        """The clauses of a revision by their citations."""
        return clauses(now)

    def json_ld(self, request: Request, now: Published, name: str, _day: str) -> dict[str, Any]:
        """A clause as schema.org has it."""
        return jsonld.clause_data(now, clauses(now)[name], request.build_absolute_uri("/")[:-1])


class ClauseList(OfClauses, RecordList):
    """All clauses, sorted and filtered."""

    def dated(self) -> tuple[Parameter, ...]:
        """The day."""
        return (reading.as_of("Leave out clauses of versions that were not in force on this day."),)

    def on_day(self, now: Published, asked: Mapping[str, Any]) -> Rows:
        """The clauses of the versions in force on the day asked for."""
        found = self.rows(now)
        if "as_of" not in asked:
            return found
        standing = as_of.in_force(now, asked["as_of"])
        return {name: c for name, c in found.items() if (c["instrument"], c["version"]) in standing}


class ClauseDetail(OfClauses, RecordDetail):
    """One clause by its citation: parted by slashes, or as it is with the `#` escaped."""

    def dated(self) -> tuple[Parameter, ...]:
        """None: the version is named."""
        return ()

    def get(self, request: Request, instrument: str, version: str, key: str, form: str = "") -> HttpResponse:  # type: ignore[override]
        """The clause."""
        asked = parameters.read(request, self.declared())
        now = reading.at(asked)
        citation = f"{instrument}@{version}#{key}"
        clause = clauses(now).get(citation)
        if clause is None:
            raise Problem("not-found", f"No clause is cited as {citation[:200]!r}.", nearest=_near(now, instrument, citation))
        return self.answer(request, now, citation, clause, asked, forms.media_of(request, form))

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return self.described(Operation(
            "get_clause", "clauses", "Read one clause",
            "What the version carries over from another is filled in. The address follows from a citation: `instrument@version#key` is "
            "`clauses/instrument@version/key/`.",
            [path_parameter("instrument", record_schemas.slug_of("instruments"), "The slug of the text."),
             path_parameter("version", {"type": "string"}, "The version, as citations name it."),
             path_parameter("key", record_schemas.slug_of("instruments"), "The clause's key."), *self.declared()],
            {200: record_schemas.one_of("clauses")}, ("invalid-parameter", "not-found"), kept=True, read=True,
            forms=forms.SCHEMAS, moves=0 if self.forms else 308,
        ))  # fmt: skip
