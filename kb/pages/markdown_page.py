"""Any page that offers it as Markdown: what it prints, whole, at its own address with `.md` in place of the last slash."""

from __future__ import annotations

from copy import copy

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.views.decorators.http import require_safe

from kb.pages import frames
from kb.pages.markdown_file import Subject, written
from kb.queries.published import published
from kb.rendering import addresses
from kb.rendering.printed import printed
from kb.rendering.works import citation_of

OFFER = b'type="text/markdown"'  # stands in the head of a page that can be had so
ROOMS = ("admin/", "account/")  # where nothing is published


@require_safe
def page(request: HttpRequest, page: str) -> HttpResponse:
    """The file of the page at `/page/`, with its status. Where that page leads elsewhere, so does its file."""
    return _file(request, page)


@require_safe
def record(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The file of a record whose page says more than its own fields."""
    return _file(request, f"{kind}/{slug}", citation_of(kind, slug))


def _file(request: HttpRequest, page: str, citation: str = "") -> HttpResponse:
    found = _found(f"/{page}/")
    response = found.func(_asking(request, f"/{page}/"), *found.args, **found.kwargs)
    if target := response.headers.get("Location"):
        return redirect(addresses.as_markdown(target))
    now = published()
    if now is None or not _offers(response):
        raise Http404("This page is no Markdown file.")
    address = f"/{page}/" + (f"?{request.GET.urlencode()}" if request.GET else "")
    text = printed(response.content.decode(), request.build_absolute_uri(address))
    return written(request, now, Subject(text.title, address, citation=citation), body=text.lines, status=response.status_code)


def _offers(response: HttpResponseBase) -> bool:
    """Whether a page says that it can be had so: none of the framework's own does."""
    return isinstance(response, HttpResponse) and not isinstance(response, SimpleTemplateResponse) and OFFER in response.content


def _found(address: str) -> ResolverMatch:
    try:
        found = resolve(address)
    except Resolver404 as error:
        raise Http404("Nothing stands at this address.") from error
    if found.route.startswith(ROOMS):
        raise Http404("This page is no Markdown file.")
    return found


def _asking(request: HttpRequest, address: str) -> HttpRequest:
    """The request as it would be for the page itself, with all its rows."""
    asking, data = copy(request), request.GET.copy()
    data.setdefault("page", frames.ALL)
    asking.path = asking.path_info = address
    asking.GET = QueryDict(data.urlencode())
    return asking
