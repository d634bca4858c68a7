"""Errors of the core. Each words itself from typed values: what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

MAX_SHOWN = 200  # characters of a refused value


def nearest(word: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The known words closest in spelling to `word`, best first; empty when none comes near."""
    lowered = {k.lower(): k for k in known}
    return tuple(lowered[m] for m in get_close_matches(word.lower(), list(lowered), n=limit, cutoff=0.6))


class RulesError(Exception):
    """Base of all errors that the core raises for its caller."""


class QuestionError(RulesError):
    """A question that cannot be read. Names the fact, the value and what is accepted."""

    def __init__(self, fact: str, value: object, problem: str, accepted: Iterable[str] = ()) -> None:
        self.fact = fact
        self.value = value
        self.problem = problem
        self.accepted = tuple(accepted)
        super().__init__(f"{fact}: {problem}")

    def as_dict(self) -> dict[str, object]:
        """The error for a machine: fact, value, problem, accepted values or nearest names."""
        shown = self.value if isinstance(self.value, (str, int, float, bool, type(None))) else repr(self.value)
        if isinstance(shown, str) and len(shown) > MAX_SHOWN:
            shown = shown[:MAX_SHOWN] + "…"
        return {"fact": self.fact, "value": shown, "problem": self.problem, "accepted": list(self.accepted)}


class QuestionErrors(RulesError):  # noqa: N818 - it holds several
    """All that is wrong with one question: one or more `QuestionError`."""

    def __init__(self, errors: Iterable[QuestionError]) -> None:
        self.errors = tuple(errors)
        super().__init__("; ".join(str(e) for e in self.errors))


class ConditionError(RulesError):
    """A condition that cannot be read: the word at fault, its position, and the nearest right words."""

    def __init__(self, text: str, position: int, problem: str, suggestions: Iterable[str] = ()) -> None:
        self.text = text
        self.position = position
        self.suggestions = tuple(suggestions)
        hint = f" (nearest: {', '.join(self.suggestions)})" if self.suggestions else ""
        super().__init__(f"{problem} at character {position + 1} of {text!r}{hint}")


class RecordError(RulesError):
    """A record that does not hold: which record, the path of keys inside it, the reason, the nearest right words.

    `path` is the way from the record's top: ("versions", 0, "clauses", 2, "key").
    """

    def __init__(self, kind: str, slug: str, path: tuple[str | int, ...], reason: str, suggestions: Iterable[str] = ()) -> None:
        self.kind = kind
        self.slug = slug
        self.path = path
        self.reason = reason
        self.suggestions = tuple(suggestions)
        where = ".".join(str(p) for p in path)
        hint = f" (nearest: {', '.join(self.suggestions)})" if self.suggestions else ""
        super().__init__(f"{kind}/{slug}: {where or 'record'}: {reason}{hint}")
