"""Whether each model may be distilled, in short: one use, one word, and the way to the full answer."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.request import Request

from kb.api import paging, parameters, record_schemas
from kb.api.asking import today
from kb.api.endpoint import Endpoint, current, kept
from kb.api.openapi import Operation, path_parameter
from kb.api.parameters import PAGING, Parameter
from kb.api.problems import Problem
from kb.api.record_schemas import object_of
from kb.api.records import LONGEST_NAME
from kb.queries.addresses import buried
from kb.queries.published import Published
from kb.rendering.fact_types import nullable
from kb.rendering.questions import query_of
from kb.rules.errors import nearest
from kb.services.status import WORDS, status_of

REFERENCE = {"$ref": "#/components/schemas/ModelStatus"}


def shown(request: Request, now: Published, slug: str, day: str) -> dict[str, Any]:
    """A status with the addresses of its full answer."""
    found = status_of(now.knowledge, slug, day)
    query = query_of(found["use"])
    addresses = {"answer": reverse("api-verdicts"), "page": reverse("ask")}
    return found | {name: request.build_absolute_uri(f"{path}?{query}") for name, path in addresses.items()}


@lru_cache(maxsize=4)
def _keys(now: Published) -> list[paging.Key]:
    return [("", slug) for slug in sorted(now.knowledge.models)]


class StatusList(Endpoint):
    """All models, by slug."""

    def declared(self) -> tuple[Parameter, ...]:
        """Where the page begins and how long it is."""
        return PAGING

    def get(self, request: Request) -> HttpResponse:
        """A page of them."""
        asked, now, day = parameters.read(request, self.declared()), current(), today()

        def listed() -> dict[str, Any]:
            page = paging.page(request, asked, _keys(now), lambda _slug: True, asked["limit"])
            return {"results": [shown(request, now, slug, day) for slug in page.names], "next": page.following}

        return kept(request, f"{now.revision} {day}", listed)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        page = object_of({"results": {"type": "array", "items": REFERENCE}, "next": nullable({"type": "string", "format": "uri"})})
        return Operation(
            "list_status", "status", "List whether models may be distilled", WORDS, self.declared(), {200: page},
            ("invalid-parameter",), kept=True,
        )  # fmt: skip


class StatusDetail(Endpoint):
    """One model by its slug."""

    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Its status, or where it went."""
        parameters.read(request, self.declared())
        now, day = current(), today()
        if slug in now.knowledge.models:
            return kept(request, f"{now.revision} {day}", lambda: shown(request, now, slug, day))
        address = buried("models", slug)
        if address is not None and address.moved_to:
            return HttpResponsePermanentRedirect(reverse("api-status-detail", args=[address.moved_to]), preserve_request=True)
        if address is not None:
            raise Problem("gone", f"{address.title or slug}: {address.reason}.")
        near = list(nearest(slug[:LONGEST_NAME], now.knowledge.models))
        raise Problem("not-found", f"No model named {slug[:LONGEST_NAME]!r} is on record.", nearest=near)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_status", "status", "Read whether a model may be distilled", WORDS,
            [path_parameter("slug", record_schemas.slug_of("models"), "The slug of the model.")],
            {200: REFERENCE}, ("invalid-parameter", "not-found", "gone"), kept=True, moves=308,
        )  # fmt: skip
