"""The list of a kind: its filters and columns, declared once; what was chosen stands in the address, so that a view can be shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages import frames
from kb.pages.home import TITLES
from kb.pages.lines import Line, line_of
from kb.pages.naming import place_name
from kb.queries.published import Published, Record
from kb.rules.vocabulary import AVENUES, RELATIONS

PAGE = 100
FILTERS: Mapping[str, tuple[str, ...]] = {
    "instruments": ("provider", "kind", "verification"), "models": ("provider", "weights", "modality", "license"),
    "services": ("operator", "kind", "verification"), "datasets": ("provider", "license", "mode"), "providers": ("country",),
    "edges": ("relation", "grade", "disputed"), "cases": ("jurisdiction", "court", "stage", "avenues"),
    "laws": ("jurisdiction", "kind", "status", "avenues"), "issues": ("status", "avenues"),
    "assessments": ("avenue", "level", "jurisdictions", "decided"), "incidents": ("providers", "grade", "disputed"),
    "techniques": ("methods",), "sources": ("publisher", "tier"),
}  # fmt: skip
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "instruments": ("provider", "kind", "newest", "versions"),
    "models": ("provider", "weights", "modality", "parameters", "released"),
    "services": ("operator", "kind"),
    "datasets": ("provider", "size", "released"),
    "providers": ("country",),
    "edges": ("relation", "grade", "date"),
    "cases": ("court", "stage", "filed"),
    "laws": ("jurisdiction", "kind", "status"),
    "issues": ("status", "positions"),
    "assessments": ("avenue", "level", "jurisdictions"),
    "incidents": ("date", "against", "grade"),
    "sources": ("publisher", "tier", "date"),
    "constructions": ("number",),
    "techniques": ("methods",),
}
LABELS = {
    "newest": "Newest text",
    "modality": "Makes",
    "avenues": "Avenue",
    "jurisdictions": "Jurisdiction",
    "providers": "Provider",
    "methods": "Method",
    "disputed": "Disputed",
    "tier": "Tier",
    "mode": "Several licenses",
}
VALUES = {"llm": "language model", "true": "yes", "false": "no", **AVENUES, **RELATIONS}
PROVIDERS = frozenset({"provider", "operator", "providers"})
PLACES = frozenset({"jurisdiction", "jurisdictions", "country"})
NUMBERS = frozenset({"versions", "positions", "number"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One record of a list: its line, its values by field (as they are kept), and the words of its columns."""

    line: Line
    values: Mapping[str, tuple[str, ...]]
    cells: tuple[tuple[str, str], ...]  # label, words


def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """All records of a kind, filtered and sorted as the address says, a page at a time; `q` keeps those whose name holds it."""
    now = frames.current(kind)
    whole = [_listed(now, kind, r) for r in now.records[kind].values()]
    chosen = {n: request.GET[n] for n in FILTERS.get(kind, ()) if request.GET.get(n)}
    asked = request.GET.get("q", "").strip()
    sort = _sort(kind, request.GET.get("sort", ""))
    found = _sorted([x for x in whole if _holds(x, chosen, asked.lower())], sort)
    page = frames.paged(found, PAGE, request.GET.get("page"))
    kept = {"q": asked, **chosen, "sort": request.GET.get("sort", "")}
    context = {
        "kind": kind, "title": TITLES[kind], "page": page, "asked": asked, "total": len(whole), "revision": now.revision, "sort": sort,
        "filters": [_filter(now, n, whole, chosen.get(n, "")) for n in FILTERS.get(kind, ())], "columns": _columns(kind, sort, kept),
        "chosen": [{"label": label(n), "value": value_words(now, n, x), "without": _query({**kept, n: ""})} for n, x in chosen.items()],
        "csv": _query(kept),
        "before": _query({**kept, "page": page.number - 1}) if page.has_previous() else "",
        "next": _query({**kept, "page": page.number + 1}) if page.has_next() else "",
    }  # fmt: skip
    return render(request, "records/list.html", context)


def chosen(now: Published, kind: str, data: Mapping[str, str]) -> list[Listed]:
    """The records of a kind that an address asks for, in its order."""
    values = {n: data[n] for n in FILTERS.get(kind, ()) if data.get(n)}
    asked = data.get("q", "").strip().lower()
    whole = (_listed(now, kind, r) for r in now.records[kind].values())
    return _sorted([x for x in whole if _holds(x, values, asked)], _sort(kind, data.get("sort", "")))


