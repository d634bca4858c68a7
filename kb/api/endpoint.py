"""What every address of the API shares: JSON out, problems for errors, conditional reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from kb.api import problems, record_schemas
from kb.api.openapi import Described, Operation
from kb.api.parameters import Parameter
from kb.queries.knowledge import NothingPublishedError
from kb.queries.published import Published, published
from kb.rules.verdict import ENGINE, to_json


@lru_cache(maxsize=1)
def form() -> str:
    """What names the form in which records are shown here: it changes when a type changes, so that no one keeps an old form."""
    return hashlib.sha256(to_json(record_schemas.components()).encode()).hexdigest()


class OnlyJson(BaseContentNegotiation):
    """JSON for whoever takes JSON. The query string is not looked at: its names are facts and filters."""

    def select_parser(self, _request: Request, _parsers: Any) -> None:
        """Bodies are read by `bodies.read_json`."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The one renderer. Raises NotAcceptable where the caller takes no JSON."""
        if request.META.get("HTTP_ACCEPT") and not request.accepts("application/json"):
            raise NotAcceptable
        return next(iter(renderers)), f"application/json{format_suffix or ''}"


class Endpoint(APIView):
    """One address. Subclasses answer in `get` or `post`, and say in `describe` what they do."""

    authentication_classes = ()
    permission_classes = ()
    parser_classes = ()
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = OnlyJson
    http_method_names = ["get", "head", "post", "options"]
    schema = Described()

    def declared(self) -> tuple[Parameter, ...]:
        """The query parameters that this address takes."""
        return ()

    def describe(self, method: str) -> Operation:
        """The operation behind a method, for the description of the API."""
        raise NotImplementedError

    def options(self, _request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """The methods that this address takes, in the header Allow."""
        return HttpResponse(status=204)

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """To HEAD, the headers of the answer without its body."""
        answer = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if request.method == "HEAD" and isinstance(answer, HttpResponse):
            answer.headers["Content-Length"] = str(len(answer.content))
            answer.content = b""
        return answer

    def get_exception_handler(self) -> Callable[[Exception, Any], HttpResponse]:
        """Every error is a problem."""
        return problems.handle


def current() -> Published:
    """The current revision. Raises `NothingPublishedError`."""
    now = published()
    if now is None:
        raise NothingPublishedError
    return now


def as_json(value: Any, status: int = 200) -> HttpResponse:
    """A value as one line of JSON."""
    return HttpResponse(to_json(value).encode(), status=status, content_type="application/json")


def kept(request: Request, state: str, build: Callable[[], Any]) -> HttpResponse:
    """What `build` gives, under a strong ETag made of `state` and the address; 304 for a caller who has it already."""
    etag = f'"{hashlib.sha256(f"{form()} {ENGINE} {state} {request.get_full_path()}".encode()).hexdigest()[:32]}"'
    held = get_conditional_response(request, etag=etag)
    if held is not None and held.status_code != 304:  # noqa: PLR2004 - not modified
        raise problems.Problem("precondition-failed", "What is here is not what If-Match names.")
    response = as_json(build()) if held is None else held
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return response
