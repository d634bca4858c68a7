"""What was added and removed between two texts, word by word, marked by more than color and said to screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
INS = '<ins><span class="visually-hidden">[added: </span>{}<span class="visually-hidden">]</span></ins>'
DEL = '<del><span class="visually-hidden">[removed: </span>{}<span class="visually-hidden">]</span></del>'


def merged(old: str, new: str) -> SafeString:
    """One text with the words that went struck through and the words that came underlined."""
    return _joined(INS, DEL, _changes(old, new))


def old_side(old: str, new: str) -> SafeString:
    """The old text with the words that the new one does not have marked."""
    return _joined("", DEL, _changes(old, new))


def new_side(old: str, new: str) -> SafeString:
    """The new text with the words that the old one does not have marked."""
    return _joined(INS, "", _changes(old, new))


def likeness(old: str, new: str) -> float:
    """How alike two texts are, word by word: 0 to 1."""
    return SequenceMatcher(None, _words(old), _words(new), autojunk=False).ratio()


def _words(text: str) -> list[str]:
    return [t.lower() for t in TOKEN.findall(text) if not t.isspace()]


def _changes(old: str, new: str) -> Iterator[tuple[str, str]]:
    """(`same`, `old` or `new`, words), whole runs; a blank between two changed words belongs to the run."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(a[i:j])
            continue
        if j > i:
            yield "old", "".join(a[i:j])
        if m > k:
            yield "new", "".join(b[k:m])


def _joined(new: str, old: str, parts: Iterator[tuple[str, str]]) -> SafeString:
    forms = {"same": "{}", "new": new, "old": old}
    shown = [(forms[kind], text) for kind, text in parts if forms[kind]]
    return format_html_join("", "{}", ((format_html(form if text.strip() else "{}", text),) for form, text in shown))
