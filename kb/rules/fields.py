"""What a field and a shape of a record are, how a value is checked against a shape, and its canonical order.

A record is plain data: mappings, lists, strings, booleans, integers. Dates are ISO strings; a `when` is a day, a month
or a year (`2025-01-20`, `2025-01`, `2025`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.rules.errors import nearest

SLUG = re.compile(r"[a-z0-9][a-z0-9.\-]*\Z")
WHEN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. `type` is one of TYPES; `ref` names the kind that a slug points to."""

    name: str
    type: str = "text"
    required: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    ref: str = ""
    shape: Shape | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A mapping with known fields. `kind` is the plural noun, the folder's name too. Shapes compare by identity."""

    kind: str
    fields: tuple[Field, ...]
    words: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields, in order."""
        return tuple(f.name for f in self.fields)


def f(name: str, type: str = "text", **more: object) -> Field:  # noqa: A002 - reads as the declaration it is
    """A field of that type."""
    return Field(name, type, **more)  # type: ignore[arg-type]


def slug(name: str = "slug", **more: object) -> Field:
    """The required name of a record."""
    return f(name, "slug", required=True, **more)


def ref(name: str, kind: str, **more: object) -> Field:
    """A field that names a record of that kind."""
    return f(name, "slug", ref=kind, **more)


def enum(name: str, choices: Iterable[str], **more: object) -> Field:
    """A field with closed values."""
    return f(name, "enum", choices=tuple(choices), **more)


def many(name: str, shape: Shape, **more: object) -> Field:
    """A list of parts of that shape."""
    return f(name, "shape", shape=shape, many=True, **more)


Path = tuple[str | int, ...]
Problem = tuple[Path, str, tuple[str, ...]]


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be a text that is not empty"


def _pattern(pattern: re.Pattern[str], what: str) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        return None if isinstance(value, str) and pattern.match(value) else f"must be {what}, not {value!r}"

    return check


def _is(type_: type, what: str) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        return None if type(value) is type_ else f"must be {what}, not {value!r}"

    return check


def _url(value: object) -> str | None:
    known = isinstance(value, str) and value.startswith(("https://", "http://"))
    return None if known else f"must be an address that begins with https://, not {value!r}"


TYPES: dict[str, Callable[[object], str | None]] = {
    "text": _text,
    "markdown": _text,
    "condition": _text,
    "slug": _pattern(SLUG, "a slug (lower case, digits, dots, hyphens)"),
    "place": _pattern(re.compile(r"[A-Z][A-Z0-9\-]*\Z"), "a place code in upper case"),
    "when": _pattern(WHEN, "a day, month or year (2025-01-20, 2025-01, 2025)"),
    "day": _pattern(DAY, "a day (2025-01-20)"),
    "url": _url,
    "bool": _is(bool, "true or false"),
    "int": _is(int, "a whole number"),
    "mapping": _is(dict, "a mapping"),
}


def problems(shape: Shape, value: object, path: Path = ()) -> Iterator[Problem]:
    """What keeps `value` from being of `shape`: (path, reason, nearest right words) for each problem."""
    if not isinstance(value, Mapping):
        yield path, f"must be a mapping of {shape.kind} fields", ()
        return
    known = {x.name: x for x in shape.fields}
    for key in value:
        if key not in known:
            yield (*path, key), f"unknown field {key!r}", nearest(str(key), known)
    for field in shape.fields:
        here = value.get(field.name)
        if here is None or here == []:
            if field.required:
                yield path, f"field {field.name!r} is missing", ()
            continue
        if field.many:
            if not isinstance(here, list):
                yield (*path, field.name), "must be a list", ()
                continue
            for i, item in enumerate(here):
                yield from _problems_of_value(field, item, (*path, field.name, i))
        else:
            yield from _problems_of_value(field, here, (*path, field.name))


def _problems_of_value(field: Field, value: object, path: Path) -> Iterator[Problem]:
    if field.shape is not None:
        yield from problems(field.shape, value, path)
    elif field.choices:
        if value not in field.choices:
            yield path, f"{value!r} is not one of {', '.join(field.choices)}", nearest(str(value), field.choices)
    else:
        reason = TYPES[field.type](value)
        if reason:
            yield path, reason, ()


def ordered(shape: Shape, value: Mapping[str, object]) -> dict[str, object]:
    """The same record with its fields in declared order and empty fields left out: the canonical form."""
    out: dict[str, object] = {}
    for field in shape.fields:
        here = value.get(field.name)
        if here is None or here == []:
            continue
        if field.shape is not None:
            here = [ordered(field.shape, x) for x in here] if field.many else ordered(field.shape, here)  # type: ignore[attr-defined, arg-type]
        out[field.name] = here
    return out
