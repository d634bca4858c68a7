"""A downloaded revision, asked without an instance: the same core, and for the same `as_of` the same bytes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from canidistill_client import downloads
from canidistill_client.errors import InputError
from canidistill_client.questions import as_texts
from kb.rules.compile import compile_knowledge
from kb.rules.decide import EXTRAS, decide
from kb.rules.errors import QuestionErrors
from kb.rules.explain import EXPLAIN, FULL, shortened
from kb.rules.knowledge import Knowledge
from kb.rules.question import read_question
from kb.rules.verdict import ENGINE, to_json

LONGEST_DETAIL = 2000  # characters
WRONG_QUESTION = {"type": "/api/v1/docs/#invalid-question", "title": "The question cannot be read", "status": 400}  # as instances say it


class Record:
    """A revision, ready to answer. `engine` is that of the instance it came from; where it is not ENGINE, answers may differ from there."""

    def __init__(self, knowledge: Knowledge, engine: str = ENGINE) -> None:
        self.knowledge = knowledge
        self.engine = engine

    @classmethod
    def open(cls, folder: Path) -> Record:
        """The revision in a folder that `download` filled, every hash checked again. Raises `ClientError`."""
        revision, engine, records = downloads.read(folder)
        return cls(compile_knowledge(records, revision), engine)

    def ask(self, question: Mapping[str, Any], **options: str) -> dict[str, Any]:
        """The verdict on one question. `options`: `include`, `explain`. Raises `InputError` for a question that cannot be read."""
        found: dict[str, Any] = json.loads(self.ask_json(question, **options))
        return found

    def ask_json(self, question: Mapping[str, Any], **options: str) -> str:
        """As `ask`, the bytes as text."""
        terms = self._terms(options, EXTRAS)
        try:
            return to_json(self._verdict(as_texts(question), terms, text=True))
        except QuestionErrors as errors:
            raise InputError(str(errors), problem(errors)) from errors

    def ask_many(self, questions: Iterable[Any], **options: str) -> Iterator[dict[str, Any]]:
        """One result a question, in order: a verdict or a problem, with its `number` and `status`."""
        return map(json.loads, self.lines((json.dumps(q) for q in questions), **options))

    def lines(self, questions: Iterable[str], **options: str) -> Iterator[str]:
        """As `ask_many`, with questions and results as lines of JSON."""
        terms = self._terms(options, ())
        for number, line in enumerate(questions, 1):
            try:
                yield to_json({"number": number, "status": 200, **self._verdict(json.loads(line), terms)})
            except QuestionErrors as errors:
                yield to_json({"number": number, **problem(errors)})

    def _terms(self, options: Mapping[str, str], usual: Collection[str]) -> tuple[Collection[str], str]:
        """What is included, and how much is shown. `usual` is included where nothing is said and all is shown."""
        explain = options.get("explain", FULL)
        include = options["include"].split(",") if options.get("include") else () if "include" in options or explain != FULL else usual
        for name, given, accepted in ("explain", [explain], EXPLAIN), ("include", include, EXTRAS):
            if unknown := set(given) - set(accepted):
                raise InputError(f"{name} takes {', '.join(sorted(accepted))}, not {', '.join(sorted(unknown))}.")
        if options.get("revision", self.knowledge.revision) != self.knowledge.revision:
            raise InputError(f"The downloaded revision is {self.knowledge.revision}, not {options['revision'][:100]}.")
        return include, explain

    def _verdict(self, question: Any, terms: tuple[Collection[str], str], *, text: bool = False) -> dict[str, Any]:
        include, explain = terms
        today = dt.datetime.now(dt.UTC).date().isoformat()
        return shortened(decide(self.knowledge, read_question(question, self.knowledge, today, text=text), include).as_dict(), explain)


def problem(errors: QuestionErrors) -> dict[str, Any]:
    """What is wrong with a question, as an instance says it."""
    return {**WRONG_QUESTION, "detail": str(errors)[:LONGEST_DETAIL], "errors": [e.as_dict() for e in errors.errors]}
