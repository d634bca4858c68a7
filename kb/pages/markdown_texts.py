"""A version, a clause, and what changed between two versions, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from kb.models.layout import version_name
from kb.pages import compare, frames
from kb.pages.instruments import history
from kb.pages.markdown_file import Subject, written
from kb.pages.rows import Item, Row, rows_in
from kb.queries import comparison, texts
from kb.queries.clauses import STANDING, clauses
from kb.queries.published import Published, Record
from kb.rendering import addresses
from kb.rendering.differences import merged_as_markdown
from kb.rendering.notation import line, words
from kb.rules.knowledge import Clause, Instrument, Version
from kb.rules.text_shapes import VERSION

OF_VERSION = frozenset({"instrument", "version", "valid_from", "region", "language"})
BESIDE_WORDS = frozenset({"citation", "key", "same_as", "norms"})  # of a clause among others; its rules stand there in words


def version(request: HttpRequest, instrument: str, version: str) -> HttpResponse:
    """One version: what is known of it, and its clauses in order."""
    now, text, held = _held(instrument, version)
    name = f"{instrument}@{held.name}"
    of = Subject(words(f"{text.title}, {held.name}"), addresses.of_version(instrument, held.name), name, name)
    parts = tuple((c.key, (*_rows(now, c, OF_VERSION | BESIDE_WORDS), *_in_words(c))) for c in held.clauses)
    rows = rows_in(now, VERSION, _record(now, instrument, held.name), frozenset({"clauses"}))
    return written(request, now, of, [*rows, *([Row("Clauses", parts=parts)] if parts else [])])


def clause(request: HttpRequest, instrument: str, version: str, key: str) -> HttpResponse:
    """One clause: its words, its rules in words and as data, and its way through the versions."""
    now, text, held = _held(instrument, version)
    found = texts.clause_in(held, key)
    if found is None:
        raise Http404("That version has no such clause.")
    of = Subject(words(f"{text.title}, {found.pinpoint}"), addresses.of_clause(instrument, held.name, key), found.citation, found.citation)
    rows = _rows(now, found, frozenset({"citation"}))
    return written(request, now, of, [*rows, *_in_words(found), _through(text, held, key)])


def changes(request: HttpRequest, instrument: str, old: str, new: str) -> HttpResponse:
    """What changed from one version to another: removed words struck through, added words bold."""
    now, text, a = _held(instrument, old)
    b = frames.version_of(text, new)
    pairs = comparison.of_versions(a, b)
    counted = ", ".join(f"{n} {state}" for state, n in compare.counts(pairs)) or "none"
    of = Subject(
        words(f"What changed in {text.title}, {old} to {new}"),
        reverse("compare-versions", args=[instrument, old, new]),
        f"{old}..{new}",
        f"{instrument}@{new}",
    )
    body = [f"Clauses: {counted}. Removed words are ~~struck through~~, added ones **bold**.", ""]
    return written(request, now, of, body=[*body, *(x for p in pairs if p.state != "same" for x in _pair(p))])


def _held(instrument: str, version: str) -> tuple[Published, Instrument, Version]:
    """The revision, the text and its version. Raises Http404."""
    now = frames.current("instruments")
    text = frames.text_of(now, instrument)
    return now, text, frames.version_of(text, version)


def _record(now: Published, instrument: str, name: str) -> Record:
    """A version as it is written in the record."""
    rows = list(now.records["instruments"][instrument]["versions"])
    return next(row for at, row in enumerate(rows) if version_name(at, rows) == name)


def _rows(now: Published, found: Clause, leave: frozenset[str]) -> list[Row]:
    return rows_in(now, STANDING, clauses(now)[found.citation], leave)


def _in_words(found: Clause) -> list[Row]:
    rules = comparison.rules(found)
    return [Row("As rules, in words", tuple(Item(r) for r in rules))] if rules else []


def _through(text: Instrument, held: Version, key: str) -> Row:
    lines = []
    for row in history(text, held, key):
        name = row["version"].name
        lines.append((("Version", (Item(name, "link", addresses.of_version(text.slug, name)),)), ("Clause", (Item(row["state"]),))))
    return Row("Through the versions", columns=("Version", "Clause"), lines=tuple(lines))


def _pair(pair: comparison.Pair) -> Iterator[str]:
    if pair.old and pair.new:
        yield from _changed(pair, pair.old, pair.new)
    elif here := pair.new or pair.old:
        yield from (f"## {pair.state.capitalize()}: {words(here.pinpoint)}", "", here.summary, "")
        yield from ([f"> {line(words(here.quote))}", ""] if here.quote else [])
        yield from _listed(list(map(words, comparison.rules(here))))


def _changed(pair: comparison.Pair, old: Clause, new: Clause) -> Iterator[str]:
    moved = f" (was {words(old.pinpoint)})" if old.pinpoint != new.pinpoint else ""
    yield from (f"## {pair.state.capitalize()}: {words(new.pinpoint)}{moved}", "")
    if old.quote or new.quote:
        yield from (f"> {line(merged_as_markdown(old.quote or '', new.quote or ''))}", "")
    yield from (line(merged_as_markdown(old.summary, new.summary)), "")
    yield from _listed(compare.rules_changed(pair, merged_as_markdown))


def _listed(lines: list[str]) -> Iterator[str]:
    if lines:
        yield from (*(f"- {line(x)}" for x in lines), "")
