"""A plain list: `role name fact=value …`, one thing a line. A line without a role names a model that is used as it is."""

from __future__ import annotations

from collections.abc import Iterator

from kb.importers.bounded import once, shown
from kb.services.mentions import ROLES, Document, DocumentError, Mention

BULLETS = ("-", "*", "•")
MOST_LINES = 10_000
NO_NAME = "[{|>"  # what begins a value of several parts in YAML


def parse(text: str) -> Document:
    """What a list mentions. `#` begins a comment. Raises `DocumentError` that names the line."""
    if text.count("\n") > MOST_LINES:
        raise DocumentError(f"more than {MOST_LINES:,} lines: that is no list", MOST_LINES + 1)
    return Document("plain_list", once(_mentions(text)))


def fits(text: str) -> bool:
    """Whether a text is a list: every line is a role and a name, or one begins with a role as no setting does: without a colon."""
    if text.count("\n") > MOST_LINES:
        return False
    rows = [words for line in text.splitlines() if (words := _words(line))]
    listed = [words for words in rows if _role(words[0]) and words[1:] and words[1][0] not in NO_NAME]
    return bool(rows) and (len(listed) == len(rows) or any(not words[0].endswith(":") for words in listed))


def _words(line: str) -> list[str]:
    """The words of a line, without its comment and the mark of a list."""
    words = line.partition("#")[0].split()
    words = words[1:] if words and words[0] in BULLETS else words
    head, colon, rest = words[0].partition(":") if words else ("", "", "")
    return [f"{head}:", rest, *words[1:]] if colon and rest and _role(head) else words


def _role(word: str) -> str:
    """The role that a word stands for, however it is written, or ""."""
    plain = word.removesuffix(":").lower()
    return next((r for r in ROLES if plain in (r, f"{r}s")), "")


def _mentions(text: str) -> Iterator[Mention]:
    for number, line in enumerate(text.splitlines(), 1):
        if words := _words(line):
            yield _mention(words, number)


def _mention(words: list[str], number: int) -> Mention:
    role = _role(words[0])
    role, rest = (role, words[1:]) if role else ("model", words)
    facts = dict(w.split("=", 1) for w in rest if "=" in w)
    name = " ".join(w for w in rest if "=" not in w)
    if not name:
        raise DocumentError(f"{role} names nothing", number)
    return Mention(role, (shown(name),), f"line {number}", line=number, facts=facts)
