"""The matrix: teachers that answer alike in a row, uses in columns, each cell a verdict and the way to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kb.pages import frames
from kb.pages.settings import Setting, Settings, controls, read_settings
from kb.queries.published import Published, published
from kb.rendering.csv_file import table
from kb.rules.grid import Cell, Row, Use, asked, grid, uses_for
from kb.rules.knowledge import Model

PAGE = 20  # rows
NAMED = 4  # teachers named in a row before the reader opens the rest
STUDENTS = {"general_llm": "General language model", "task_llm": "Language model for one task", "embedding": "Embedding model",
            "classifier": "Classifier", "reward_model": "Reward model", "image_model": "Image or video model",
            "audio_model": "Audio model"}  # fmt: skip
WORDS = {"permitted": "permitted", "conditional": "on conditions", "prohibited": "prohibited", "undetermined": "not settled"}
METHODS = {"outputs": "on outputs", "preferences": "by preferences", "logits": "on logits", "evaluation": "measured only"}


def matrix(request: HttpRequest) -> HttpResponse:
    """The page: settings, and a page of rows in the order asked for. `row` opens one row's teachers."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    settings = read_settings(now.knowledge, request.GET)
    uses = uses_for(settings.makes)
    rows = grid(now.knowledge, settings.facts, settings.channel, settings.makes, uses)
    asked_for, order, opened = (request.GET.get(n, "").strip() for n in ("q", "sort", "row"))
    found, whole = _found(now, rows, asked_for), request.GET.get("page") == frames.ALL
    page = frames.paged(_ordered(now, found, uses, order), PAGE, request.GET.get("page"))
    context = {
        "settings": [*controls(now.knowledge, settings), _sort_control(settings, order)],
        "errors": settings.errors, "asked": asked_for, "sort": order,
        "columns": columns(settings.makes),
        "rows": [shown(now, r, settings, uses, r.members[0].slug if whole else opened) for r in page], "page": page, "total": len(rows),
        "revision": now.revision,
        "teachers": sum(len(r.members) for r in rows), "csv": settings.query(q=asked_for, sort=order),
        "before": settings.query(q=asked_for, sort=order, page=page.number - 1) if page.has_previous() else "",
        "after": settings.query(q=asked_for, sort=order, page=page.number + 1) if page.has_next() else "",
    }  # fmt: skip
    return render(request, "overviews/matrix.html", context, status=400 if settings.errors else 200)


def _sort_control(settings: Settings, order: str) -> Setting:
    uses = ((u.name, f"{STUDENTS[u.student_kind]}, {METHODS[u.method]}") for u in uses_for(settings.makes))
    return Setting(
        "sort", "Sorted by", (("", "all answers, best first"), ("name", "text or maker"), ("teachers", "number of teachers"), *uses), order
    )


def as_csv(request: HttpRequest) -> HttpResponse:
    """A line for each teacher: the verdict and risk of each use."""
    now = published()
    if now is None:
        return HttpResponse(status=503)
    settings = read_settings(now.knowledge, request.GET)
    if settings.errors:
        said = "\n".join(f"{n}: {x}" for n, x in settings.errors.items())
        return HttpResponse(said, status=400, content_type="text/plain; charset=utf-8")
    uses = uses_for(settings.makes)
    rows = grid(now.knowledge, settings.facts, settings.channel, settings.makes, uses)
    found = _ordered(now, _found(now, rows, request.GET.get("q", "").strip()), uses, request.GET.get("sort", ""))
    answers = [f"{u.name}{x}" for u in uses for x in ("", "_risk")]
    head = ["teacher", "provider", "channel", "governed_by", *answers, *settings.facts, "revision"]
    return table("matrix", [head, *(_line(now, r, m, settings) for r in found for m in r.members)])


def _line(now: Published, row: Row, model: Model, settings: Settings) -> list[Any]:
    answers = [x for c in row.cells for x in (c.verdict, c.risk)]
    return [model.slug, model.provider, row.channel, " ".join(row.governed), *answers, *settings.facts.values(), now.revision]


def columns(kind: str) -> list[dict[str, str]]:
    """The heads of the columns for teachers that make a kind of thing."""
    return [{"name": u.name, "student": STUDENTS[u.student_kind], "method": METHODS[u.method]} for u in uses_for(kind)]


def title_of(now: Published, row: Row) -> str:
    """What a row stands for: the texts that govern its teachers, or the maker whose API serves them."""
    if row.channel == "weights":
        return " and ".join(now.title("instruments", x) for x in row.governed) or "No license on record"
    return f"{now.title('providers', row.governed[0])}, by API"


def shown(now: Published, row: Row, settings: Settings, uses: Sequence[Use], opened: str = "") -> dict[str, Any]:
    """A row as the page shows it. `opened` is the slug of a teacher whose row shows all its teachers."""
    all_of_them = opened in {m.slug for m in row.members}
    members = row.members if all_of_them else row.members[:NAMED]
    first = row.members[0].slug
    return {
        "title": title_of(now, row), "channel": row.channel, "first": first, "count": len(row.members), "opened": all_of_them,
        "members": members, "rest": len(row.members) - len(members), "open": settings.query(q=first, row=first),
        "cells": list(cells(row.members[0], row.channel, row.cells, settings, uses)),
    }  # fmt: skip


def cells(model: Model, channel: str, answers: Iterable[Cell], settings: Settings, uses: Sequence[Use]) -> Iterator[dict[str, Any]]:
    """The cells of a teacher, each with the address of its verdict."""
    for use, answer in zip(uses, answers, strict=True):
        facts = asked(model, channel, settings.facts, use)
        text = {n: ("true" if x else "false") if isinstance(x, bool) else x for n, x in facts.items() if x is not None}
        word = f"not forbidden, {answer.risk} risk" if answer.hedged else WORDS[answer.verdict]
        name, address = f"{STUDENTS[use.student_kind]}, {METHODS[use.method]}", f"{reverse('ask')}?{urlencode(text)}"
        yield {"use": name, "answer": answer, "word": word, "address": address}


def _found(now: Published, rows: Sequence[Row], text: str) -> list[Row]:
    """The rows that hold a word in their title, or in a teacher's name, slug or maker."""
    word = text.lower()
    return [r for r in rows if not word or word in title_of(now, r).lower() or any(holds(now, m, word) for m in r.members)]


def holds(now: Published, model: Model, word: str) -> bool:
    """Whether a word (lower case) stands in a teacher's slug, name or maker's name."""
    return word in model.slug or word in model.name.lower() or word in now.title("providers", model.provider).lower()


def _ordered(now: Published, rows: Sequence[Row], uses: Sequence[Use], order: str) -> list[Row]:
    """By name, by number of teachers, by the answer to one use, or (first) by all answers, best first."""
    if order == "name":
        return sorted(rows, key=lambda r: title_of(now, r).lower())
    if order == "teachers":
        return sorted(rows, key=lambda r: (-len(r.members), title_of(now, r).lower()))
    at = next((i for i, u in enumerate(uses) if u.name == order), None)
    if at is not None:
        return sorted(rows, key=lambda r: (r.cells[at].order, -len(r.members), r.members[0].slug))
    return sorted(rows, key=lambda r: (tuple(map(sum, zip(*(c.order for c in r.cells), strict=True))), -len(r.members), r.members[0].slug))
