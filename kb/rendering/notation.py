"""Markdown as it is written: words that stay words, lines, links, code, rows of a table. CommonMark, with the tables of GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterable

TYPE = "text/markdown; charset=utf-8"
SIGNS = re.compile(r"[\\`*\[\]~]|(?<!\w)_|_(?!\w)")  # what works inside a line
HTML = re.compile(r"<(?=[A-Za-z/!?])|&(?=#?\w+;)")  # tags, addresses and entities
STARTS = re.compile(r"\A(?:>|[-+](?=\s|\Z)|#{1,6}(?=\s|\Z)|-(?=[-\s]*\Z)|=(?==*\s*\Z))")  # what works only at its beginning
NUMBER = re.compile(r"\A(\d{1,9})([.)])(?=\s|\Z)")
OPENS, CLOSES = re.compile(r"(?:\*+|~~)[^\w\s*~]"), re.compile(r"[^\w\s*~](?:\*+|~~)\Z")
BARE = re.compile(r"(?<!\\)\|")
ENTITIES = {"<": "&lt;", "&": "&amp;"}  # which every reader knows, unlike the same behind a backslash
UNSAFE = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "|": "%7C", "\\": "%5C", "\n": "%0A"})


def words(text: str) -> str:
    """Text inside a line in which nothing is Markdown. What no reader takes for a sign stays as it is, so that notes read well."""
    return HTML.sub(lambda found: ENTITIES[found[0]], SIGNS.sub(r"\\\g<0>", re.sub(r"\s", " ", text)))


def line(text: str) -> str:
    """A line that begins no list, quote, heading or rule. `text` is Markdown inside a line."""
    return STARTS.sub(r"\\\g<0>", NUMBER.sub(r"\1\\\2", text.strip(), count=1))


def bold(text: str) -> str:
    """Markdown inside a line in bold; what holds bold words stays as it is."""
    return f"**{text}**" if text and "**" not in text else text


def seam(before: str, after: str) -> str:
    """What has to stand between two pieces of a line: a space where a sign between a letter and a mark would be read as none."""
    opens = before[-1:].isalnum() and OPENS.match(after)
    closes = after[:1].isalnum() and CLOSES.search(before)
    return " " if opens or closes else ""


def linked(text: str, address: str) -> str:
    """A link on Markdown inside a line."""
    return f"[{text}]({address.translate(UNSAFE)})"


def coded(text: str) -> str:
    """Text as code inside a line."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if "`" in text else ""
    return f"{fence}{space}{' '.join(text.split())}{space}{fence}"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """The lines of a table whose cells are Markdown inside a line."""
    first = list(head)
    return [_row(first), f"|{' --- |' * len(first)}", *map(_row, rows)]


def _row(cells: Iterable[str]) -> str:
    """A row. A table ends a cell at each bare `|`, even at one in code."""
    return "| " + " | ".join(BARE.sub(r"\\|", " ".join(cell.split())) for cell in cells) + " |"
