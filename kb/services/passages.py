"""Names on record in words that were not understood: whole values, and lines that speak of where training data came from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from kb.rules.knowledge import Knowledge
from kb.rules.names import plain, resolve
from kb.services.mentions import DocumentError, Passage

SPEAKS_OF_SOURCES = re.compile(
    r"distil|teacher|synthe(?:tic|siz)|judged? by|(?:generated|written|annotated|label+ed|produced|created|rated) (?:by|with|using|from)"
    r"|(?:outputs?|responses?|answers?|completions?|traces?|conversations?|preferences) (?:of|from|by)",
    re.IGNORECASE,
)
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*")
MOST_WORDS = 4  # of a name
LONGEST_SEARCHED = 200_000  # characters of lines that speak of sources


def in_passages(knowledge: Knowledge, passages: Iterable[Passage]) -> Iterator[tuple[Passage, str]]:
    """Each passage that names something on record, with its slug."""
    for passage in passages:
        if not passage.whole:
            yield from ((passage, slug) for slug in _within(knowledge, passage.text))
        elif slug := _whole(knowledge, passage.text):
            yield passage, slug


def speaking(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Those passages that may name a source. Raises `DocumentError` where they are more than are searched."""
    left = LONGEST_SEARCHED
    for passage in passages:
        if passage.whole or SPEAKS_OF_SOURCES.search(passage.text):
            yield passage
            left -= 0 if passage.whole else len(passage.text)
        if left < 0:
            raise DocumentError(f"more than {LONGEST_SEARCHED:,} characters speak of where training data came from", passage.line)


def _whole(knowledge: Knowledge, text: str) -> str | None:
    return resolve(text, knowledge.model_names) or resolve(text, knowledge.dataset_names)


def _within(knowledge: Knowledge, text: str) -> Iterator[str]:
    """Names of up to MOST_WORDS words; of two that begin at one word the longer stands."""
    words = [w.rstrip("./-") for w in WORD.findall(text)]
    at = 0
    while at < len(words):
        for count in range(min(MOST_WORDS, len(words) - at), 0, -1):
            if slug := _named(knowledge, words[at : at + count]):
                yield slug
                at += count
                break
        else:
            at += 1


def _named(knowledge: Knowledge, words: list[str]) -> str | None:
    name = plain("-".join(words))
    if not any(c.isdigit() for c in name):
        return None  # names without a number are words of the language too
    return _either(name, knowledge.model_names, knowledge.dataset_names) or _either(
        name.rpartition("/")[2], knowledge.model_names, knowledge.dataset_names
    )


def _either(name: str, *indexes: Mapping[str, str]) -> str | None:
    return next((index[name] for index in indexes if name in index), None)
