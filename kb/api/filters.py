"""Filters of lists, derived from the shapes of records: names, choices, yes or no, dates, a few short texts, and words anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kb.api import record_schemas
from kb.api.parameters import TEXT, Parameter
from kb.queries.as_of import steps
from kb.rules import vocabulary as v
from kb.rules.dates import first_day, last_day
from kb.rules.fields import Field, Shape

CODES = frozenset({"country", "jurisdiction", "jurisdictions", "region", "language", "spdx", "family", "input", "output", "version",
                   "type"})  # fmt: skip
TEXTS = frozenset({"name", "title", "caption", "court", "judge", "publisher", "docket", "citation", "governing_law", "aliases", "against",
                   "license_declared", "access_needed", "parties", "claims", "alleged_by", "arxiv", "cite", "id", "provider"})  # fmt: skip
DATES = ("when", "day")
WHEN: Mapping[str, Any] = {**record_schemas.TYPES["when"], "examples": ["2025-01-20", "2025-01", "2025"]}
NAMES: Mapping[str, Any] = {"type": "array", "items": {"type": "string", "pattern": r"^[^\u0000,]+$"}, "minItems": 1}
WORDS = Parameter("q", "Words that all occur somewhere in the record, in any order, upper or lower case.", TEXT)
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: what it looks at in the record, or in the entries of a list (`part`), and when its values do."""

    parameter: Parameter
    part: str
    field: str
    holds: Callable[[Sequence[Any], Any], bool]
    alone: bool = False  # need the entry not be the one in which the other filters hold?


@lru_cache(maxsize=64)
def of_shape(shape: Shape) -> tuple[Filter, ...]:
    """The filters of a list: fields of the record, and `list.field` for those of the entries of its lists."""
    parts = [(f.name, f.shape) for f in shape.fields if f.shape is not None]
    own = [x for f in shape.fields if f.shape is None and f.name != "slug" for x in _of_field("", f)]
    more = BY_NORM if shape.kind == "clauses" else ()
    return (*own, *more, *(x for name, part in parts for f in part.fields for x in _of_field(name, f)))


def parameters_of(shape: Shape) -> tuple[Parameter, ...]:
    """The query parameters by which records of a shape are filtered."""
    optional = [f.name for f in shape.fields if not f.required]
    more = (_choice("has", "Fields that all have a value.", optional), _choice("lacks", "Fields that all have none.", optional))
    state = (STATUS,) if shape.kind == "laws" else ()
    return (WORDS, *state, *(f.parameter for f in of_shape(shape)), *(more if optional else ()))


def _of_field(part: str, field: Field) -> Iterator[Filter]:
    name = f"{part}.{field.name}" if part else field.name
    whose = "Of an entry: " if part else ""
    if field.type == "bool":
        said = f"{whose}is this so? What does not say counts as false."
        yield Filter(Parameter(name, _sentence(said), {"type": "boolean"}), part, field.name, _so)
    elif field.type in DATES:
        said = "a month or a year counts where any of its days does."
        yield Filter(Parameter(f"{name}_after", _sentence(f"{whose}on this day or later; {said}"), WHEN), part, field.name, _after)
        yield Filter(Parameter(f"{name}_before", _sentence(f"{whose}before this day; {said}"), WHEN), part, field.name, _before)
    elif field.choices:
        yield Filter(_choice(name, f"{whose}one of these.", field.choices), part, field.name, _among)
    elif field.type in ("slug", "place") or field.name in CODES:
        what = f" {field.ref} (slugs)" if field.ref else ""
        yield Filter(Parameter(name, _sentence(f"{whose}one of these{what}."), NAMES), part, field.name, _among)
    elif field.name in TEXTS and field.type == "text":
        yield Filter(Parameter(name, _sentence(f"{whose}exactly this text."), TEXT), part, field.name, _exactly)


def choices_of(values: Iterable[str]) -> dict[str, Any]:
    """The type of a filter that takes some of these values."""
    return {**NAMES, "items": {"type": "string", "enum": list(values)}}


def _choice(name: str, words: str, choices: Sequence[str]) -> Parameter:
    return Parameter(name, _sentence(words), choices_of(choices))


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _so(values: Sequence[Any], asked: bool) -> bool:  # noqa: FBT001 - a value of a query, not a switch
    return any(values) is asked


def _after(values: Sequence[Any], asked: str) -> bool:
    return any(last_day(str(x)) >= first_day(asked) for x in values)


def _before(values: Sequence[Any], asked: str) -> bool:
    return any(first_day(str(x)) < first_day(asked) for x in values)


def _among(values: Sequence[Any], asked: Sequence[str]) -> bool:
    return any(x in asked for x in values)


def _exactly(values: Sequence[Any], asked: str) -> bool:
    return asked in values


STATUS = _choice("status", "Its status on the day of `as_of`, today if not given: one of these.", v.LAW_STATUSES)
BY_NORM = tuple(
    Filter(_choice(effect, f"One of its norms {effect} one of these acts.", tuple(v.ACTS)), "norms", effect, _among, alone=True)
    for effect in v.EFFECTS
)


def chosen(shape: Shape, rows: Mapping[str, Record], asked: Mapping[str, Any], day: str) -> Callable[[str], bool]:
    """Tells of the key of a record whether it is asked for. All filters must hold; those of one list, of one of its entries."""
    groups: dict[tuple[str, str], list[Filter]] = {}
    for each in of_shape(shape):
        if each.parameter.name in asked:
            groups.setdefault((each.part, each.field if each.alone else ""), []).append(each)
    words = asked.get("q", "").casefold().split()

    def wanted(key: str) -> bool:
        row = rows[key]
        return (
            _says(row, words)
            and all(row.get(name) not in (None, []) for name in asked.get("has", ()))
            and all(row.get(name) in (None, []) for name in asked.get("lacks", ()))
            and all(any(_matches(entry, group, asked) for entry in _entries(row, part)) for (part, _), group in groups.items())
            and (STATUS.name not in asked or shape.kind != "laws" or _status(row, day) in asked[STATUS.name])
        )

    return wanted


def _matches(entry: Record, group: Sequence[Filter], asked: Mapping[str, Any]) -> bool:
    return all(f.holds(_many(entry.get(f.field)), asked[f.parameter.name]) for f in group)


def _entries(row: Record, part: str) -> list[Any]:
    return _many(row.get(part)) if part else [row]


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _status(law: Record, day: str) -> str:
    taken = steps(law, day)
    return str(taken[-1]["status"]) if taken else ""


def _says(row: Record, words: Sequence[str]) -> bool:
    written = "\n".join(_texts(row)).casefold() if words else ""
    return all(word in written for word in words)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
