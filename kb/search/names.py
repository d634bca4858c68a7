"""Everything that has a name: straight to the page of what was typed, and the nearest names to what was mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kb.queries.published import Published
from kb.rules.names import plain, resolve
from kb.search.cited import Place, cited
from kb.search.typed import Typed

Target = tuple[str, str]  # kind, slug
LEAST = 0.74  # likeness from which a name counts as what was meant
SWAPPED = 0.9  # likeness of the same letters in another order behind the same first letter
SHORTEST_CITATION = 6  # characters
WORD = re.compile(r"[^\W_][\w.]*")
NAMES = ("name", "title", "caption")
CITED = ("citation", "docket")


@dataclass(frozen=True, slots=True)
class Index:
    """Names to records, citations with their records, and the words that names consist of."""

    names: Mapping[str, frozenset[Target]]
    citations: tuple[tuple[str, Target], ...]
    words: frozenset[str]


@lru_cache(maxsize=2)
def index_of(now: Published) -> Index:
    """The index of a revision, made once."""
    names: dict[str, set[Target]] = {}
    numbers: list[tuple[str, Target]] = []
    for kind, rows in now.records.items():
        for slug, record in rows.items():
            for name in [slug, *(str(record[n]) for n in NAMES if record.get(n)), *(record.get("aliases") or ())]:
                names.setdefault(plain(str(name)), set()).add((kind, slug))
            for part in (record, *(record.get("proceedings") or ())):
                numbers.extend((plain(str(part[n])), (kind, slug)) for n in CITED if part.get(n) and not part.get("case"))
    words = frozenset(w.lower() for name in names for w in WORD.findall(name) if len(w) > 2)  # noqa: PLR2004 - shorter ones are like anything
    return Index({n: frozenset(t) for n, t in names.items()}, tuple(numbers), words)


def straight_to(now: Published, typed: Typed) -> str | Place | None:
    """What the text names, if it names one thing: a citation of ours, a record by slug, name, alias, docket or citation, or a pinpoint."""
    text = typed.text.strip('"')
    if typed.facets or typed.without or not text:
        return None
    if text in now.knowledge.citations:
        return text
    index = index_of(now)
    found = index.names.get(plain(text)) or _cited(index, plain(text))
    if found:
        return (*next(iter(found)), "") if len(found) == 1 and not _family(index, plain(text), found) else None
    model = resolve(text, now.knowledge.model_names) if "/" in text or any(c.isdigit() for c in text) else None
    return ("models", model, "") if model and " " not in text else cited(now, text)


def _family(index: Index, text: str, found: frozenset[Target]) -> bool:
    """Whether a service is named like a family of models: who types that may want any of them."""
    named = next(iter(found))[0] == "services"
    return named and any(name.startswith(f"{text}-") and kind == "models" for name, targets in index.names.items() for kind, _ in targets)


def _cited(index: Index, text: str) -> frozenset[Target]:
    if len(text) < SHORTEST_CITATION or not any(c.isdigit() for c in text):
        return frozenset()
    return frozenset(target for citation, target in index.citations if text in citation)


def corrected(now: Published, words: Iterable[str], known: frozenset[str]) -> list[str]:
    """The words, with those that stand nowhere (`known` are those that do) replaced by the most similar word of a name."""
    index = index_of(now)
    return [w if w in known else nearest(w, index.words) for w in words]


@lru_cache(maxsize=512)
def nearest(word: str, names: frozenset[str]) -> str:
    """The most similar name; the word itself where none is similar. Of equals the first of the alphabet."""
    wanted, best, found = word.lower(), LEAST, word
    letters = sorted(wanted)
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    for name in sorted(n for n in names if abs(len(n) - len(wanted)) <= 2):  # noqa: PLR2004 - letters that may be missing
        if best < SWAPPED and name[:1] == wanted[:1] and sorted(name) == letters:
            best, found = SWAPPED, name
        matcher.set_seq1(name)
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best, found = matcher.ratio(), name
    return found
