"""Revisions: what was published when, and which one is current."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api import paging, parameters, record_schemas
from kb.api.endpoint import Endpoint, kept
from kb.api.openapi import Operation, path_parameter
from kb.api.parameters import PAGING, Parameter
from kb.api.problems import Problem
from kb.queries import revisions

CURRENT = Parameter("current", "Is it the one that answers now?", {"type": "boolean"})


class RevisionList(Endpoint):
    """All revisions, oldest first."""

    def declared(self) -> tuple[Parameter, ...]:
        """Filters, then where the page begins and how long it is."""
        return (CURRENT, *PAGING)

    def get(self, request: Request) -> HttpResponse:
        """A page of revisions."""
        asked = parameters.read(request, self.declared())
        found = revisions.revisions()

        def listed() -> dict[str, Any]:
            keys = [("", name) for name in found]
            page = paging.page(request, asked, keys, lambda name: asked.get("current") in (None, found[name]["current"]), asked["limit"])
            return {"results": [found[name] for name in page.names], "next": page.following}

        return kept(request, revisions.state(), listed)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "list_revisions", "revisions", "List revisions", "Oldest first, a page at a time.",
            self.declared(), {200: record_schemas.page_of("revisions")}, ("invalid-parameter",), kept=True,
        )  # fmt: skip


class RevisionDetail(Endpoint):
    """One revision by its id."""

    def get(self, request: Request, revision: str) -> HttpResponse:
        """The revision."""
        parameters.read(request, self.declared())
        found = revisions.revision(revision) if "\x00" not in revision else None
        if found is None:
            raise Problem("not-found", "No revision has that id.", nearest=[])
        return kept(request, revisions.state(), lambda: found)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_revision", "revisions", "Read one revision", "With the times at which it became the current one.",
            [path_parameter("revision", record_schemas.REVISION, "Its id, as verdicts name it.")],
            {200: {"$ref": "#/components/schemas/Revision"}}, ("invalid-parameter", "not-found"), kept=True,
        )  # fmt: skip
