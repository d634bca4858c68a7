"""Errors under `/api/` that happen before or beside its views: problems there, pages elsewhere."""

from __future__ import annotations

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase
from django.views import defaults

from kb.api import problems
from kb.api.problems import Problem

ROOM = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A header or a body that nobody can read; another site's name."""
    if not request.path_info.startswith(ROOM):
        return defaults.bad_request(request, exception)
    if isinstance(exception, DisallowedHost):
        return problems.response(Problem("bad-request", "The header Host names a site that does not answer here."))
    return problems.response(problems.problem_of(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Beside every address."""
    if not request.path_info.startswith(ROOM):
        return defaults.page_not_found(request, exception)
    return problems.response(Problem("not-found", "Nothing stands at this address; /api/v1/ lists what there is."))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """What nobody foresaw. It was logged already, without the question."""
    if not request.path_info.startswith(ROOM):
        return defaults.server_error(request)
    return problems.response(Problem("server-error", "The error was noted, without the question."))
