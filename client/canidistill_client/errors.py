"""What can go wrong. Every error has the exit status that a pipeline sees."""

from __future__ import annotations

from typing import Any

PASS, FAIL, CANNOT_JUDGE, BAD_INPUT = 0, 1, 2, 3  # exit statuses


class ClientError(Exception):
    """Base of all errors of this package. `problem` is what the instance said, as RFC 9457 has it; {} where it said nothing."""

    status = CANNOT_JUDGE

    def __init__(self, words: str, problem: dict[str, Any] | None = None) -> None:
        self.problem = problem or {}
        super().__init__(words)


class InputError(ClientError):
    """What was asked cannot be read, or is not allowed: asking again changes nothing."""

    status = BAD_INPUT


class UnjudgedError(ClientError):
    """No answer came, or what came cannot be trusted."""
