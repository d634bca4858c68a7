"""Batches: many questions in one call, answered in order, by one revision."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.db import transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request

from kb.api import bodies, parameters, problems
from kb.api.endpoint import Endpoint, current
from kb.api.openapi import Operation
from kb.api.problems import Problem
from kb.api.question_schemas import MOST_QUESTIONS
from kb.api.verdicts import PRIVATE, today, with_address
from kb.rules.decide import EXTRAS
from kb.rules.errors import QuestionErrors, nearest
from kb.rules.verdict import to_json
from kb.services import verdicts

FIELDS = ("questions", "include", "save")
LONGEST_BATCH = 20_000_000  # bytes
PIECE = 65_536  # characters that are sent at a time
IN_MEMORY = 8_000_000  # bytes of an answer that wait in memory; more wait in a file


@dataclass(frozen=True, slots=True)
class Batch:
    """What a caller sent. `questions` are as they came; each is read on its own."""

    questions: list[Any]
    include: frozenset[str]
    save: bool


def read_batch(body: Any) -> Batch:
    """The batch in a body. Raises `Problem` that names the field at fault."""
    if not isinstance(body, dict):
        raise _wrong("questions", body, "a batch is an object with the field `questions`", ['{"questions": [...]}'])
    for name in sorted(body.keys() - set(FIELDS)):
        raise _wrong(name[:200], body[name], "there is no such field", nearest(name[:200], FIELDS) or FIELDS)
    questions, include, save = body.get("questions"), body.get("include", []), body.get("save", False)
    if not isinstance(questions, list):
        raise _wrong("questions", questions, "must be a list of questions", ['[{"teacher": ..., ...}, ...]'])
    if not isinstance(include, list) or not all(isinstance(x, str) and x in EXTRAS for x in include):
        raise _wrong("include", include, "must be a list of the extras that are wanted", sorted(EXTRAS))
    if not isinstance(save, bool):
        raise _wrong("save", save, "must be true or false", ["true", "false"])
    if len(questions) > MOST_QUESTIONS:
        raise Problem("too-large", f"The batch has {len(questions):,} questions; {MOST_QUESTIONS:,} are answered in one call.")
    return Batch(questions, frozenset(include), save)


def _wrong(field: str, value: Any, problem: str, accepted: Iterable[str]) -> Problem:
    shown = value if isinstance(value, (str, bool, type(None))) else repr(value)
    cut = shown[:200] if isinstance(shown, str) else shown
    error = {"field": field, "value": cut, "problem": problem, "accepted": list(accepted)}
    return Problem("invalid-batch", f"{field}: {problem}.", errors=[error])


def answers(batch: Batch, revision: str) -> Iterator[str]:
    """One verdict or problem a question, as JSON, in order. Nothing is kept."""
    for found in verdicts.ask_many(batch.questions, today(), include=batch.include, revision=revision):
        yield _problem(found) if isinstance(found, QuestionErrors) else to_json(found.as_dict())


def kept_answers(request: Request, batch: Batch) -> Iterator[str]:
    """As `answers`, and each verdict is kept and comes with its address."""
    for found in verdicts.save_many(batch.questions, today(), include=batch.include):
        yield _problem(found) if isinstance(found, QuestionErrors) else with_address(request, found)


def _problem(errors: QuestionErrors) -> str:
    return to_json(problems.of_question(errors).as_dict())


def pieces(results: Iterable[str]) -> Iterator[bytes]:
    """The whole answer in pieces of some size."""
    waiting, size, between = ['{"results":['], 0, ""
    for result in results:
        waiting += [between, result]
        size += len(result)
        between = ","
        if size > PIECE:
            yield problems.encoded("".join(waiting))
            waiting, size = [], 0
    yield problems.encoded("".join([*waiting, "]}"]))


def _spooled(content: Iterable[bytes]) -> IO[bytes]:
    """The content in a file of its own that goes when it is closed."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    file.writelines(content)
    file.seek(0)
    return file


class Batches(Endpoint):
    """Many questions at once."""

    def scope(self, _method: str) -> str:
        """Asking; keeping is demanded where it is wanted."""
        return "ask"

    def post(self, request: Request) -> HttpResponseBase:
        """One result a question, in order."""
        parameters.read(request, self.declared())
        batch = read_batch(bodies.read_json(request, LONGEST_BATCH))
        now = current()
        if batch.save:
            self.demand("keep")
        self.charge("questions", len(batch.questions))
        if batch.save:
            with transaction.atomic():  # all are kept, or none
                content: Iterable[bytes] = _spooled(pieces(kept_answers(request, batch)))
        else:
            content = pieces(answers(batch, now.revision))
        return StreamingHttpResponse(content, content_type="application/json", headers=PRIVATE)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "ask_many", "verdicts", "Ask many questions",
            f"Up to {MOST_QUESTIONS:,} questions, answered in order by one revision. A malformed one holds its own problem in its place; "
            "the others are answered. Nothing is kept unless `save` is true; then all verdicts are, or none.",
            (), {200: {"$ref": "#/components/schemas/BatchResults"}},
            ("invalid-batch", "length-required", "too-large", "unsupported-media-type"), body={"$ref": "#/components/schemas/Batch"},
        )  # fmt: skip
