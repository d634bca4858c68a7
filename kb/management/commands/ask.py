"""`ask fact=value …` for a person; `ask --json` for questions as JSON Lines, one verdict a line, in order."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from kb.queries.knowledge import knowledge_of
from kb.rendering.clock import today
from kb.rules.decide import EXTRAS, decide
from kb.rules.errors import QuestionError, QuestionErrors
from kb.rules.knowledge import Knowledge
from kb.rules.plain import in_plain_text
from kb.rules.question import Question, read_question
from kb.rules.verdict import to_json

MALFORMED = 2  # exit status when a question could not be read
MAX_LINE = 1_000_000  # characters; a question is far shorter
SHOWN_ERRORS = 20


class Command(BaseCommand):
    """Answers one question in words, or many as JSON Lines. Exits with 2 where a question cannot be read."""

    help = "Ask: ask teacher=gpt-4o channel=api method=outputs student_kind=classifier; or --json with questions on standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The facts of one question, or the form in which many come."""
        parser.add_argument("facts", nargs="*", metavar="fact=value")
        parser.add_argument("--json", action="store_true", help="questions as JSON Lines on standard input, verdicts on standard output")
        parser.add_argument("--include", default="", help="with --json: flips, alternatives, or both with a comma between")

    def handle(self, **options: Any) -> None:
        """Answer from the revision that is published."""
        knowledge, day = knowledge_of(), today()
        if not options["json"]:
            self.one(knowledge, options["facts"], day)
            return
        include = {x for x in options["include"].split(",") if x}
        if include - EXTRAS:
            raise CommandError(f"--include takes {' and '.join(sorted(EXTRAS))}, not {', '.join(sorted(include - EXTRAS))}")
        if not answer_lines(knowledge, day, include, sys.stdin.buffer, sys.stdout):
            sys.exit(MALFORMED)

    def one(self, knowledge: Knowledge, given: list[str], today: str) -> None:
        """Answer a person in words."""
        try:
            question = read_question(_facts(given), knowledge, today, text=True)
        except QuestionErrors as errors:
            for e in errors.errors:
                accepted = f" Accepted: {', '.join(e.accepted[:12])}." if e.accepted else ""
                self.stderr.write(f"{e.fact}: {e.problem}.{accepted}")
            sys.exit(MALFORMED)
        self.stdout.write(in_plain_text(decide(knowledge, question).as_dict()))


def _facts(given: list[str]) -> dict[str, str]:
    facts: dict[str, str] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals or name in facts:
            problem = "is given twice" if name in facts else f"write it as fact=value, not {word[:80]!r}"
            raise QuestionErrors([QuestionError(name[:80], value, problem, ("fact=value",))])
        facts[name] = value
    return facts


def _question(asked: object, knowledge: Knowledge, today: str) -> Question:
    if isinstance(asked, QuestionError):
        raise QuestionErrors([asked])
    return read_question(asked, knowledge, today)


def answer_lines(knowledge: Knowledge, today: str, include: set[str], questions: IO[bytes], out: IO[str]) -> bool:
    """Answer each line; True when all could be read. Memory does not grow with the number of lines."""
    well = True
    for asked in lines(questions):
        try:
            out.write(decide(knowledge, _question(asked, knowledge, today), include).as_json())
        except QuestionErrors as errors:
            well = False
            out.write(to_json({"error": {"title": "The question cannot be read", "detail": str(errors)[:2000],
                                         "errors": [e.as_dict() for e in errors.errors[:SHOWN_ERRORS]]}}))  # fmt: skip
        out.write("\n")
    out.flush()
    return well


def lines(questions: IO[bytes]) -> Iterator[object]:
    """Each line that is not blank, read as JSON; what cannot be read as an error that says why."""
    while line := questions.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE:
            while line and not line.endswith(b"\n"):
                line = questions.readline(MAX_LINE)
            yield QuestionError("question", None, f"the line is longer than {MAX_LINE} bytes", ("one question a line",))
        elif line.strip():
            yield _read(line)


def _read(line: bytes) -> object:
    try:
        return json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return QuestionError("question", line[:80].decode(errors="replace"), f"is no JSON: {error}", ("one JSON object a line",))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names stand once each."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(n for i, (n, _) in enumerate(pairs) if n in dict(pairs[:i]))
        raise ValueError(f"{twice[:80]!r} stands twice")
    return found


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")
