"""Whether each model may be distilled, in short: one use, one word, and the way to the full answer."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.request import Request

from kb.api import paging, parameters, reading, record_schemas
from kb.api.endpoint import Endpoint, kept
from kb.api.operations import Operation, path_parameter
from kb.api.parameters import PAGING, Parameter
from kb.api.problems import Problem
from kb.api.record_schemas import object_of
from kb.api.records import LONGEST_NAME
from kb.queries.addresses import buried
from kb.queries.published import Published
from kb.rendering.clock import today
from kb.rendering.fact_types import nullable
from kb.rendering.questions import query_of
from kb.rules.errors import nearest
from kb.services.status import WORDS, status_of

REFERENCE = {"$ref": "#/components/schemas/ModelStatus"}
AS_OF = reading.as_of("The day for which it is asked; today if not given.")


def shown(request: Request, now: Published, slug: str, day: str, pinned: Mapping[str, str]) -> dict[str, Any]:
    """A status with the addresses of its full answer; `pinned` names the revision where the caller did."""
    found = status_of(now.knowledge, slug, day)
    query = query_of(found["use"])
    addresses = {"answer": f"{reverse('api-verdicts')}?{'&'.join(filter(None, (query, urlencode(pinned))))}",
                 "page": f"{reverse('ask')}?{query}"}  # fmt: skip
    return found | {name: request.build_absolute_uri(address) for name, address in addresses.items()}


def _pinned(asked: Mapping[str, Any]) -> dict[str, str]:
    return {"revision": asked["revision"]} if "revision" in asked else {}


@lru_cache(maxsize=4)
def _keys(now: Published) -> list[paging.Key]:
    return [("", slug) for slug in sorted(now.knowledge.models)]


class StatusList(Endpoint):
    """All models, by slug."""

    def declared(self) -> tuple[Parameter, ...]:
        """The revision and the day, where the page begins and how long it is."""
        return (reading.REVISION, AS_OF, *PAGING)

    def get(self, request: Request) -> HttpResponse:
        """A page of them."""
        asked = parameters.read(request, self.declared())
        now, day = reading.at(asked), asked.get("as_of") or today()

        def listed() -> dict[str, Any]:
            page = paging.page(request, asked, _keys(now), lambda _slug: True, asked["limit"])
            return {"results": [shown(request, now, slug, day, _pinned(asked)) for slug in page.names], "next": page.following}

        return kept(request, f"{now.revision} {day}", listed)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        page = object_of({"results": {"type": "array", "items": REFERENCE}, "next": nullable({"type": "string", "format": "uri"})})
        return Operation(
            "list_status", "status", "List whether models may be distilled", WORDS, self.declared(), {200: page},
            ("invalid-parameter", "not-found"), kept=True,
        )  # fmt: skip


class StatusDetail(Endpoint):
    """One model by its slug."""

    def declared(self) -> tuple[Parameter, ...]:
        """The revision and the day."""
        return (reading.REVISION, AS_OF)

    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Its status, or where it went."""
        asked = parameters.read(request, self.declared())
        now, day = reading.at(asked), asked.get("as_of") or today()
        if slug in now.knowledge.models:
            return kept(request, f"{now.revision} {day}", lambda: shown(request, now, slug, day, _pinned(asked)))
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
            [path_parameter("slug", record_schemas.slug_of("models"), "The slug of the model."), *self.declared()],
            {200: REFERENCE}, ("invalid-parameter", "not-found", "gone"), kept=True, moves=308,
        )  # fmt: skip
