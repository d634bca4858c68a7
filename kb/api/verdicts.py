"""Verdicts: ask one question, keep the answer, read a kept answer again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from kb.api import bodies, parameters, question_schemas
from kb.api.endpoint import Endpoint, current
from kb.api.openapi import Operation, path_parameter
from kb.api.parameters import Parameter
from kb.api.problems import Problem
from kb.models import SavedVerdict
from kb.rules.decide import EXTRAS
from kb.rules.verdict import to_json
from kb.services import verdicts

LONGEST_QUESTION = 1_000_000  # bytes; a question is far shorter
INCLUDE = Parameter("include", "What the verdict holds beside the findings; both when left out.", question_schemas.EXTRAS)
SAVE = Parameter("save", "Keep the verdict at a permanent address.", {"type": "boolean", "default": False})
PRIVATE = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


def today() -> str:
    """The day in UTC (ISO). A doorway may read the clock; the core may not."""
    return dt.datetime.now(dt.UTC).date().isoformat()


def private(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """JSON text that no search engine and no cache keeps."""
    return HttpResponse(text.encode(), status=status, content_type="application/json", headers={**PRIVATE, **(headers or {})})


def with_address(request: Request, kept: SavedVerdict) -> str:
    """A kept verdict as JSON, its id and its addresses before the verdict's own bytes."""
    address = request.build_absolute_uri(reverse("api-verdict", args=[kept.pk]))
    page = request.build_absolute_uri(reverse("verdict", args=[kept.pk]))
    return f"{to_json({'id': kept.pk, 'url': address, 'page': page})[:-1]},{kept.answer[1:]}"


def created(request: Request, kept: SavedVerdict) -> HttpResponse:
    """The answer to a question that was kept."""
    return private(with_address(request, kept), 201, {"Location": request.build_absolute_uri(reverse("api-verdict", args=[kept.pk]))})


class Verdicts(Endpoint):
    """One question: GET answers, POST answers and keeps the answer."""

    def scope(self, method: str) -> str:
        """Keeping for POST; for GET it is demanded where it is wanted."""
        return "keep" if method == "POST" else "ask"

    def get(self, request: Request) -> HttpResponse:
        """The verdict on the facts in the query string. HEAD keeps nothing, whatever it says."""
        given = parameters.texts(request)
        controls = parameters.values({n: x for n, x in given.items() if n in (INCLUDE.name, SAVE.name)}, (INCLUDE, SAVE))
        facts = {n: x for n, x in given.items() if n not in (INCLUDE.name, SAVE.name)}
        include = controls.get("include", EXTRAS)
        self.charge("questions")
        if controls["save"] and request.method == "GET":
            self.demand("keep")
            return created(request, verdicts.save(facts, today(), text=True, include=include))
        return private(to_json(verdicts.ask(facts, today(), text=True, include=include).as_dict()))

    def post(self, request: Request) -> HttpResponse:
        """The verdict on the question in the body, kept."""
        include = parameters.read(request, (INCLUDE,)).get("include", EXTRAS)
        question = bodies.read_json(request, LONGEST_QUESTION)
        current()
        self.charge("questions")
        return created(request, verdicts.save(question, today(), include=include))

    def describe(self, method: str) -> Operation:
        """What it does."""
        answers: dict[int, Any] = {201: {"$ref": "#/components/schemas/SavedVerdict"}}
        if method == "POST":
            return Operation(
                "ask_and_keep", "verdicts", "Ask, and keep the answer",
                "The verdict is kept under an id that nobody can guess; `Location` leads to it.",
                (INCLUDE,), answers, ("invalid-question", "length-required", "too-large", "unsupported-media-type"),
                body={"$ref": "#/components/schemas/Question"},
            )  # fmt: skip
        return Operation(
            "ask", "verdicts", "Ask", "The facts of the question in the query string. Nothing is kept unless `save=true`.",
            (*question_schemas.query_parameters(), INCLUDE, SAVE), {200: {"$ref": "#/components/schemas/Verdict"}, **answers},
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
