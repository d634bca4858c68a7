"""Citations as lawyers type them: `§ 1.b.v of the Llama 3 license`, `17 U.S.C. § 107`, `article 53 AI Act`, `AB 2013`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kb.queries.published import Published

Place = tuple[str, str, str]  # kind, slug and anchor, as a thing that is found has them
MARK = re.compile(r"(?:§+|\b(?:sections?|secs?|s|ss|articles?|arts?|clauses?|paras?|paragraphs?)\b\.?)\s*(\d[\w.()\-]*)", re.IGNORECASE)
CODE = re.compile(r"(\b\d+\s+(?:U\.?\s?S\.?\s?C|C\.?\s?F\.?\s?R)\.?)\s+(?=\d)", re.IGNORECASE)
STEP = re.compile(r"\d+|[a-z]+")
WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
SMALL = frozenset({"of", "the", "in", "under", "to", "a"})
ABBREVIATED = re.compile(r"(?<=\b[a-z])\.\s?(?=[a-z]\b)", re.IGNORECASE)
PLACE = re.compile(r"^(?:us|eu|gb|cn|jp|kr|sg|it|au)(?:-(?=[a-z]{2}-)[a-z]{2})?-")


@dataclass(frozen=True, slots=True)
class Text:
    """A text or law that is cited by part: the words that name it, and its parts by the steps of their pinpoints."""

    kind: str
    slug: str
    words: frozenset[str]
    parts: tuple[tuple[tuple[str, ...], str], ...]  # steps, anchor; the newest version first


def cited(now: Published, text: str) -> Place | None:
    """What a pinpoint in a named text leads to: a clause or provision; the whole where several have that pinpoint."""
    found = MARK.search(CODE.sub(r"\1 § ", text))
    if found is None:
        return _by_number(now, text)
    steps = _steps(found[1])
    named = _words(f"{found.string[: found.start()]} {found.string[found.end() :]}") - SMALL
    if not named:
        return None
    places = [p for t in _texts(now) if named <= t.words and (p := _part(t, steps))]
    return places[0] if len(places) == 1 else None


def _part(text: Text, steps: tuple[str, ...]) -> Place | None:
    exact = [anchor for own, anchor in text.parts if own == steps]
    below = [anchor for own, anchor in text.parts if own[: len(steps)] == steps]
    anchors = exact or below
    if not anchors:
        return None
    version, _, key = anchors[0].rpartition("#")
    alone = sum(a.startswith(f"{version}#") for a in anchors) == 1
    return ("clauses", text.slug, anchors[0]) if version and alone else (text.kind, text.slug, key)


def _by_number(now: Published, text: str) -> Place | None:
    """A law by its number alone: `AB 2013` is the law whose slug ends so, wherever only one does."""
    wanted = "-".join(WORD.findall(ABBREVIATED.sub("", text).lower()))
    found = [slug for slug in now.records["laws"] if PLACE.sub("", slug) == wanted]
    return ("laws", found[0], "") if len(found) == 1 else None


@lru_cache(maxsize=2)
def _texts(now: Published) -> tuple[Text, ...]:
    return (*_instruments(now), *_laws(now))


def _instruments(now: Published) -> Iterator[Text]:
    for slug, text in now.knowledge.instruments.items():
        parts = tuple((_pinpoint(c.pinpoint), f"{v.name}#{c.key}") for v in reversed(text.versions) for c in v.clauses)
        yield Text("instruments", slug, _named([text.title, slug]), parts)


def _laws(now: Published) -> Iterator[Text]:
    for slug, law in now.records["laws"].items():
        parts = tuple((_pinpoint(str(p["pinpoint"])), str(p["key"])) for p in law.get("provisions") or ())
        names = [law["title"], slug, law.get("citation", ""), *(str(p["pinpoint"]) for p in law.get("provisions") or ())]
        yield Text("laws", slug, _named(names), parts)


def _pinpoint(text: str) -> tuple[str, ...]:
    found = MARK.search(text)
    return _steps(found[1] if found else text)


def _steps(text: str) -> tuple[str, ...]:
    return tuple(STEP.findall(text.lower()))


def _named(names: Iterable[str]) -> frozenset[str]:
    return _words(" ".join(n.replace("-", " ") for n in names))


def _words(text: str) -> frozenset[str]:
    """The words of a name in lower case; letters with dots between them are one word."""
    return frozenset(WORD.findall(ABBREVIATED.sub("", text).lower()))
