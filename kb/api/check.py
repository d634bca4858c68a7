"""Documents and whole training runs: everything that they name is asked about for one use, and summed up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from kb.api import bodies, check_schemas, parameters
from kb.api.asking import REVISION
from kb.api.endpoint import PRIVATE, Endpoint
from kb.api.operations import Operation
from kb.api.parameters import Parameter
from kb.api.problems import Problem, encoded
from kb.importers import documents, training_run
from kb.importers.bounded import LONGEST
from kb.queries.knowledge import knowledge_of
from kb.rendering.check_reports import FORMS
from kb.rendering.clock import today
from kb.rules import vocabulary as v
from kb.rules.errors import nearest
from kb.rules.knowledge import Knowledge
from kb.rules.verdict import to_json
from kb.services.check import MADE, RISK_ACCEPTED, SUBJECTS, Checked, check
from kb.services.mentions import Document, DocumentError

LONGEST_BODY = 3 * LONGEST  # a document as a JSON text
REFUSALS = ("invalid-document", "invalid-parameter", "invalid-question", "length-required", "too-large", "unsupported-media-type")
Body = Mapping[str, Any]


def body_of(request: Request, fields: Mapping[str, type]) -> Body:
    """The object in the body, whose fields are known and of their types. Raises `Problem`."""
    body = bodies.read_json(request, LONGEST_BODY)
    if not isinstance(body, dict):
        raise _wrong("body", "must be an object", list(fields))
    for name, value in body.items():
        if name not in fields:
            raise _wrong(name[:200], "there is no such field", list(nearest(name[:200], fields) or fields))
        if type(value) is not fields[name]:
            raise _wrong(name, f"must be a JSON {check_schemas.JSON_NAMES[fields[name]]}", [])
    if body.get("max_risk", RISK_ACCEPTED) not in v.RISKS:
        raise _wrong("max_risk", "is no level of risk", list(v.RISKS))
    if body.get("subject", MADE) not in SUBJECTS:
        raise _wrong("subject", "is nothing that a document is about", list(SUBJECTS))
    if body.get("report", "json") not in FORMS:
        raise _wrong("report", "is no form of report", list(FORMS))
    return body


def _wrong(field: str, problem: str, accepted: list[str]) -> Problem:
    error = {"field": field, "value": None, "problem": problem, "accepted": accepted}
    return Problem("invalid-document", f"{field}: {problem}.", errors=[error])


def checked(knowledge: Knowledge, body: Body, document: Document) -> Checked:
    """The document checked by a revision."""
    use, accepted = body.get("use", {}), body.get("max_risk", RISK_ACCEPTED)
    return check(knowledge, document, use, today(), max_risk=accepted, subject=body.get("subject", MADE))


def answer(request: Request, found: Checked, body: Body) -> HttpResponse:
    """The result, with a report in one of FORMS where another than JSON is asked for. Nobody keeps it."""
    whole, form, name = found.as_dict(), body.get("report", "json"), body.get("name") or "document"
    if form != "json":
        made = FORMS[form]
        text = made.write(found, name, request.build_absolute_uri("/")[:-1])
        whole["report"] = {"form": form, "media_type": made.media_type, "text": text}
    return HttpResponse(encoded(to_json(whole)), content_type="application/json", headers=PRIVATE)


class Checking(Endpoint):
    """What both have in common: nothing is kept, and every part that is asked about is a question."""

    def scope(self, _method: str) -> str:
        """Asking."""
        return "ask"

    def declared(self) -> tuple[Parameter, ...]:
        """The revision; the day is a fact of the use."""
        return (REVISION,)

    def knowledge(self, request: Request) -> Knowledge:
        """The revision named in the address, else the current one."""
        return knowledge_of(parameters.read(request, self.declared()).get("revision"))

    def checked(self, knowledge: Knowledge, body: Body, document: Document) -> Checked:
        """As `checked`. How many questions it asks shows only then, so the last call of an allowance may go beyond it."""
        self.charge("questions")
        found = checked(knowledge, body, document)
        more = min(len(found.parts) - 1, self.left["questions"].count)
        if more > 0:
            self.charge("questions", more)
        return found


class Check(Checking):
    """A document of the caller's."""

    def post(self, request: Request) -> HttpResponse:
        """What it names, recognized, asked about and summed up. Nothing is kept."""
        knowledge, body = self.knowledge(request), body_of(request, check_schemas.CHECK)
        try:
            document = documents.read(body.get("document", "").encode("utf-8", "replace"), body.get("format", "auto"))
        except DocumentError as error:
            raise _wrong("document", str(error), []) from None
        return answer(request, self.checked(knowledge, body, document), body)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "check", "checks", "Check a document",
            "A bill of materials, a card, a training configuration or a list. `outcome` is `pass`, `fail` or `cannot_judge`; "
            "`reasons` say why. Nothing unrecognized passes. `report` adds the same as SARIF, JUnit, Markdown or text, or the verdicts as "
            "attestations: in CycloneDX, SPDX 3, a part of a model card, ODRL. `subject` = `used`: the document is that of a model which "
            "somebody else made; its license, those of its bases and its lineage are judged. Nothing is kept.",
            self.declared(), {200: {"$ref": "#/components/schemas/Checked"}}, REFUSALS, body={"$ref": "#/components/schemas/Check"},
        )  # fmt: skip


class Run(Checking):
    """A whole training run, or a model that someone else trained."""

    def post(self, request: Request) -> HttpResponse:
        """One combined answer, and the verdict on each part. Nothing is kept."""
        knowledge, body = self.knowledge(request), body_of(request, check_schemas.RUN)
        try:
            document = training_run.parse({name: body[name] for name in training_run.LISTS if name in body})
        except DocumentError as error:
            raise _wrong("body", str(error), []) from None
        return answer(request, self.checked(knowledge, body, document), body)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "check_run", "checks", "Ask about a whole training run",
            "Several teachers, bases and data sets in one question: every source with every base. `models` are used or shipped as they "
            "are: their licenses and their lineage count, though somebody else trained them. `share` counts the parts by verdict.",
            self.declared(), {200: {"$ref": "#/components/schemas/Checked"}}, REFUSALS, body={"$ref": "#/components/schemas/Run"},
        )  # fmt: skip
