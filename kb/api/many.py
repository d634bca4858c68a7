"""Many questions in one body, and many answers in one: as one JSON value, or as JSON Lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request

from kb.api import asking, bodies, parameters, problems
from kb.api.parameters import Parameter
from kb.api.problems import Problem
from kb.api.record_schemas import REFERENCE, object_of
from kb.rules.verdict import to_json
from kb.services.answers import FAILED, REFUSED, Answer

LONGEST_LINE = 1_000_000  # bytes; a question is far shorter
PIECE = 65_536  # characters that are sent at a time
QUESTIONS = "questions"
BODY = {"type": "string", "description": "JSON Lines: each line a `Question`. The options stand in the address."}


def described_lines(summary: str) -> dict[str, Any]:
    """The type of each line of an answer; `summary` names the type of the last one."""
    last = object_of({"summary": {"$ref": f"{REFERENCE}{summary}"}})
    return {"description": "Each line; the summary is the last.", "anyOf": [{"$ref": f"{REFERENCE}Result"}, last]}


@dataclass(frozen=True, slots=True)
class Many:
    """The questions in a body, and the options on which they are asked. Lines are read one by one, when they are wanted."""

    options: dict[str, Any]
    most: int
    listed: list[Any] | None
    data: bytes

    def values(self) -> Iterator[Any]:
        """Each question as it came. Raises `Problem` at a line that is no JSON, and where there are too many."""
        return iter(self.listed) if self.listed is not None else (value for _, value in self._lines())

    def texts(self) -> Iterator[str]:
        """Each question as JSON in one line. Raises as `values` does."""
        return map(json.dumps, self.listed) if self.listed is not None else (text for text, _ in self._lines())

    def _lines(self) -> Iterator[tuple[str, Any]]:
        for number, line in enumerate(bodies.lines(self.data, LONGEST_LINE), 1):
            _check_number(number, self.most)
            yield line


def read(request: Request, data: bytes, declared: Sequence[Parameter], most: int) -> Many:
    """The questions in a body. Options stand in the address, or beside the questions in a JSON object. Raises `Problem`."""
    options = parameters.read(request, declared)
    if bodies.media_type(request) in bodies.LINES:
        return Many(options, most, None, data)
    body = bodies.parsed(data)
    if not isinstance(body, dict):
        raise asking.wrong(QUESTIONS, body, "a batch is an object with the field `questions`", ['{"questions": [...]}'])
    options |= asking.of_body({n: x for n, x in body.items() if n != QUESTIONS}, declared, parameters.texts(request))
    listed = body.get(QUESTIONS)
    if not isinstance(listed, list):
        raise asking.wrong(QUESTIONS, listed, "must be a list of questions", ['[{"teacher": ..., ...}, ...]'])
    _check_number(len(listed), most)
    return Many(options, most, listed, data)


def _check_number(number: int, most: int) -> None:
    if number > most:
        raise Problem("too-large", f"There are more than {most:,} questions; {most:,} are taken in one call.")


def result(number: int, found: Answer, address: str = "") -> str:
    """One result as JSON: its number (from 1), its status, and the verdict or the problem. `address` holds more members, as JSON."""
    if found.outcome == REFUSED:
        told = json.loads(found.body)
        return to_json({"number": number, **Problem("invalid-question", told["detail"], errors=told["errors"]).as_dict()})
    if found.outcome == FAILED:
        return to_json({"number": number, **Problem("server-error", problems.NOTED).as_dict()})
    return f'{{"number":{number},"status":{201 if address else 200},{address}{found.body[1:]}'


def as_json(results: Iterable[str], summary: Iterable[str]) -> Iterator[bytes]:
    """One JSON object in pieces: the results, then the summary, which is only made when it is reached."""
    return _pieces(_between('{"results":[', results, ",", '],"summary":', summary, "}"))


def as_lines(results: Iterable[str], summary: Iterable[str]) -> Iterator[bytes]:
    """One result a line, then a line with the summary alone: without it, the answer broke off."""
    return _pieces(_between("", (f"{r}\n" for r in results), "", '{"summary":', summary, "}\n"))


def _between(before: str, results: Iterable[str], comma: str, last: str, summary: Iterable[str], after: str) -> Iterator[str]:
    yield before
    parted = ""
    for one in results:
        yield parted + one
        parted = comma
    yield last
    yield from summary
    yield after


def _pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """The same text in pieces of some size."""
    waiting: list[str] = []
    size = 0
    for text in texts:
        waiting.append(text)
        size += len(text)
        if size > PIECE:
            yield problems.encoded("".join(waiting))
            waiting, size = [], 0
    yield problems.encoded("".join(waiting))
