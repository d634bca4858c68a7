"""Which teachers may I use? One use, and every teacher for it, the most open answer and the lowest risk first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import frames, matrix
from kb.pages.settings import Setting, Settings, controls, read_settings
from kb.queries.published import Published, published
from kb.rendering.csv_file import table
from kb.rules.grid import Cell, Row, Use, grid, uses_for
from kb.rules.knowledge import Model
from kb.rules.sizes import billions

PAGE = 50
WEIGHTS = (("", "open or closed"), ("open", "open"), ("closed", "closed"))
FILTERS = ("use", "weights", "least", "most", "answer")
ANSWERS = (("", "any"), ("open", "permitted, also on conditions"), ("permitted", "permitted"), ("conditional", "on conditions"),
           ("undetermined", "not settled"), ("prohibited", "prohibited"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A teacher with its answer, and the row in which others answer alike."""

    model: Model
    row: Row
    answer: Cell


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list. Sizes are in billions of parameters."""

    use: Use
    at: int
    weights: str
    least: float | None
    most: float | None
    answer: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]


def teachers(request: HttpRequest) -> HttpResponse:
    """The page."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    settings = read_settings(now.knowledge, request.GET)
    filters = _filters(settings, request.GET)
    word = request.GET.get("q", "").strip()
    everything = _ordered(now, settings, filters)
    found = [x for x in everything if _kept(now, x, filters, word)]
    page = frames.paged(found, PAGE, request.GET.get("page"))
    typed = {**filters.typed, "q": word}
    errors = {**settings.errors, **filters.errors}
    context = {
        "settings": [*_controls(settings, filters), *controls(now.knowledge, settings)], "errors": errors, "asked": word, "page": page,
        "lines": list(_lines(now, list(page.object_list), settings, filters)), "total": len(everything), "revision": now.revision,
        "use": f"{matrix.STUDENTS[filters.use.student_kind]}, {matrix.METHODS[filters.use.method]}", "csv": settings.query(**typed),
        "counts": [(a, sum(1 for x in found if x.answer.verdict == a)) for a in ("permitted", "conditional", "undetermined", "prohibited")],
        "before": settings.query(**typed, page=page.number - 1) if page.has_previous() else "",
        "after": settings.query(**typed, page=page.number + 1) if page.has_next() else "",
    }  # fmt: skip
    return render(request, "overviews/teachers.html", context, status=400 if errors else 200)


def as_csv(request: HttpRequest) -> HttpResponse:
    """The same list, a line for each teacher."""
    now = published()
    if now is None:
        return HttpResponse(status=503)
    settings = read_settings(now.knowledge, request.GET)
    filters = _filters(settings, request.GET)
    found = (x for x in _ordered(now, settings, filters) if _kept(now, x, filters, request.GET.get("q", "").strip()))
    head = [
        "teacher",
        "name",
        "provider",
        "channel",
        "weights",
        "parameters",
        "released",
        "verdict",
        "risk",
        "use",
        *settings.facts,
        "revision",
    ]
    return table("teachers", [head, *(_line(now, x, settings, filters) for x in found)])


def _line(now: Published, found: Found, settings: Settings, filters: Filters) -> list[Any]:
    model, answer = found.model, found.answer
    about = [model.slug, model.name, model.provider, found.row.channel, model.weights, model.parameters, model.released]
    return [*about, answer.verdict, answer.risk, filters.use.name, *settings.facts.values(), now.revision]


def _filters(settings: Settings, data: Mapping[str, str]) -> Filters:
    uses = uses_for(settings.makes)
    typed = {n: data.get(n, "").strip() for n in FILTERS}
    errors: dict[str, str] = {}
    at = next((i for i, u in enumerate(uses) if u.name == typed["use"]), 0)
    if typed["use"] and uses[at].name != typed["use"]:
        typed["use"] = ""  # a use of other teachers: the first of these stands in its place
    return Filters(
        uses[at], at, typed["weights"], _number(typed, "least", errors), _number(typed, "most", errors), typed["answer"], typed, errors
    )


def _number(typed: Mapping[str, str], name: str, errors: dict[str, str]) -> float | None:
    text = typed[name].upper().removesuffix("B").strip()
    if not text:
        return None
    if not text.replace(".", "", 1).isdecimal() or len(text) > 8:  # noqa: PLR2004 - digits
        errors[name] = f"“{typed[name][:20]}” is not a number of billions"
        return None
    return float(text)


def _ordered(now: Published, settings: Settings, filters: Filters) -> list[Found]:
    """Every teacher with its answer: the most open first, then the lowest risk, then the newest."""
    rows = grid(now.knowledge, settings.facts, settings.channel, settings.makes, uses_for(settings.makes))
    found = [Found(m, r, r.cells[filters.at]) for r in rows for m in r.members]
    found.sort(key=lambda x: x.model.slug)
    found.sort(key=lambda x: x.model.released or "", reverse=True)
    return sorted(found, key=lambda x: x.answer.order)


def _kept(now: Published, found: Found, filters: Filters, word: str) -> bool:
    model, verdict = found.model, found.answer.verdict
    size = billions(model.parameters)
    if filters.weights and model.weights != filters.weights:
        return False
    if filters.answer and verdict != filters.answer and not (filters.answer == "open" and verdict in ("permitted", "conditional")):
        return False
    if filters.least is not None and (size is None or size < filters.least):
        return False
    if filters.most is not None and (size is None or size > filters.most):
        return False
    return not word or matrix.holds(now, model, word.lower()) or word.lower() in matrix.title_of(now, found.row).lower()


def _controls(settings: Settings, filters: Filters) -> Iterator[Setting]:
    uses = tuple((u.name, f"{matrix.STUDENTS[u.student_kind]}, {matrix.METHODS[u.method]}") for u in uses_for(settings.makes))
    yield Setting("use", "You want to train", uses, filters.use.name)
    yield Setting("answer", "The answer is", ANSWERS, filters.answer)
    yield Setting("weights", "Weights of the teacher", WEIGHTS, filters.weights)
    for name, label in (("least", "At least, billion parameters"), ("most", "At most, billion parameters")):
        yield Setting(name, label, (), filters.typed[name], filters.errors.get(name, ""), "number")


def _lines(now: Published, found: Sequence[Found], settings: Settings, filters: Filters) -> Iterator[dict[str, Any]]:
    for x in found:
        cell = next(matrix.cells(x.model, x.row.channel, [x.answer], settings, [filters.use]))
        one = x.row.governed[0] if x.row.channel == "weights" and len(x.row.governed) == 1 else ""
        text = one if one in now.records["instruments"] else ""  # a text that is not held has no page
        yield {
            "model": x.model,
            "provider": now.title("providers", x.model.provider),
            "cell": cell,
            "governed": matrix.title_of(now, x.row),
            "text": text,
        }
