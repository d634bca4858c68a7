"""Passages of a text that speak of training, outputs, distillation or competition, and whether a clause of ours is near."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.importers.texts import Text, plain_words

NEAR = 300  # characters between a passage and the words that a clause quotes
MENTION = re.compile(
    r"\bdistil\w*|\b(?:pre-?|re-?)?train(?:s|ed|ing)?\b|\bfine-?\s?tun\w+|\boutputs?\b|\bcompet(?:e|es|ing|ed|itors?|itive|ition)\b"
    r"|蒸馏|训练|输出|竞争|生成内容",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?:[^.;:!?。]|[.;:!?](?=\S))+[.;:!?。]*")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, or a part of one between semicolons, in plain form, and the line (from 1) of the file where it begins."""

    words: str
    line: int
    start: int
    end: int


def mentions(text: Text) -> Iterator[Passage]:
    """Every passage that speaks of those things, in order."""
    for found in SENTENCE.finditer(text.flat):
        if MENTION.search(found[0]):
            start = found.start() + len(found[0]) - len(found[0].lstrip())
            yield Passage(found[0].strip(), text.line(start + 1), start, found.end())


def uncovered(text: Text, quotes: Sequence[str]) -> Iterator[Passage]:
    """Passages that have none of the quotes near."""
    spans = [(place, place + len(plain_words(q))) for q in quotes for place in text.places(q)]
    for passage in mentions(text):
        if not any(passage.start - NEAR < end and start < passage.end + NEAR for start, end in spans):
            yield passage
