"""Find entries of the current revision: ranked, marked, counted by facet. Two queries where something is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import Case, Count, F, FloatField, Func, Q, QuerySet, Value, When
from django.db.models.functions import Left

from kb.models import SearchEntry
from kb.models.search import CONFIG
from kb.queries.entries import OLDER
from kb.queries.published import Published
from kb.search import names
from kb.search.typed import Typed

PAGE = 20
START, STOP = "\x02", "\x03"  # around what matches; no text of the record holds them
WEIGHTS = [0.1, 0.2, 0.6, 1.0]  # D, C, B, A: text, -, names, title
OPENING = 200  # characters of a text where nothing is marked
BY_LENGTH = 1  # a long text is not better for being long
OLD = 0.7  # a wording that is no longer in the newest text
LEAD = {"instruments": 1.6, "models": 1.6, "cases": 1.5, "laws": 1.5, "issues": 1.5, "providers": 1.5,
        "clauses": 1.3, "holdings": 1.2, "positions": 1.3, "provisions": 1.3, "edges": 0.6, "conflicts": 0.7, "assessments": 0.8,
        "sources": 0.6}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hit:
    """One entry. `title` and `snippet` hold START and STOP around what matches."""

    kind: str
    slug: str
    anchor: str
    title: str
    snippet: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `how`: `all` words, `corrected` words, `any` word, or `nothing`; `typed` is the search that found it."""

    typed: Typed
    how: str
    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def find(now: Published, typed: Typed, page: int = 1) -> Found:
    """A page of what matches all words; else, with misspelled names corrected; else, what matches any word."""
    found = _find(now, typed, typed.query, page, "all")
    if found.total or not (typed.words or typed.phrases):
        return found
    words = names.corrected(now, typed.words, _known(now, typed.words))
    if words != list(typed.words):
        better = typed.with_words(words)
        found = _find(now, better, better.query, page, "corrected")
        if found.total:
            return found
    found = _find(now, typed, typed.any_word, page, "any") if len(typed.words) + len(typed.phrases) > 1 else found
    return found if found.total else Found(typed, "nothing", 0)


def suggested(now: Published, typed: Typed) -> str:
    """The search with misspelled names corrected, where that is another search; else ""."""
    words = names.corrected(now, typed.words, frozenset())
    return typed.with_words(words).text if words != list(typed.words) else ""


def _rows(now: Published, typed: Typed, query: str) -> QuerySet[SearchEntry]:
    rows = SearchEntry.objects.filter(revision=now.revision, facets__contains=typed.marks)
    return rows.filter(vector=_query(query)) if query else rows


def _query(query: str) -> SearchQuery:
    return SearchQuery(query, config=CONFIG, search_type="websearch")


def _find(now: Published, typed: Typed, query: str, page: int, how: str) -> Found:
    rows = _rows(now, typed, query)
    counted = _counts(rows)
    total = sum(n for _, n in counted.get("kind", ()))
    start = (max(1, page) - 1) * PAGE
    return Found(typed, how, total, tuple(_hits(rows, query, start)) if total > start else (), counted)


def _counts(rows: QuerySet[SearchEntry]) -> dict[str, tuple[tuple[str, int], ...]]:
    """How many entries have each value of each facet, the most frequent first."""
    marks = rows.annotate(mark=Func(F("facets"), function="unnest")).values("mark").annotate(n=Count("id")).order_by("-n", "mark")
    found: dict[str, list[tuple[str, int]]] = {}
    for mark, n in marks.values_list("mark", "n"):
        name, _, value = str(mark).partition(":")
        found.setdefault(name, []).append((value, int(n)))
    return {name: tuple(values) for name, values in found.items()}


def _hits(rows: QuerySet[SearchEntry], query: str, start: int) -> list[Hit]:
    old = When(facets__contains=[f"status:{OLDER}"], then=Value(OLD))
    lead = Case(old, *(When(kind=k, then=Value(x)) for k, x in LEAD.items()), default=Value(1.0), output_field=FloatField())
    rank: Any = SearchRank(F("vector"), _query(query), weights=WEIGHTS, normalization=Value(BY_LENGTH)) * lead if query else lead
    best = rows.annotate(rank=rank).order_by("-rank", "kind", "slug", "anchor").values_list("id", flat=True)[start : start + PAGE]
    return [_hit(r) for r in _marked(list(best), query)]


def _marked(ids: Sequence[int], query: str) -> list[SearchEntry]:
    rows = SearchEntry.objects.filter(id__in=ids).only("kind", "slug", "anchor", "title", "facets")
    if query:
        marks: dict[str, Any] = {"config": CONFIG, "start_sel": START, "stop_sel": STOP}
        rows = rows.annotate(
            marked_title=SearchHeadline("title", _query(query), highlight_all=True, **marks),
            snippet=SearchHeadline("body", _query(query), max_fragments=2, max_words=26, min_words=12, **marks),
        )  # fmt: skip
    else:
        rows = rows.annotate(marked_title=F("title"), snippet=Left("body", OPENING))
    by_id = {r.id: r for r in rows}
    return [by_id[i] for i in ids]


def _hit(row: Any) -> Hit:
    return Hit(row.kind, row.slug, row.anchor, row.marked_title, row.snippet, tuple(row.facets))


def _known(now: Published, words: Sequence[str]) -> frozenset[str]:
    """Those words that stand somewhere, one query."""
    if not words:
        return frozenset()
    rows = SearchEntry.objects.filter(revision=now.revision)
    found = rows.aggregate(**{f"w{i}": Count("id", filter=Q(vector=_query(Typed(w, (w,)).query))) for i, w in enumerate(words)})
    return frozenset(w for i, w in enumerate(words) if found[f"w{i}"])
