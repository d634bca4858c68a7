"""Batches: many questions in one call, answered in order, by one revision."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.db import transaction
from django.http import HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request

from kb.api import asking, bodies, many
from kb.api.endpoint import PRIVATE, Endpoint
from kb.api.once import HEADER, REFUSALS, once
from kb.api.operations import Operation
from kb.api.parameters import Parameter
from kb.api.question_schemas import MOST_QUESTIONS
from kb.api.verdicts import addresses
from kb.queries.knowledge import knowledge_of
from kb.rules.knowledge import Knowledge
from kb.rules.verdict import to_json
from kb.services.answers import Tally, Terms, answers

LONGEST_BATCH = 20_000_000  # bytes
IN_MEMORY = 8_000_000  # bytes of an answer that wait in memory; more wait in a file


def results(request: Request, knowledge: Knowledge, asked: Iterable[object], terms: Terms, tally: Tally, *, keep: bool) -> Iterator[str]:
    """One result a question, in order, each counted."""
    for number, found in enumerate(answers(knowledge, asked, terms, keep=keep), 1):
        tally.add(number, found)
        yield many.result(number, found, addresses(request, found.kept) if found.kept else "")


def _spooled(content: Iterable[bytes]) -> IO[bytes]:
    """The content in a file of its own that goes when it is closed."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    file.writelines(content)
    file.seek(0)
    return file


class Batches(Endpoint):
    """Many questions at once."""

    forms = (bodies.JSON, *bodies.LINES)

    def declared(self) -> tuple[Parameter, ...]:
        """The terms, and whether to keep."""
        return (*asking.TERMS, asking.SAVE)

    def scope(self, _method: str) -> str:
        """Asking; keeping is demanded where it is wanted."""
        return "ask"

    def post(self, request: Request) -> HttpResponseBase:
        """One result a question, in order."""
        data = bodies.read_bytes(request, LONGEST_BATCH, (bodies.JSON, *bodies.LINES))
        batch = many.read(request, data, self.declared(), MOST_QUESTIONS)
        if batch.options["save"]:
            return once(self, request, data, lambda: self.answered(request, batch))
        return self.answered(request, batch)

    def answered(self, request: Request, batch: many.Many) -> StreamingHttpResponse:
        """The results, which are computed while they are sent, unless they are kept."""
        asked = list(batch.values())  # whatever is wrong with a line is told before anything is answered
        terms, keep = asking.terms(batch.options, many=True), batch.options["save"]
        if keep:
            self.demand("keep")
        self.charge("questions", len(asked))
        knowledge, tally = knowledge_of(batch.options.get("revision")), Tally()
        form = request.accepted_media_type or bodies.JSON
        made = many.as_json if form == bodies.JSON else many.as_lines
        summary = (to_json(tally.as_dict(knowledge.revision, terms.gate)) for _ in range(1))
        content: Iterable[bytes] = made(results(request, knowledge, asked, terms, tally, keep=keep), summary)
        if keep:
            with transaction.atomic():  # all are kept, or none
                content = _spooled(content)
        return StreamingHttpResponse(content, content_type=form, headers=PRIVATE)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "ask_many", "verdicts", "Ask many questions",
            f"Up to {MOST_QUESTIONS:,} questions, answered in order by one revision, each with its own status. A malformed one holds "
            "its own problem in its place; the others are answered. With `Accept: application/x-ndjson` or `application/jsonl` the answer "
            "is JSON Lines: one result a line, and last a line with the `summary`; where that line is missing, the answer broke off. "
            "Nothing is kept unless `save` is true; then all verdicts are, or none.",
            (*self.declared(), HEADER), {200: {"$ref": "#/components/schemas/BatchResults"}},
            ("invalid-batch", "length-required", "too-large", "unsupported-media-type", *REFUSALS),
            body={"$ref": "#/components/schemas/Batch"}, forms=dict.fromkeys(bodies.LINES, many.described_lines("Summary")),
            bodies=dict.fromkeys(bodies.LINES, many.BODY),
        )  # fmt: skip
