"""Up to four teachers side by side: the answer to one use, what governs each, and every duty and ban in a row of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import answers, matrix
from kb.pages.ask import names_for_typing
from kb.pages.settings import CHANNELS, Setting, Settings, controls, read_settings
from kb.pages.settings import FACTS as SET
from kb.queries.published import Published, published
from kb.rules.decide import decide
from kb.rules.families import own_channel
from kb.rules.grid import Cell, Use, asked, uses_for
from kb.rules.knowledge import Knowledge, Model
from kb.rules.names import resolve
from kb.rules.question import read_question

MOST = 4
USES = uses_for("llm")


@dataclass(frozen=True, slots=True)
class Column:
    """One teacher: its answer as the engine gave it, and the way to its page."""

    model: Model
    channel: str
    verdict: Mapping[str, Any]
    cell: Mapping[str, Any]


def compare(request: HttpRequest) -> HttpResponse:
    """The page. Teachers stand in the address as repeated `teacher`; names that are not on record are said at their field."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    settings = read_settings(now.knowledge, request.GET)
    names = [x.strip() for x in request.GET.getlist("teacher") if x.strip()]
    models, unknown = _models(now.knowledge, names[:MOST])
    use = next((u for u in _uses(models) if u.name == request.GET.get("use")), _uses(models)[0])
    columns = [_column(now, m, settings, use) for m in models]
    errors = {**settings.errors, **({"teacher": "; ".join(unknown)} if unknown else {})}
    if len(names) > MOST:
        errors["teacher"] = f"at most {MOST} teachers stand side by side; the first {MOST} are shown"
    context = {
        "settings": [_use_control(models, use), *controls(now.knowledge, settings, ("channel", *SET))],
        "errors": errors, "columns": columns,
        "slots": [*(m.slug for m in models), *[""] * (MOST - len(models))], "revision": now.revision, **names_for_typing(now),
        "facts": list(_facts(now, columns)), "bans": _by(columns, _bans), "duties": _by(columns, _duties),
        "lineage": _by(columns, lambda c: _lineage(now, c)),
    }  # fmt: skip
    return render(request, "overviews/compare_teachers.html", context, status=400 if errors else 200)


def _models(knowledge: Knowledge, names: Sequence[str]) -> tuple[list[Model], list[str]]:
    found: dict[str, Model] = {}
    unknown = []
    for name in names:
        slug = resolve(name, knowledge.model_names) if len(name) < 200 else None  # noqa: PLR2004 - no name is longer
        if slug is None:
            unknown.append(f"no model named “{name[:60]}” is on record")
        else:
            found[slug] = knowledge.models[slug]
    return list(found.values()), unknown


def _uses(models: Sequence[Model]) -> tuple[Use, ...]:
    return tuple(dict.fromkeys(u for m in models for u in uses_for(m.kind))) or USES


def _use_control(models: Sequence[Model], use: Use) -> Setting:
    options = tuple((u.name, f"{matrix.STUDENTS[u.student_kind]}, {matrix.METHODS[u.method]}") for u in _uses(models))
    return Setting("use", "You want to train", options, use.name)


def _column(now: Published, model: Model, settings: Settings, use: Use) -> Column:
    channel = own_channel(model) if settings.channel == "own" else settings.channel
    question = read_question(asked(model, channel, settings.facts, use), now.knowledge, settings.facts["as_of"])
    verdict = decide(now.knowledge, question, include=()).as_dict()
    answer = Cell(verdict["verdict"], verdict["risk"], verdict["basis"] == "silence")
    return Column(model, channel, verdict, next(matrix.cells(model, channel, [answer], settings, [use])))


def _facts(now: Published, columns: Sequence[Column]) -> Iterator[dict[str, Any]]:
    """Plain rows: a label, and for each teacher its name and the words."""
    rows = {
        "Maker": [now.title("providers", c.model.provider) for c in columns],
        "Reached through": [CHANNELS[c.channel] for c in columns],
        "Released": [c.model.released or "not known" for c in columns],
        "Size": [c.model.parameters or "not said" for c in columns],
    }
    for label, words in rows.items():
        yield {"label": label, "cells": [(c.model.name, w) for c, w in zip(columns, words, strict=True)]}


Entry = tuple[str, str]  # words, citation or ""


def _by(columns: Sequence[Column], read: Any) -> list[dict[str, Any]]:
    """A row for each entry that any teacher has; for each teacher the citation, "yes" without one, or ""."""
    found = [dict(read(c)) for c in columns]
    words = dict.fromkeys(w for entries in found for w in entries)
    return [{"words": w, "cells": [{"has": w in entries, "citation": entries.get(w, "")} for entries in found]} for w in words]


def _bans(column: Column) -> Iterator[Entry]:
    for finding in column.verdict["findings"]:
        if finding["outcome"] in ("prohibited", "undetermined"):
            steps = [s["citation"] for s in finding["steps"] if s["effect"] == "forbids" and s["holds"] is not False]
            yield f"{finding['title']}: {answers.WORDS[finding['outcome']].lower()}", (steps or [finding["citation"] or ""])[0]


def _duties(column: Column) -> Iterator[Entry]:
    yield from ((c["text"], c["citation"] or "") for c in column.verdict["conditions"])


def _lineage(now: Published, column: Column) -> Iterator[Entry]:
    for a in column.verdict["lineage"]:
        words = f"{_name(now, a['ancestor'])}: {a['evidence']}{', disputed' if a['disputed'] else ''}, risk {a['level']}"
        yield words, (a["citations"] or [""])[0]


def _name(now: Published, slug: str) -> str:
    return next((now.title(k, slug) for k in ("models", "datasets", "providers") if slug in now.records[k]), slug)
