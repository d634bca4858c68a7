"""A text as people read it: white space, typographic marks and markup taken away, so that a quote can be looked for word for word.

Pure: a text comes in as a string. Places are offsets into the plain form; `line` leads back to the lines of the file.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″〝〞「」『』", '"'),
        **dict.fromkeys("‘’‚‛′´`", "'"),  # noqa: RUF001 - the marks that are meant
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),  # noqa: RUF001
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff*_~\\", None),
        **dict.fromkeys("|", " "),
    }
)
LEADER = re.compile(r"^\s*(?:(?:[>#+•·▪◦○●■*-]+|//+)\s+)+")  # headings, quotes, bullets, comments
TABLE_RULE = re.compile(r"^[\s|:=+_-]{3,}$")
LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
GLUED = re.compile(rf"(?<=\w)(?={LINK.pattern})")  # a link that a copy ran together with the word before it
ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
INLINE_TAG = re.compile(r"</?(?:a|abbr|b|code|em|font|i|ins|mark|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
WIDE = "\u2e80-\u9fff\uf900-\ufaff"
BETWEEN_WIDE = re.compile(rf"(?<=[{WIDE},.;:()]) +(?=[{WIDE}])|(?<=[{WIDE}]) +(?=[{WIDE},.;:()])")
SPACE = re.compile(r"\s+")


def plain(line: str) -> str:
    """One line without markup, its marks typed as on a keyboard, its white space single."""
    if TABLE_RULE.match(line):
        return ""
    line = html.unescape(INLINE_TAG.sub("", LEADER.sub("", line)))
    line = ADDRESS.sub(r"\1", line)
    line = TAG.sub(" ", line)
    while LINK.search(line):
        line = LINK.sub(r"\1", GLUED.sub(" ", line))
    line = unicodedata.normalize("NFKC", line.translate(MARKS)).translate(MARKS)
    return BETWEEN_WIDE.sub("", SPACE.sub(" ", line)).strip()


def plain_words(words: str) -> str:
    """Words of ours in the form in which they are looked for in a text."""
    return BETWEEN_WIDE.sub("", SPACE.sub(" ", " ".join(plain(x) for x in words.splitlines()))).strip()


def lines_of(name: str, text: str) -> list[str]:
    """The lines of a file; of a JSON file, the lines of every string in it."""
    if not name.endswith(".json"):
        return text.splitlines()
    return [line for words in _strings(json.loads(text)) for line in words.splitlines()]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for x in value.values():
            yield from _strings(x)
    elif isinstance(value, list):
        for x in value:
            yield from _strings(x)


class Text:
    """One text: `flat` is its plain form on a single line, `starts` the places at which its lines begin."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.starts: list[int] = []
        pieces: list[str] = []
        size = 0
        for line in lines_of(name, text):
            found = plain(line)
            if found and pieces and not _joined(pieces[-1], found):
                found = f" {found}"
            self.starts.append(size)
            if found:
                pieces.append(found)
                size += len(found)
        self.flat = "".join(pieces)

    def line(self, place: int) -> int:
        """The line (from 1) in which a place of the plain form lies."""
        return bisect_right(self.starts, place) or 1

    def begins_line(self, place: int) -> bool:
        """Whether a line of the file begins at a place of the plain form."""
        return self.starts[self.line(place) - 1] in (place, place - 1)

    def places(self, words: str) -> list[int]:
        """Every place where the words stand, whole words only. An empty list where they do not."""
        wanted = plain_words(words)
        if not wanted:
            return []
        before = r"(?<!\w)" if wanted[0].isalnum() and wanted[0].isascii() else ""
        after = r"(?!\w)" if wanted[-1].isalnum() and wanted[-1].isascii() else ""
        return [x.start() for x in re.finditer(f"{before}{re.escape(wanted)}{after}", self.flat)]


def _joined(before: str, after: str) -> bool:
    """Whether two lines belong together without a space: both sides are of a script that has none."""
    return bool(re.match(rf"[{WIDE}]\Z", before[-1])) and bool(re.match(rf"[{WIDE}]", after[0]))
