"""What an address of the API does, as its view says it: the description, the documentation and the tests are made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kb.api.deprecation import Deprecation
from kb.api.parameters import Parameter

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """What an address does. `answers` are schemas by status, `forms` those of 200 in other media types, `refusals` kinds of problems.

    `bodies` are schemas of the body in media types other than JSON. `kept`: with ETag and 304; `read`: with the headers of what
    is read from a revision; `moves`: the status with which it leads elsewhere.
    """

    name: str
    tag: str
    summary: str
    words: str
    parameters: Sequence[Parameter | Mapping[str, Any]]
    answers: Mapping[int, Schema]
    refusals: Sequence[str]
    body: Schema | None = None
    kept: bool = False
    read: bool = False
    moves: int = 0
    forms: Mapping[str, Schema] = field(default_factory=dict)
    bodies: Mapping[str, Schema] = field(default_factory=dict)


class Describes(Protocol):
    """A view that says what it does."""

    deprecated: Deprecation | None

    def describe(self, method: str) -> Operation:
        """What it does when it is asked with a method."""

    def scope(self, method: str) -> str:
        """What a token must allow for that."""


def path_parameter(name: str, schema: Schema, words: str) -> dict[str, Any]:
    """A part of the path."""
    return {"name": name, "in": "path", "required": True, "description": words, "schema": dict(schema)}
