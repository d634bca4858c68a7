"""JSON Schemas of records, derived from the shapes that files and tables follow too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.queries.changes import WHAT
from kb.queries.clauses import STANDING
from kb.rendering.fact_types import nullable
from kb.rules import fields
from kb.rules import vocabulary as v
from kb.rules.fields import Field, Shape
from kb.rules.shapes import SHAPES

Schema = dict[str, Any]
REFERENCE = "#/components/schemas/"
TAKEN = frozenset({"Change", "Chosen", "Clause", "Revision", "Manifest", "Fact"})  # names of what is not a part of a file
SOME = "Chosen"
REVISION: Schema = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
TYPES: Mapping[str, Schema] = {
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "mapping": {"type": "object"},
    "markdown": {"type": "string", "contentMediaType": "text/markdown"},
    "slug": {"type": "string", "pattern": f"^{fields.SLUG.pattern.removesuffix(chr(92) + 'Z')}$"},
    "place": {"type": "string", "pattern": "^[A-Z][A-Z0-9-]*$"},
    "when": {"type": "string", "pattern": f"^{fields.WHEN.pattern.removesuffix(chr(92) + 'Z')}$"},
    "day": {"type": "string", "format": "date"},
    "url": {"type": "string", "pattern": "^https?://"},
}


def title_of(kind: str) -> str:
    """A name in one word: `pass_through` is PassThrough."""
    return "".join(part.capitalize() for part in kind.split("_"))


def record_name(kind: str) -> str:
    """The component that describes a record of a kind: `datasets` is Dataset."""
    return title_of(kind.removesuffix("s"))


def _named() -> dict[int, str]:
    """A component's name for every shape, by its identity: records first; a part whose name is taken is named after its owner too."""
    names = {id(shape): record_name(kind) for kind, shape in SHAPES.items()}
    taken = {*names.values(), *TAKEN}
    for owner, part in _parts():
        if id(part) not in names:
            name = title_of(part.kind)
            names[id(part)] = f"{names[id(owner)]}{name}" if name in taken else name
            taken.add(names[id(part)])
    return names


def _parts() -> Iterator[tuple[Shape, Shape]]:
    waiting = list(SHAPES.values())
    for owner in waiting:
        for field in owner.fields:
            if field.shape is not None:
                yield owner, field.shape
                waiting.append(field.shape)


NAMES = _named()


def of_field(field: Field) -> Schema:
    """One field. A reference to another record says to which kind."""
    plain = dict(TYPES.get(field.type, {"type": "string"}))
    one: Schema = {"$ref": f"{REFERENCE}{NAMES[id(field.shape)]}"} if field.shape else plain
    if field.choices:
        one = {"type": "string", "enum": list(field.choices)}
    words = ". ".join(x for x in (field.words, f"Slug of one of {field.ref}" if field.ref else "") if x)
    whole = {"type": "array", "items": one} if field.many else one
    return {**whole, "description": f"{words[0].upper()}{words[1:]}."} if words else whole


def of_shape(shape: Shape, *, shallow: bool = False) -> Schema:
    """A record or a part of one. `shallow` is the form of lists: parts have no parts of their own."""
    properties = {f.name: _entries(f) if shallow and f.shape else of_field(f) for f in shape.fields}
    required = [f.name for f in shape.fields if f.required]
    more = {**({"description": shape.words} if shape.words else {}), **({"required": required} if required else {})}
    return {"type": "object", **more, "properties": properties, "additionalProperties": False}


def _entries(field: Field) -> Schema:
    shape = field.shape
    if shape is None or not _deep(shape):
        return of_field(field)
    plain = Shape(shape.kind, tuple(f for f in shape.fields if f.shape is None), shape.words)
    return {"type": "array", "items": of_shape(plain)} if field.many else of_shape(plain)


def _deep(shape: Shape) -> bool:
    return any(f.shape is not None for f in shape.fields)


def in_list(kind: str) -> str:
    """The component that describes a record of a kind where it stands in a list."""
    deeper = kind in SHAPES and any(f.shape and _deep(f.shape) for f in SHAPES[kind].fields)
    return f"{record_name(kind)}InList" if deeper else record_name(kind)