def label(name: str) -> str:
    """A field's name above a filter or a column."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def value_words(now: Published, name: str, value: str) -> str:
    """A value of a field for people."""
    if name in PROVIDERS:
        return now.title("providers", value)
    if name in PLACES:
        return place_name(now, value)
    if name == "license":
        return now.title("instruments", value)
    return VALUES.get(value, value if name in ("court", "publisher", "date", "parameters", "size", "against") else value.replace("_", " "))


def _listed(now: Published, kind: str, record: Record) -> Listed:
    names = dict.fromkeys((*FILTERS.get(kind, ()), *COLUMNS.get(kind, ())))
    values = {n: tuple(_values(now, kind, record, n)) for n in names}
    cells = tuple((label(n), ", ".join(value_words(now, n, x) for x in values[n])) for n in COLUMNS.get(kind, ()))
    return Listed(line_of(now, kind, record), values, cells)


def _values(now: Published, kind: str, record: Record, name: str) -> Iterable[str]:
    if name == "license":
        known = (now.knowledge.models if kind == "models" else now.knowledge.datasets)[record["slug"]]
        return sorted(known.licenses)
    if name == "newest":
        return [v.name for v in now.knowledge.instruments[record["slug"]].versions[-1:]]
    if name in ("versions", "positions"):
        return [str(len(record.get(name) or ()))]
    if name == "status" and kind == "laws":
        return [s["status"] for s in sorted(record.get("statuses") or (), key=lambda s: str(s["date"]))[-1:]]
    if name == "court":
        return [c.strip() for c in str(record.get("court") or "").split(";") if c.strip()]
    here = record.get(name)
    many = here if isinstance(here, list) else [] if here is None else [here]
    return [str(x).lower() if isinstance(x, bool) else str(x) for x in many]


def _holds(listed: Listed, chosen: Mapping[str, str], asked: str) -> bool:
    line = listed.line
    named = not asked or any(asked in text.lower() for text in (line.title, line.slug, *(words for _, words in listed.cells)))
    return named and all(value in listed.values[name] for name, value in chosen.items())


def _sort(kind: str, text: str) -> str:
    """The column to sort by, with `-` before it for the other way round; "" for the name."""
    return text if text.removeprefix("-") in (*COLUMNS.get(kind, ()), "title") else ""


def _sorted(found: list[Listed], sort: str) -> list[Listed]:
    by_name = sorted(found, key=lambda x: (x.line.title.lower(), x.line.slug))
    name = sort.removeprefix("-")
    if not name or name == "title":
        return by_name[::-1] if sort.startswith("-") else by_name
    have = [x for x in by_name if any(x.values[name])]
    without = [x for x in by_name if not any(x.values[name])]  # what has no value stands last, whichever way
    return sorted(have, key=lambda x: _key(name, x.values[name]), reverse=sort.startswith("-")) + without


def _key(name: str, values: Sequence[str]) -> tuple[int, str]:
    text = " ".join(values).lower()
    return (int(text), "") if name in NUMBERS and text.isdecimal() else (0, text)


def _columns(kind: str, sort: str, kept: Mapping[str, str]) -> list[dict[str, Any]]:
    """The heads of the table, each with the address that sorts by it; again, the other way round."""
    columns = [("title", "Name"), *((n, label(n)) for n in COLUMNS.get(kind, ()))]
    now = sort or "title"
    return [
        {"label": words, "query": _query({**kept, "sort": f"-{n}" if now == n else n}),
         "order": "ascending" if now == n else "descending" if now == f"-{n}" else ""}
        for n, words in columns
    ]  # fmt: skip


def _filter(now: Published, name: str, whole: Iterable[Listed], chosen: str) -> dict[str, Any]:
    counted = Counter(value for listed in whole for value in listed.values[name])
    options = sorted(((value_words(now, name, x), x, n) for x, n in counted.items()), key=lambda o: o[0].lower())
    return {"name": name, "label": label(name), "options": options, "chosen": chosen}


def _query(values: Mapping[str, Any]) -> str:
    return urlencode({n: str(x) for n, x in values.items() if x not in ("", None)})
