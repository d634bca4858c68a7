"""Records of every kind: lists with filters, and each by its slug. Kinds and fields come from `kb.rules.shapes`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.request import Request

from kb.api import filters, paging, parameters, record_schemas
from kb.api.endpoint import Endpoint, current, kept
from kb.api.openapi import Operation, path_parameter
from kb.api.parameters import PAGING, Parameter
from kb.api.problems import Problem
from kb.queries.addresses import buried
from kb.queries.published import Published
from kb.rules.errors import nearest
from kb.rules.fields import Shape, ordered
from kb.rules.shapes import SHAPES

LONGEST_NAME = 200  # characters that are compared with names on record


def one_of(kind: str) -> str:
    """The singular of a kind, for people."""
    return {"datasets": "data set"}.get(kind, kind.removesuffix("s"))


@lru_cache(maxsize=64)
def _slugs(now: Published, kind: str) -> Sequence[str]:
    return sorted(now.records[kind])


def in_list(shape: Shape, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as lists show it: entries of its lists without lists of their own, which the record itself and `clauses/` show."""
    return {f.name: _entries(f.shape, record[f.name]) if f.shape else record[f.name] for f in shape.fields if f.name in record}


def _entries(shape: Shape, value: Any) -> Any:
    if isinstance(value, list):
        return [_entries(shape, entry) for entry in value]
    plain = {f.name for f in shape.fields if f.shape is None}
    return {name: here for name, here in value.items() if name in plain}


class RecordList(Endpoint):
    """All records of a kind, by slug."""

    kind = ""

    def declared(self) -> tuple[Parameter, ...]:
        """Filters, then where the page begins and how long it is."""
        return (*filters.of_shape(SHAPES[self.kind]), *PAGING)

    def get(self, request: Request) -> HttpResponse:
        """A page of records."""
        asked = parameters.read(request, self.declared())
        now, shape = current(), SHAPES[self.kind]
        wanted = {name: value for name, value in asked.items() if name not in ("limit", "cursor")}

        def listed() -> dict[str, Any]:
            rows = now.records[self.kind]
            page = paging.page(request, asked, _slugs(now, self.kind), rows.__getitem__, lambda r: filters.matches(r, wanted))
            return {**page, "results": [in_list(shape, r) for r in page["results"]]}

        return kept(request, now.revision, listed)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            f"list_{self.kind}", self.kind, f"List {self.kind}", "In the order of slugs, a page at a time.",
            self.declared(), {200: record_schemas.page_of(self.kind)}, ("invalid-parameter",), kept=True,
        )  # fmt: skip


class RecordDetail(Endpoint):
    """One record by its slug, with every field."""

    kind = ""

    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The record, or where it went."""
        parameters.read(request, self.declared())
        now = current()
        record = now.records[self.kind].get(slug)
        return kept(request, now.revision, lambda: ordered(SHAPES[self.kind], record)) if record else self.elsewhere(now, slug)

    def elsewhere(self, now: Published, slug: str) -> HttpResponseBase:
        """What is known of a slug that is not on record: it moved, it is gone, or it never was. Raises `Problem` unless it moved."""
        address = buried(self.kind, slug)
        if address is not None and address.moved_to:
            return HttpResponsePermanentRedirect(reverse(f"api-{self.kind}-detail", args=[address.moved_to]), preserve_request=True)
        if address is not None:
            day = address.gone_at.date().isoformat() if address.gone_at else None
            raise Problem("gone", f"{address.title or slug}: {address.reason}.", removed=day)
        near = nearest(slug[:LONGEST_NAME], now.records[self.kind])
        raise Problem("not-found", f"No {one_of(self.kind)} named {slug[:LONGEST_NAME]!r} is on record.", nearest=list(near))

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            f"get_{self.kind}", self.kind, f"Read one of {self.kind}",
            f"Every field of one {one_of(self.kind)}. A field without a value is left out.",
            [path_parameter("slug", record_schemas.slug_of(self.kind), f"The slug of the {one_of(self.kind)}.")],
            {200: record_schemas.reference_to(self.kind)}, ("invalid-parameter", "not-found", "gone"), kept=True, moves=308,
        )  # fmt: skip
