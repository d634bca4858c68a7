"""Verdicts: ask one question, keep the answer, read a kept answer again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from kb.api import bodies, parameters, question_schemas
from kb.api.asking import SAVE, TERMS, terms
from kb.api.endpoint import PRIVATE, Endpoint
from kb.api.once import HEADER, REFUSALS, once
from kb.api.operations import Operation, path_parameter
from kb.api.problems import Problem
from kb.models import SavedVerdict
from kb.queries.knowledge import knowledge_of
from kb.rules.verdict import to_json
from kb.services import verdicts
from kb.services.answers import Answer, answer

OPTIONS = frozenset(p.name for p in (*TERMS, SAVE))
LONGEST_QUESTION = 1_000_000  # bytes; a question is far shorter


def private(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """JSON text that no search engine and no cache keeps."""
    return HttpResponse(text.encode(), status=status, content_type="application/json", headers={**PRIVATE, **(headers or {})})


def addresses(request: Request, kept: SavedVerdict) -> str:
    """The id of a kept verdict and its addresses, as the first members of a JSON object."""
    address = request.build_absolute_uri(reverse("api-verdict", args=[kept.pk]))
    page = request.build_absolute_uri(reverse("verdict", args=[kept.pk]))
    return f"{to_json({'id': kept.pk, 'url': address, 'page': page})[1:-1]},"


def shown(request: Request, found: Answer) -> HttpResponse:
    """The answer to one question; with its address, if it was kept."""
    if found.kept is None:
        return private(found.body)
    address = request.build_absolute_uri(reverse("api-verdict", args=[found.kept.pk]))
    return private(f"{{{addresses(request, found.kept)}{found.body[1:]}", 201, {"Location": address})


class Verdicts(Endpoint):
    """One question: GET answers, POST answers and keeps the answer."""

    def scope(self, method: str) -> str:
        """Keeping for POST; for GET it is demanded where it is wanted."""
        return "keep" if method == "POST" else "ask"

    def get(self, request: Request) -> HttpResponse:
        """The verdict on the facts in the query string. HEAD keeps nothing, whatever it says."""
        given = parameters.texts(request)
        options = parameters.values({n: x for n, x in given.items() if n in OPTIONS}, (*TERMS, SAVE))
        facts = {n: x for n, x in given.items() if n not in OPTIONS}
        keep = options["save"] and request.method == "GET"
        if keep:
            self.demand("keep")
        self.charge("questions")
        return shown(request, answer(knowledge_of(options.get("revision")), facts, terms(options), text=True, keep=keep))

    def post(self, request: Request) -> HttpResponseBase:
        """The verdict on the question in the body, kept."""
        data = bodies.read_bytes(request, LONGEST_QUESTION)
        return once(self, request, data, lambda: self.kept(request, data))

    def kept(self, request: Request, data: bytes) -> HttpResponse:
        """The verdict, once it is kept."""
        options, question = parameters.read(request, TERMS), bodies.parsed(data)
        self.charge("questions")
        return shown(request, answer(knowledge_of(options.get("revision")), question, terms(options), keep=True))

    def describe(self, method: str) -> Operation:
        """What it does."""
        answers: dict[int, Any] = {201: {"$ref": "#/components/schemas/SavedVerdict"}}
        if method == "POST":
            return Operation(
                "ask_and_keep", "verdicts", "Ask, and keep the answer",
                "The verdict is kept, whole, under an id that nobody can guess; `Location` leads to it.",
                (*TERMS, HEADER), answers, ("invalid-question", "length-required", "too-large", "unsupported-media-type", *REFUSALS),
                body={"$ref": "#/components/schemas/Question"},
            )  # fmt: skip
        return Operation(
            "ask", "verdicts", "Ask", "The facts of the question in the query string. Nothing is kept unless `save=true`.",
            (*question_schemas.query_parameters(), *TERMS, SAVE), {200: {"$ref": "#/components/schemas/Answer"}, **answers},
            ("invalid-question", "invalid-parameter"),
        )  # fmt: skip


class KeptVerdict(Endpoint):
    """A kept verdict, byte for byte as it was given."""

    def get(self, request: Request, verdict_id: str) -> HttpResponse:
        """The bytes."""
        parameters.read(request, self.declared())
        kept = verdicts.saved(verdict_id)
        if kept is None:
            raise Problem("not-found", "No verdict is kept under this id.", nearest=[])
        etag = f'"{hashlib.sha256(kept.answer.encode()).hexdigest()[:32]}"'
        headers = {**PRIVATE, "ETag": etag, "Cache-Control": "private, max-age=31536000, immutable"}
        held = get_conditional_response(request, etag=etag, response=private(kept.answer, headers=headers))
        if held is None or held.status_code == 412:  # noqa: PLR2004 - precondition failed
            raise Problem("precondition-failed", "What is here is not what If-Match names.")
        return held

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_verdict", "verdicts", "Read a kept verdict", "As it was given, by the revision and the engine of its day.",
            [path_parameter("verdict_id", {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"}, "The id that the answer came with.")],
            {200: {"$ref": "#/components/schemas/Verdict"}}, ("invalid-parameter", "not-found"), kept=True,
        )  # fmt: skip
