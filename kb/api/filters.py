"""Filters of lists, derived from the shapes of records: names, choices, yes or no, and a few short texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.api.parameters import TEXT, Parameter
from kb.rules.fields import Field, Shape

TEXTS = frozenset({"name", "title", "caption", "family", "country", "jurisdiction", "jurisdictions", "court", "spdx", "publisher"})
PLAIN = ("slug", "enum", "bool")


def of_shape(shape: Shape) -> tuple[Parameter, ...]:
    """The filters of a list of records: fields of its own, and `list.field` for what the entries of a list point to."""
    own = [_parameter(f.name, f) for f in shape.fields if f.name != "slug" and (f.type in PLAIN or f.choices or f.name in TEXTS)]
    lists = [(f.name, f.shape) for f in shape.fields if f.shape is not None and f.many]
    return (*own, *(_parameter(f"{name}.{x.name}", x) for name, part in lists for x in part.fields if x.ref and not x.many))


def _parameter(name: str, field: Field) -> Parameter:
    holds = "One of the entries is" if field.many or "." in name else "Is"
    if field.type == "bool":
        return Parameter(name, "Is this so? A record that does not say counts as false.", _schema(field))
    what = f"{holds} this {field.ref.removesuffix('s') + ' (slug)' if field.ref else 'value'}, exactly."
    return Parameter(name, what, _schema(field))


def _schema(field: Field) -> Mapping[str, Any]:
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    if field.type == "bool":
        return {"type": "boolean"}
    return TEXT


def matches(record: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Does a record have every value asked for? A yes-or-no field that is left out counts as no."""
    return all(_has(record, name, value) for name, value in asked.items())


def _has(record: Mapping[str, Any], name: str, value: Any) -> bool:
    outer, _, inner = name.partition(".")
    here = record.get(outer)
    if inner:
        return any(entry.get(inner) == value for entry in here or ())
    if isinstance(value, bool):
        return bool(here) is value
    return value in here if isinstance(here, list) else here == value