def _chosen(name: str) -> Schema:
    return {"anyOf": [{"$ref": f"{REFERENCE}{name}"}, {"$ref": f"{REFERENCE}{SOME}"}]}


def one_of(kind: str) -> Schema:
    """A record of a kind, or what was chosen of it."""
    return _chosen(record_name(kind))


def page_of(kind: str) -> Schema:
    """A page of a list."""
    read = kind in SHAPES or kind == STANDING.kind
    results = {"type": "array", "items": _chosen(in_list(kind)) if read else {"$ref": f"{REFERENCE}{record_name(kind)}"}}
    after = {"type": ["string", "null"], "format": "uri", "description": "The address of the next page; null on the last."}
    return object_of({"results": results, "next": after})


def object_of(properties: Mapping[str, Any], *left_out: str) -> Schema:
    """An object with these members, all of them required but those that may be left out, and no other."""
    always = [name for name in properties if name not in left_out]
    return {"type": "object", "properties": dict(properties), "required": always, "additionalProperties": False}


def slug_of(kind: str) -> Schema:
    """The type of the slugs of a kind."""
    return {k: x for k, x in of_field(next(f for f in SHAPES[kind].fields if f.name == "slug")).items() if k != "description"}


def _clause() -> Schema:
    """A clause in its version: every field, null where there is nothing."""
    filled = {f.name for f in STANDING.fields if f.required or f.many} | {"pinpoint", "verification"}
    return object_of({f.name: of_field(f) if f.name in filled else nullable(of_field(f)) for f in STANDING.fields})


def _revision() -> Schema:
    when = {"type": "string", "format": "date-time"}
    properties = {
        "id": REVISION, "created_at": when, "records": {"type": "integer", "minimum": 0},
        "current": {"type": "boolean"},
        "published": {"type": "array", "items": when, "description": "When it became the current one; not in lists."},
    }  # fmt: skip
    return object_of(properties, "published")


def _change() -> Schema:
    text = {"type": "string"}
    return object_of({
        "kind": {"type": "string", "enum": sorted(SHAPES)}, "slug": text, "change": {"type": "string", "enum": list(WHAT)},
        "fields": {"type": "array", "items": text, "description": "Paths that differ, of a changed record."},
    })  # fmt: skip


def _manifest() -> Schema:
    count = {"type": "integer", "minimum": 0}
    file = object_of({
        "kind": {"type": "string", "enum": sorted(SHAPES)}, "url": {"type": "string", "format": "uri"},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "Of the file's bytes."}, "bytes": count, "records": count,
    })  # fmt: skip
    engine = {"type": "string", "description": "The engine that answers here. Another may answer otherwise from the same record."}
    return object_of({"revision": REVISION, "engine": engine, "records": count, "files": {"type": "array", "items": file}})


def _fact() -> Schema:
    text = {"type": "string"}
    value = object_of({"value": text, "words": text})
    properties = {
        "name": {"type": "string", "enum": list(v.FACTS)}, "type": {"type": "string", "enum": sorted({f.kind for f in v.FACT_LIST})},
        "label": text, "question": text, "why": text, "required": {"type": "boolean"}, "values": {"type": "array", "items": value},
        "presumed": {"type": ["string", "boolean", "null"]}, "presumption": {"type": ["string", "null"]},
    }  # fmt: skip
    return object_of(properties)


def components() -> dict[str, Schema]:
    """Every component of the reading part of the API, by name."""
    whole = {NAMES[id(shape)]: of_shape(shape) for shape in (*SHAPES.values(), *(part for _, part in _parts()))}
    lists = {in_list(kind): of_shape(shape, shallow=True) for kind, shape in SHAPES.items() if in_list(kind) != record_name(kind)}
    some = {"type": "object", "minProperties": 1, "description": "What `fields` and `expand` chose of a record."}
    own = {"Clause": _clause(), "Revision": _revision(), "Change": _change(), "Manifest": _manifest(), "Fact": _fact()}
    return {**whole, **lists, SOME: some, **own}
