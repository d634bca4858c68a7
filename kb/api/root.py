"""The way in: what there is, its description for machines and for people, and what is said where there is nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from rest_framework.request import Request

from kb.api import docs, openapi, parameters, problems
from kb.api.endpoint import Endpoint, kept
from kb.api.operations import Operation
from kb.queries.published import Published, published
from kb.rules.shapes import SHAPES
from kb.rules.verdict import to_json

ROOMS = ("verdicts", "batch", "jobs", "check", "runs", *SHAPES, "clauses", "status", "coverage", "revisions", "facts", "schema", "docs")


class Index(Endpoint):
    """The addresses of everything."""

    def get(self, request: Request) -> HttpResponse:
        """The whole."""
        parameters.read(request, self.declared())
        return kept(request, " ".join(ROOMS), lambda: {name: request.build_absolute_uri(reverse(f"api-{name}")) for name in ROOMS})

    def describe(self, _method: str) -> Operation:
        """What it does."""
        address = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}
        return Operation(
            "index", "description", "What there is", "The addresses of everything, by name.",
            (), {200: address}, ("invalid-parameter",), kept=True,
        )  # fmt: skip


class Description(Endpoint):
    """OpenAPI 3.1."""

    def get(self, request: Request) -> HttpResponse:
        """The whole."""
        parameters.read(request, self.declared())
        whole = openapi.document(published())
        return kept(request, hashlib.sha256(to_json(whole).encode()).hexdigest(), lambda: whole)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        whole = {"type": "object", "required": ["openapi", "info", "paths"]}
        return Operation(
            "describe", "description", "This description", "OpenAPI 3.1, as JSON.",
            (), {200: whole}, ("invalid-parameter",), kept=True,
        )  # fmt: skip


def _page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for people that stands among the addresses of the API: it is for reading, and refuses as they do."""

    @csrf_exempt
    @wraps(view)
    def shown(request: HttpRequest, **named: str) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return problems.response(problems.Problem("method-not-allowed", "This page is for reading.", {"Allow": "GET, HEAD"}))
        return view(request, **named)

    return shown


@_page
def documentation(request: HttpRequest) -> HttpResponse:
    """The description for people: every operation, fact and problem."""
    return render(request, "api/docs.html", _described())


@_page
def operations(request: HttpRequest, tag: str) -> HttpResponse:
    """The operations under one tag, with their parameters and answers."""
    described = _described()
    found = dict(described["groups"]).get(tag)
    if found is None:
        raise Http404(f"Nothing stands at this address; {reverse('api-index')} lists what there is.")
    return render(request, "api/operations.html", {**described, "tag": tag, "operations": found})


@_page
def types(request: HttpRequest) -> HttpResponse:
    """Every type, with the names of its fields."""
    return render(request, "api/types.html", _described())


@_page
def type_named(request: HttpRequest, name: str) -> HttpResponse:
    """One type, field by field."""
    described = _described()
    found = next((c for c in described["components"] if c["name"] == name), None)
    if found is None:
        raise Http404(f"No type has this name; {reverse('api-docs-types')} lists what there is.")
    return render(request, "api/type.html", {**described, "component": found})


def _described() -> dict[str, Any]:
    now = published()
    return {**_ready(now), "revision": now.revision if now else ""}


@lru_cache(maxsize=2)  # as many as descriptions
def _ready(now: Published | None) -> dict[str, Any]:
    return docs.context(openapi.document(now), now)


class Nowhere(Endpoint):
    """Where no other address stands: a redirect for a slash that was left out, else a problem."""

    schema = None  # type: ignore[assignment]
    http_method_names = []

    def http_method_not_allowed(  # type: ignore[override]
        self, request: Request, *_args: Any, **_kwargs: Any
    ) -> HttpResponseBase:
        """Every method comes here."""
        path = request.path
        if not path.endswith("/") and leads_somewhere(f"{path}/"):
            query = request.META.get("QUERY_STRING")
            return HttpResponsePermanentRedirect(f"{path}/{f'?{query}' if query else ''}", preserve_request=True)
        raise Http404(f"Nothing stands at this address; {reverse('api-index')} lists what there is.")


def leads_somewhere(path: str) -> bool:
    """True where a view other than `Nowhere` answers."""
    try:
        return getattr(resolve(path).func, "cls", None) is not Nowhere
    except Resolver404:
        return False
