"""What was typed into the search box: words, phrases in quotation marks, exclusions, and the facets that narrow it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.queries.entries import FACETS

LONGEST = 200  # characters of a search
TOKEN = re.compile(r'(-?)"([^"]*)"?|(\S+)')
JOINED = re.compile(r"(?<=\w)[-/_](?=\w)")
QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "\x00": " "})


@dataclass(frozen=True, slots=True)
class Typed:
    """A search as it was understood. `words`, `phrases` and `without` are shown to the reader; `query` goes to PostgreSQL."""

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    facets: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The search in the language of `websearch_to_tsquery`. A name in parts (`name-4o`) is a phrase of its parts."""
        return " ".join([*map(_joined, self.words), *(f'"{_parts(p)}"' for p in self.phrases), *(f'-"{_parts(w)}"' for w in self.without)])

    @property
    def any_word(self) -> str:
        """The same, content with any of its words and phrases."""
        wanted = [*map(_joined, self.words), *(f'"{_parts(p)}"' for p in self.phrases)]
        return " or ".join(wanted) + "".join(f' -"{_parts(w)}"' for w in self.without)

    @property
    def marks(self) -> list[str]:
        """The facets as they are kept: `name:value`."""
        return [f"{name}:{value}" for name, value in self.facets.items()]

    def with_words(self, words: Sequence[str]) -> Typed:
        """The same search with other words."""
        text = " ".join([*words, *(f'"{p}"' for p in self.phrases), *(f'-"{w}"' if " " in w else f"-{w}" for w in self.without)])
        return Typed(text, tuple(words), self.phrases, self.without, self.facets)


def read(text: str, chosen: Mapping[str, str] | None = None) -> Typed:
    """Read what was typed, `LONGEST` characters at most, and the facets that were chosen; unknown facets are left out."""
    clean = " ".join(text.translate(QUOTES).split())[:LONGEST]
    words: list[str] = []
    phrases: list[str] = []
    without: list[str] = []
    for minus, phrase, word in TOKEN.findall(clean):
        if phrase.strip():
            (without if minus else phrases).append(phrase.strip())
        elif word.startswith("-") and re.search(r"\w", word):
            without.append(word.lstrip("-"))
        elif re.search(r"\w", word):
            words.append(word)
    facets = {name: chosen[name].strip().replace("\x00", "") for name in FACETS if chosen and chosen.get(name, "").strip()}
    return Typed(clean, tuple(words), tuple(phrases), tuple(without), facets)


def _parts(text: str) -> str:
    return JOINED.sub(" ", text).replace('"', " ")


def _joined(word: str) -> str:
    """A word as PostgreSQL reads it. `or` between words is a word like any other here."""
    parts = _parts(word)
    return f'"{parts}"' if " " in parts or parts.lower() == "or" else parts
