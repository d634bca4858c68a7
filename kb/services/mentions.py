"""What a document mentions: models, data sets and licenses, in the part that they play in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

ROLES = ("teacher", "base", "dataset", "license", "model")
MOST_MENTIONS = 1_000
LONGEST_NAME = 200  # characters; longer ones are cut, and then name nothing on record


class DocumentError(Exception):
    """A document that cannot be read: the reason, and the line (from 1) where that is known."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        self.reason = reason
        self.line = line
        super().__init__(f"line {line}: {reason}" if line else reason)


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a document names.

    `names` are ways of naming it, the one that is shown first. `place` tells where in the document it stands (a path of
    keys), `of` the name of the thing that a license is stated for ("" for the document's own subject). `facts` are facts
    of a question that the document itself settles for this thing.
    """

    role: str
    names: tuple[str, ...]
    place: str
    of: str = ""
    line: int = 1
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a document that were not understood. `whole`: they may be a name as they stand; else names may stand in them."""

    text: str
    place: str
    line: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """What was read: the format it was taken for, its mentions, facts of the student, and what was not read.

    `subject` is what the document itself is about, where it has a name: the student, or a model that somebody else made.
    `passages` were not understood; nothing that they name may pass unseen. `text` is the whole, in which lines are counted.
    """

    format: str
    mentions: tuple[Mention, ...]
    facts: Mapping[str, object] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    subject: Mention | None = None
    passages: tuple[Passage, ...] = ()
    text: str = ""


def line_of(text: str, names: Iterable[str]) -> int:
    """The number of the first line that holds the first of the names that stands in the text; 1 where none does."""
    at = next((at for name in names if (at := text.find(name)) >= 0), 0)
    return text.count("\n", 0, at) + 1
