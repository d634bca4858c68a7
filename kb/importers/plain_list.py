"""A plain list: `role name fact=value …`, one thing a line. A line without a role names a model that is used as it is."""

from __future__ import annotations

from collections.abc import Iterator

from kb.importers.bounded import once, shown
from kb.services.mentions import ROLES, Document, DocumentError, Mention


def parse(text: str) -> Document:
    """What a list mentions. `#` begins a comment. Raises `DocumentError` that names the line."""
    return Document("plain_list", once(_mentions(text)))


def _mentions(text: str) -> Iterator[Mention]:
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0]
        if said.partition(":")[0].strip() in ROLES:
            said = said.replace(":", " ", 1)
        if words := said.split():
            yield _mention(words, number)


def _mention(words: list[str], number: int) -> Mention:
    role, rest = (words[0], words[1:]) if words[0] in ROLES else ("model", words)
    facts = dict(w.split("=", 1) for w in rest if "=" in w)
    name = " ".join(w for w in rest if "=" not in w)
    if not name:
        raise DocumentError(f"{role} names nothing", number)
    return Mention(role, (shown(name),), f"line {number}", line=number, facts=facts)
