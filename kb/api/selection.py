"""What of a record is shown: the fields that were asked for, and what they point to in place of its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from kb.api.filters import choices_of
from kb.api.parameters import Parameter
from kb.queries.published import Published
from kb.rules.fields import Field, Shape
from kb.rules.shapes import SHAPES

Record = Mapping[str, Any]
Tree = Mapping[str, Any]  # name of a field: None for the whole of it, or the tree of what is shown of it
ENDS = ("parent", "child")  # of an edge: a name whose kind stands beside it


@lru_cache(maxsize=64)
def paths(shape: Shape) -> tuple[str, ...]:
    """The path of every field of a shape and its parts: `licenses`, `licenses.instrument`."""
    found: list[str] = []
    for field in shape.fields:
        found += [field.name, *(f"{field.name}.{x}" for x in (paths(field.shape) if field.shape else ()))]
    return tuple(found)


@lru_cache(maxsize=64)
def expandable(shape: Shape) -> tuple[str, ...]:
    """The path of every field that names another record, and, one step further, of every field of that record that does."""
    found: list[str] = []
    for path, field in _references(shape):
        further = SHAPES[field.ref].fields if field.ref else ()
        found += [path, *(f"{path}.{x.name}" for x in further if x.ref)]
    return tuple(found)


def _references(shape: Shape) -> Iterator[tuple[str, Field]]:
    for field in shape.fields:
        if field.shape is not None:
            yield from ((f"{field.name}.{path}", inner) for path, inner in _references(field.shape))
        elif field.ref or (shape.kind == "edges" and field.name in ENDS):
            yield field.name, field


def parameters_of(shape: Shape) -> tuple[Parameter, ...]:
    """`fields`, and `expand` where a record of the shape names others."""
    words = "Show these fields only, and what names the record; parts of parts too, which lists leave out otherwise."
    fields = Parameter("fields", words, choices_of(paths(shape)))
    words = "Show the records that these fields name, as lists show them, in place of the names."
    return (fields, Parameter("expand", words, choices_of(expandable(shape)))) if expandable(shape) else (fields,)


def tree(shape: Shape, wanted: Iterable[str], *, whole: bool) -> Tree:
    """What to show for paths that are wanted, in the order of the shape. A part comes `whole`, or without parts of its own."""
    below: dict[str, list[str]] = {}
    for path in wanted:
        name, _, rest = path.partition(".")
        below.setdefault(name, []).append(rest)
    return {f.name: _branch(f, below[f.name], whole=whole) for f in shape.fields if f.name in below}


def _branch(field: Field, rests: Sequence[str], *, whole: bool) -> Tree | None:
    if field.shape is None or (whole and "" in rests):
        return None
    plain = [f.name for f in field.shape.fields if f.shape is None] if "" in rests else []
    return tree(field.shape, [*plain, *(r for r in rests if r)], whole=whole)


def tree_of(shape: Shape, asked: Mapping[str, Any], key: str, *, whole: bool) -> Tree:
    """The tree of what a caller asked for; of all fields where no `fields` are named. `key` names the record and is always there."""
    named = {path for path, _ in _references(shape)}
    expanded = [path if path in named else path.rpartition(".")[0] for path in asked.get("expand", ())]
    kinds = [f"{path}_kind" for path in expanded if shape.kind == "edges" and path in ENDS]
    return tree(shape, [key, *asked.get("fields", shape.names), *expanded, *kinds], whole=whole)


def shown(value: Record, kept: Tree) -> dict[str, Any]:
    """What the tree keeps of a record."""
    return {name: _shown(value[name], branch) for name, branch in kept.items() if name in value}


def _shown(value: Any, branch: Tree | None) -> Any:
    if branch is None:
        return value
    return [shown(x, branch) for x in value] if isinstance(value, list) else shown(value, branch)


def in_list(shape: Shape, record: Record) -> dict[str, Any]:
    """A record as lists show it: parts without parts of their own."""
    return shown(record, tree(shape, shape.names, whole=False))


def expanded(now: Published, shape: Shape, value: Record, wanted: Iterable[str]) -> dict[str, Any]:
    """The same with records in place of names at the paths that are wanted. A name that is not on record stays."""
    below: dict[str, list[str]] = {}
    for path in wanted:
        name, _, rest = path.partition(".")
        below.setdefault(name, []).append(rest)
    fields = {f.name: f for f in shape.fields if f.name in below and f.name in value}
    return {**value, **{name: _replaced(now, field, value, below[name]) for name, field in fields.items()}}


def _replaced(now: Published, field: Field, owner: Record, rests: Sequence[str]) -> Any:
    here, part = owner[field.name], field.shape
    kind = field.ref or f"{owner.get(f'{field.name}_kind')}s"

    def one(value: Any) -> Any:
        if part is not None:
            return expanded(now, part, value, rests)
        record = now.records.get(kind, {}).get(value)
        return expanded(now, SHAPES[kind], in_list(SHAPES[kind], record), [r for r in rests if r]) if record else value

    return [one(x) for x in here] if isinstance(here, list) else one(here)
