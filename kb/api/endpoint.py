"""What every address of the API shares: JSON out, problems for errors, conditional reading."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from kb.api import problems, record_schemas
from kb.api.access import Guarded
from kb.api.deprecation import Deprecation
from kb.api.openapi import Described
from kb.api.operations import Operation
from kb.api.parameters import Parameter
from kb.queries.knowledge import NothingPublishedError
from kb.queries.published import Published, published
from kb.rules.verdict import ENGINE, to_json

Answer = TypeVar("Answer", bound=HttpResponseBase)
JSON = "application/json"
ALWAYS_NEW = "public, no-cache"
PRIVATE = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}  # what the asker alone is to see
FOR_EVER = "public, max-age=31536000, immutable"


@lru_cache(maxsize=1)
def form() -> str:
    """What names the form in which records are shown here: it changes when a type changes, so that no one keeps an old form."""
    return hashlib.sha256(to_json(record_schemas.components()).encode()).hexdigest()


class Negotiation(BaseContentNegotiation):
    """The form of an answer: the one that the caller likes best. The query string is not looked at: its names are facts and filters."""

    def __init__(self, forms: Sequence[str]) -> None:
        self.forms = forms

    def select_parser(self, _request: Request, _parsers: Any) -> None:
        """Bodies are read by `bodies.read_json`."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """The one renderer, and the media type. Raises `Problem` where the caller takes none that the address gives."""
        first = next(iter(self.forms), "")
        plain = not self.forms or request.META.get("HTTP_ACCEPT") in (None, "", "*/*", first)  # most callers: nothing to weigh
        form = first if plain else request.get_preferred_type(self.forms)
        if form is None:
            raise problems.Problem("not-acceptable", f"This address answers in {' or '.join(self.forms)}.")
        return next(iter(renderers)), f"{form}{format_suffix or ''}"


class Endpoint(Guarded):
    """One address. Subclasses answer in `get` or `post`, and say in `describe` what they do."""

    parser_classes = ()
    renderer_classes = (JSONRenderer,)
    http_method_names = ["get", "head", "post", "options"]
    schema = Described()
    deprecated: Deprecation | None = None
    forms: tuple[str, ...] = (JSON,)  # media types, the first unless the caller likes another better; none where the address names it

    def declared(self) -> tuple[Parameter, ...]:
        """The query parameters that this address takes."""
        return ()

    def describe(self, method: str) -> Operation:
        """The operation behind a method, for the description of the API."""
        raise NotImplementedError

    def get_content_negotiator(self) -> BaseContentNegotiation:
        """The choice among the forms of this address."""
        return Negotiation(self.forms)

    def options(self, _request: Request, *_args: Any, **_kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """The methods that this address takes, in the header Allow."""
        return HttpResponse(status=204)

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """To HEAD, the headers of the answer without its body; of what will not stay, a word on that."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        if self.deprecated:
            described = f"{reverse('api-docs')}#{self.describe(str(request.method)).name}"
            for name, value in self.deprecated.headers(request.build_absolute_uri(described)).items():
                answer.headers[name] = ", ".join(x for x in (answer.headers.get(name), value) if x)
        if request.method == "HEAD" and isinstance(answer, HttpResponse):
            answer.headers["Content-Length"] = str(len(answer.content))
            answer.content = b""
        elif request.method == "HEAD" and isinstance(answer, StreamingHttpResponse):
            answer.streaming_content = ()
        if len(self.forms) > 1:
            patch_vary_headers(answer, ["Accept"])
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
    return HttpResponse(to_json(value).encode(), status=status, content_type=JSON)


def kept(request: Request, state: str, build: Callable[[], Any]) -> HttpResponse:
    """What `build` gives as JSON, under an ETag made of `state` and the address."""
    etag = hashlib.sha256(f"{form()} {ENGINE} {state} {request.get_full_path()}".encode()).hexdigest()[:32]
    return conditional(request, etag, lambda: as_json(build()))


def conditional(
    request: Request, etag: str, answer: Callable[[], Answer], kept_by: str = ALWAYS_NEW, since: datetime | None = None
) -> Answer | HttpResponse:
    """The answer under a strong ETag; 304 for a caller who has it already.

    `kept_by` says how long others may keep it, `since` when it last changed.
    """
    quoted, changed = f'"{etag}"', int(since.timestamp()) if since else None
    held = get_conditional_response(request, etag=quoted, last_modified=changed)
    if held is not None and held.status_code != 304:  # noqa: PLR2004 - not modified
        raise problems.Problem("precondition-failed", "What is here is not what If-Match or If-Unmodified-Since names.")
    response = answer() if held is None else held
    response.headers["ETag"] = quoted
    response.headers["Cache-Control"] = kept_by
    if changed is not None:
        response.headers["Last-Modified"] = http_date(changed)
    return response
