"""Errors as problems (RFC 9457): every kind is declared here once, with what to do about it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.urls import reverse
from rest_framework import exceptions

from kb.queries.knowledge import NothingPublishedError, UnknownRevisionError, newest_revisions
from kb.rules.errors import QuestionErrors
from kb.rules.verdict import to_json

MEDIA_TYPE = "application/problem+json"
LONGEST_DETAIL = 2000  # characters
NOTED = "The error was noted, without the question."
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in the address of its type, its HTTP status, its title, and what to do about it."""

    name: str
    status: int
    title: str
    advice: str


KINDS: dict[str, Kind] = {
    k.name: k
    for k in (
        Kind("invalid-question", 400, "The question cannot be read",
             "`errors` names each fact, its value, the problem and what is accepted. Nothing was saved. Correct the facts and ask again."),
        Kind("invalid-parameter", 400, "A query parameter is not accepted",
             "`errors` names the parameter, its value, the problem and what is accepted. Each parameter stands once."),
        Kind("unknown-revision", 400, "No revision has that name",
             "`accepted` names the newest ones; `/api/v1/revisions/` lists all. Leave `revision` out to ask by the current one."),
        Kind("malformed-body", 400, "The body cannot be read",
             "Send one JSON value in UTF-8. Names stand once in an object; NaN and Infinity are no JSON numbers."),
        Kind("invalid-batch", 400, "The batch cannot be read",
             'Send {"questions": [...]} with the options that are described, and no other field; or one question a line as JSON Lines.'),
        Kind("invalid-document", 400, "The document cannot be read",
             "`errors` names the field at fault. A document is text of a known format, within its bounds of size and depth."),
        Kind("notify-refused", 400, "The address to notify is not accepted",
             "`errors` says why, and shows one that would be. Nothing was taken in. Give an HTTPS address of the public network, or leave "
             "`notify` out and follow the job."),
        Kind("bad-request", 400, "The request cannot be read", "Look at the address and the headers that were sent."),
        Kind("token-needed", 401, "This needs a token",
             "A token is made on the page `/account/tokens/` by whoever has an account here. Send it as Authorization: Bearer TOKEN."),
        Kind("token-refused", 401, "The token is not accepted",
             "`detail` says why: it is not known here, expired or revoked. Make another, or ask without a token."),
        Kind("scope-missing", 403, "The token does not reach this far", "`scope` names what is missing. Make a token that has it."),
        Kind("not-found", 404, "There is nothing at this address",
             "`nearest` holds names that come close, where there are any. Lists show what there is."),
        Kind("method-not-allowed", 405, "This address does not take that method", "The header Allow names the methods that it takes."),
        Kind("not-acceptable", 406, "The answer has no such form", "`detail` names the forms that it has. Or send no Accept at all."),
        Kind("in-work", 409, "The same request is being done", "Wait for the time in Retry-After, then send it again under the same key."),
        Kind("gone", 410, "What stood here was removed",
             "`detail` gives the reason. The address stays, so that old links are not left without a word."),
        Kind("length-required", 411, "The length of the body is not known", "Send Content-Length. Bodies in chunks are not read."),
        Kind("precondition-failed", 412, "The precondition of the request does not hold", "Leave If-Match and If-Unmodified-Since out."),
        Kind("too-large", 413, "The body is too large", "`detail` gives the limit. Send fewer questions at a time."),
        Kind("address-too-long", 414, "The address is too long", "Send the question in the body of a POST, or in a batch."),
        Kind("unsupported-media-type", 415, "The body is not of a type that is read here",
             "Send Content-Type: application/json (many questions also as JSON Lines: application/x-ndjson), in UTF-8 and not compressed."),
        Kind("key-reused", 422, "The key belongs to another request",
             "Send each request under an Idempotency-Key of its own; the same key only to send the very same again."),
        Kind("limit-reached", 429, "The allowance is used up",
             "The header Retry-After says when to come back, RateLimit what is left. A token raises the limits; a batch costs as much as "
             "its questions."),
        Kind("headers-too-large", 431, "The headers are too large", "Send fewer or shorter headers: 8,190 bytes each, 100 in all."),
        Kind("server-error", 500, "Something went wrong here", "It is not the question's fault. Ask again later."),
        Kind("not-installed", 501, "This site lacks what that form needs",
             "Take another form. Whoever runs the site: `pip install --require-hashes -r requirements/parquet.txt`."),
        Kind("unavailable", 503, "The site cannot answer now", "Nothing is published yet, or the database is away. Ask again later."),
    )
}  # fmt: skip


class Problem(Exception):  # noqa: N818 - the name that the standard gives it
    """One problem: its kind, what happened in words, and more members for machines. Raise it, or show it with `as_dict`."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None, **more: object) -> None:
        self.kind = KINDS[kind]
        self.detail = detail[:LONGEST_DETAIL]
        self.headers = dict(headers or {})
        self.more = more
        super().__init__(self.detail)

    def as_dict(self) -> dict[str, Any]:
        """The problem as RFC 9457 has it."""
        return {"type": type_of(self.kind.name), "title": self.kind.title, "status": self.kind.status, "detail": self.detail, **self.more}


def type_of(kind: str) -> str:
    """The address of the words on a kind of problem; it is the `type` of such a problem."""
    return f"{reverse('api-docs')}#{kind}"


def of_question(errors: QuestionErrors) -> Problem:
    """What is wrong with a question, fact by fact."""
    return Problem("invalid-question", str(errors), errors=[e.as_dict() for e in errors.errors])


def _unknown(error: UnknownRevisionError) -> Problem:
    wrong = {"parameter": "revision", "value": error.revision[:200], "problem": "no revision has that name", "accepted": newest_revisions()}
    return Problem("unknown-revision", "revision: no revision has that name.", errors=[wrong])


def encoded(text: str) -> bytes:
    """Text as UTF-8; halves of surrogate pairs, which JSON lets a caller send, go back escaped as they came."""
    return text.encode("utf-8", "backslashreplace")


def response(problem: Problem) -> HttpResponse:
    """The problem as an answer that nobody keeps."""
    headers = {"Cache-Control": "no-store", **problem.headers}
    return HttpResponse(encoded(to_json(problem.as_dict())), status=problem.kind.status, content_type=MEDIA_TYPE, headers=headers)


def handle(error: Exception, _context: Mapping[str, Any]) -> HttpResponse:
    """The answer to whatever a view raised. What nobody foresaw is logged by its kind and place, without the question."""
    problem = problem_of(error)
    if problem.kind.name == "server-error":
        log.error("A view of the API failed", exc_info=error)
    return response(problem)


def problem_of(error: Exception) -> Problem:
    """The problem that an exception stands for."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, QuestionErrors):
        return of_question(error)
    if isinstance(error, UnknownRevisionError):
        return _unknown(error)
    if isinstance(error, exceptions.MethodNotAllowed):
        return Problem("method-not-allowed", str(error.detail))
    for kinds, name in FORESEEN.items():
        if isinstance(error, kinds):
            return Problem(name, SAID.get(name) or str(error) or KINDS[name].title)
    return Problem("server-error", NOTED)


FORESEEN: dict[type[Exception] | tuple[type[Exception], ...], str] = {
    Http404: "not-found",
    RequestDataTooBig: "too-large",
    SuspiciousOperation: "bad-request",
    (NothingPublishedError, OperationalError, InterfaceError): "unavailable",
}
SAID = {  # in place of words that may tell more than they should
    "bad-request": "The request is not one that can be answered.",
    "unavailable": "Nothing is published yet, or the database is away.",
}
