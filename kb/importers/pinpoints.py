"""Pinpoints read against a text: whether the section that one names begins before the quoted words, and no later one lies between.

A pinpoint is a chain of steps: labels (`3.3`, `(e)`, `b`), headings (words that begin with a capital, or stand in quotation marks),
and places told in words (`first paragraph`), which nothing in a text can bear out and which are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.importers.texts import WIDE, Text, plain_words

NUMBER = re.compile(r"\d+(?:\.\d+)*\Z")
PIECE = re.compile(r'"[^"]+"|\([^()]+\)|[^\s",()]+|,')
NAMES = {"section", "sections", "article", "art", "clause", "no", "point"}  # of what a label labels
TOLD = NAMES | {"paragraph", "para", "preamble", "note", "item", "items", "first", "second", "third", "last"}
BETWEEN = re.compile(r"(?<=[\w)])\s*[-;]\s*(?=\(?[\w.]{1,6}\)?$)|\s(?:and|to)\s(?=[\d(])")  # the two ends of a range, two labels
ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})\Z")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a pinpoint: a label or a heading, in plain form."""

    words: str
    label: bool


def steps(pinpoint: str) -> list[Step]:
    """The steps of a pinpoint that a text can bear out, outermost first; of a list (`(a), (b)`), those before its second item."""
    found: list[Step] = []
    heading: list[str] = []
    told = False  # inside words that tell a place, such as `third bullet` or `item 3`
    for piece in PIECE.findall(BETWEEN.sub(",", plain_words(pinpoint).replace("§", " "))):
        labels = [] if heading and piece[0].isalpha() else list(_labels(piece))
        if heading and (piece == "," or labels or piece[0] == '"'):
            found.append(Step(" ".join(heading), label=False))
            heading = []
        if piece == ",":
            if found and found[-1].label:
                break
            told = False
        elif piece[0] == '"':
            found.append(Step(piece.strip('" .,'), label=False))
        elif piece.lower().strip(".") in TOLD or (told and not heading):
            told = piece.lower().strip(".") not in NAMES
        elif labels:
            found += labels
        elif heading or piece[0].isupper() or re.match(f"[{WIDE}]", piece):
            heading.append(piece)
        else:
            told = True
    return [*found, *([Step(" ".join(heading), label=False)] if heading else [])]


def _labels(piece: str) -> Iterator[Step]:
    """The labels that a piece such as `4.2(a)` or `1.b.v` consists of; a heading in parentheses; nothing for a word."""
    inside = piece.strip("()")
    if piece[0] == "(" and len(inside) > 5:  # noqa: PLR2004 - `(viii)` is the longest label
        yield Step(inside, label=False)
        return
    parts = re.findall(r"\d+(?:\.\d+)*|[A-Za-z]+", piece)
    if "".join(parts).replace(".", "") == re.sub(r"[().]", "", piece) and all(NUMBER.match(x) or _is_label(x) for x in parts):
        yield from (Step(x, label=True) for x in parts)


def _is_label(words: str) -> bool:
    return len(words) == 1 or bool(ROMAN.match(words.lower()))


def holds(text: Text, pinpoint: str, place: int, length: int) -> bool:
    """Whether the steps of a pinpoint lead to the words at `place` of `length` characters: each begins before their end, in order."""
    return any(_leads(text, chain, place, place + length) for chain in _readings(steps(pinpoint)))


def _readings(chain: list[Step]) -> Iterator[list[Step]]:
    """A chain as it stands, and with compound numbers taken apart (`2.3` as 3 within 2)."""
    yield chain
    apart = [Step(x, label=True) if s.label else s for s in chain for x in (s.words.split(".") if s.label else [s.words])]
    if apart != chain:
        yield apart


def _leads(text: Text, chain: list[Step], start: int, end: int) -> bool:
    if chain and "." in chain[-1].words and chain[-1].label and _passed(text, chain[-1], start):
        return False
    for step in reversed(chain):
        found = [x for x in _places(text, step) if x < end]
        if not found:
            return False
        end = found[-1]
    return True


def _passed(text: Text, last: Step, start: int) -> bool:
    """Whether the section after the last one (`3.4` after `3.3`) begins a line between it and the quoted words."""
    own = [x for x in _places(text, last) if x <= start and text.begins_line(x)]
    head, _, tail = last.words.rpartition(".")
    after = Step(f"{head}.{int(tail) + 1}", label=True)
    return bool(own) and any(own[-1] < x <= start and text.begins_line(x) for x in _places(text, after))


def _places(text: Text, step: Step) -> list[int]:
    return [x.start() for x in _pattern(step).finditer(text.flat)]


def _pattern(step: Step) -> re.Pattern[str]:
    words = re.escape(step.words)
    if not step.label:
        return re.compile(words, re.IGNORECASE)
    if NUMBER.match(step.words):
        return re.compile(rf"(?<!\w)(?<!\d\.){words}(?!\d|\.\d)")
    counted = "|".join(str(n) for n in _counted(step.words))
    return re.compile(rf"(?<!\w){words}(?=[.):\s\u3001])" + (rf"|(?<![\w.])(?:{counted})[.)](?=\s)" if counted else ""))


def _counted(label: str) -> Iterator[int]:
    """The numbers for which a letter can stand: lists that lost their letters in a copy are numbered from 1."""
    label = label.lower()
    if len(label) == 1:
        yield ord(label) - ord("a") + 1
    if ROMAN.match(label):
        values = {"i": 1, "v": 5, "x": 10}
        yield sum(-values[a] if b and values[b] > values[a] else values[a] for a, b in zip(label, [*label[1:], ""], strict=True))
