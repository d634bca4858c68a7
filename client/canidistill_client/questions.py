"""Questions between forms: facts as texts (in an address, on a command line), and as JSON has them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from canidistill_client.errors import InputError
from kb.rules.vocabulary import FACTS

LONGEST_LINE = 1_000_000  # characters; a question is far shorter
BOOLEANS = {"true": True, "false": False}


def as_texts(question: Mapping[str, Any]) -> dict[str, str]:
    """The facts that are stated, each as an address holds it."""
    return {name: _text(value) for name, value in question.items() if value is not None}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def as_typed(facts: Mapping[str, str]) -> dict[str, Any]:
    """Texts as JSON has them. What is no such value stays a text, for the core to refuse by name."""
    return {name: _typed(FACTS[name].kind if name in FACTS else "", text) for name, text in facts.items()}


def _typed(kind: str, text: str) -> Any:
    if kind == "bool":
        return BOOLEANS.get(text, text)
    if kind == "int" and text.isascii() and text.isdecimal() and len(text) < 30:  # noqa: PLR2004 - digits
        return int(text)
    return text.split(",") if kind == "places" else text


def facts_of(words: Iterable[str]) -> dict[str, str]:
    """`fact=value` words as facts. Raises `InputError`."""
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name in found:
            raise InputError(f"{name[:80]} is given twice." if equals else f"Write facts as fact=value, not {word[:80]!r}.")
        found[name] = value
    return found


def lines_of(text: Iterable[str], name: str) -> Iterator[str]:
    """The lines that are not blank, each a JSON value. Raises `InputError` that names the line."""
    for number, line in enumerate(text, 1):
        if line.strip():
            try:
                json.loads(line if len(line) <= LONGEST_LINE else "")
            except (ValueError, RecursionError) as error:
                raise InputError(f"{name}: line {number} is no JSON: {error}.") from error
            yield line.strip()
