"""The vocabulary of questions: every fact with its type, its values, its question and what is presumed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api import parameters, record_schemas
from kb.api.endpoint import Endpoint, kept
from kb.api.operations import Operation, path_parameter
from kb.api.problems import Problem
from kb.rules import vocabulary as v
from kb.rules.errors import nearest

STATE = hashlib.sha256(repr(v.FACT_LIST).encode()).hexdigest()  # changes with the vocabulary


def of_fact(fact: v.Fact) -> dict[str, Any]:
    """A fact as the API shows it. `presumed` is the value taken where none is given; null where it stays unknown or follows from others."""
    return {
        "name": fact.name, "type": fact.kind, "label": fact.label, "question": fact.question, "why": fact.why, "required": fact.required,
        "values": [{"value": value, "words": words} for value, words in fact.values.items()],
        "presumed": fact.presumed, "presumption": fact.presumption or None,
    }  # fmt: skip


class FactList(Endpoint):
    """All facts, in the order in which they are asked."""

    def get(self, request: Request) -> HttpResponse:
        """All of them on one page."""
        parameters.read(request, self.declared())
        return kept(request, STATE, lambda: {"results": [of_fact(f) for f in v.FACT_LIST], "next": None})

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "list_facts", "facts", "List the facts of a question", "All of them, in the order in which they are asked.",
            (), {200: record_schemas.page_of("facts")}, ("invalid-parameter",), kept=True,
        )  # fmt: skip


class FactDetail(Endpoint):
    """One fact by its name."""

    def get(self, request: Request, name: str) -> HttpResponse:
        """The fact."""
        parameters.read(request, self.declared())
        if name not in v.FACTS:
            raise Problem("not-found", f"No fact is named {name[:200]!r}.", nearest=list(nearest(name[:200], v.FACTS)))
        return kept(request, STATE, lambda: of_fact(v.FACTS[name]))

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_fact", "facts", "Read one fact", "Its type, its values, its question and what is presumed where it is not given.",
            [path_parameter("name", {"type": "string", "enum": list(v.FACTS)}, "The fact's name, the same everywhere.")],
            {200: {"$ref": "#/components/schemas/Fact"}}, ("invalid-parameter", "not-found"), kept=True,
        )  # fmt: skip
