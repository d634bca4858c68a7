"""What was added and removed between two texts, word by word, marked by more than color and said to screen readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.rendering import notation

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
LONE = 1  # words
Run = tuple[bool, str, str]  # the same in both, old words, new words
INS = '<ins><span class="visually-hidden">[added: </span>{}<span class="visually-hidden">]</span></ins>'
DEL = '<del><span class="visually-hidden">[removed: </span>{}<span class="visually-hidden">]</span></del>'


def merged(old: str, new: str) -> SafeString:
    """One text with the words that went struck through and the words that came underlined."""
    return _joined(INS, DEL, _changes(old, new))


def merged_as_markdown(old: str, new: str) -> str:
    """One text in Markdown with the words that went struck through and the words that came bold."""
    signs, shown = {"new": "**", "old": "~~"}, ""
    for kind, text in _changes(old, new):
        piece = _between(signs.get(kind, ""), notation.words(text))
        shown += notation.seam(shown, piece) + piece
    return shown


def _between(sign: str, text: str) -> str:
    """Words between signs that touch them; spaces stay outside."""
    words = text.strip()
    return text.replace(words, f"{sign}{words}{sign}") if words else text


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
    """(`same`, `old` or `new`, words), whole runs. A single word kept between two changes belongs to the change."""
    a, b = TOKEN.findall(old), TOKEN.findall(new)
    runs = [
        (tag == "equal", "".join(a[i:j]), "".join(b[k:m])) for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    ]
    for same, before, after in _smoothed(runs):
        if same:
            yield "same", before
            continue
        if before:
            yield "old", before
        if before.strip() and after.strip() and not before.endswith(" ") and not after.startswith(" "):
            yield "gap", " "
        if after:
            yield "new", after


def _smoothed(runs: list[Run]) -> list[Run]:
    found: list[Run] = []
    for i, (same, before, after) in enumerate(runs):
        lone = same and 0 < i < len(runs) - 1 and len(before.split()) <= LONE
        changed = not same or lone
        if found and changed and not found[-1][0]:
            found[-1] = (False, found[-1][1] + before, found[-1][2] + after)
        else:
            found.append((not changed, before, after))
    return found


def _joined(new: str, old: str, parts: Iterator[tuple[str, str]]) -> SafeString:
    forms = {"same": "{}", "gap": "{}" if new and old else "", "new": new, "old": old}
    shown = [(forms[kind], text) for kind, text in parts if forms[kind]]
    return format_html_join("", "{}", ((format_html(form if text.strip() else "{}", text),) for form, text in shown))
