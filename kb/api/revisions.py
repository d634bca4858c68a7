"""Revisions: what was published when, which one is current, and what changed between two."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api import filters, paging, parameters, reading, record_schemas
from kb.api.endpoint import Endpoint, kept
from kb.api.operations import Operation
from kb.api.parameters import PAGING, Parameter
from kb.queries import revisions
from kb.queries.changes import WHAT, changes
from kb.rules.shapes import SHAPES

SINCE = Parameter("since", "The id of the revision to compare with, mostly an older one.", record_schemas.REVISION, required=True)
KIND = Parameter("kind", "One of these kinds of records.", filters.choices_of(sorted(SHAPES)))
CHANGE = Parameter("change", "One of these.", filters.choices_of(WHAT))
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
        if revision == reading.CURRENT:
            return reading.to_current(request, "api-revision")
        found = revisions.revision(revision) if "\x00" not in revision else None
        if found is None:
            raise reading.no_revision(revision)
        return kept(request, revisions.state(), lambda: found)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_revision", "revisions", "Read one revision", "With the times at which it became the current one.",
            [reading.NAMED], {200: {"$ref": "#/components/schemas/Revision"}}, ("invalid-parameter", "not-found"), kept=True, moves=302,
        )  # fmt: skip


class ChangeList(Endpoint):
    """What changed from one revision to another."""

    def declared(self) -> tuple[Parameter, ...]:
        """The other revision, filters, then where the page begins and how long it is."""
        return (SINCE, KIND, CHANGE, *PAGING)

    def get(self, request: Request, revision: str) -> HttpResponse:
        """A page of changes."""
        asked = parameters.read(request, self.declared())
        if revision == reading.CURRENT:
            return reading.to_current(request, "api-changes")
        since, revision = reading.known(asked["since"]), reading.known(revision)

        def listed() -> dict[str, Any]:
            found = {f"{c.kind}/{c.slug}": c for c in changes(since, revision)}

            def wanted(name: str) -> bool:
                return found[name].kind in asked.get("kind", SHAPES) and found[name].change in asked.get("change", WHAT)

            page = paging.page(request, asked, [("", name) for name in found], wanted, asked["limit"])
            return {"results": [{**asdict(found[name]), "fields": list(found[name].fields)} for name in page.names], "next": page.following}

        return kept(request, revision, listed)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "list_changes", "revisions", "List what changed between two revisions",
            "Record by record, by kind and slug. Of a changed one, `fields` are the paths that differ: an entry of a list is named by its "
            "key, slug or date, as in `licenses[mit].to`.",
            [reading.NAMED, *self.declared()], {200: record_schemas.page_of("changes")}, ("invalid-parameter", "not-found"),
            kept=True, moves=302,
        )  # fmt: skip
