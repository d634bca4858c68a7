"""Outside documents as plain values, within bounds: size, depth, number of values; no aliases, no repeated names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from kb.importers.files import _Loader as PlainScalars
from kb.services.mentions import LONGEST_NAME, MOST_MENTIONS, DocumentError, Mention, Passage

LONGEST = 2_000_000  # bytes of a document
DEEPEST = 64  # levels
MOST_VALUES = 200_000
PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd")  # zip, gzip, bzip2, xz, zstd
MARKS = re.compile(r'"(?:[^"\\]|\\.)*+"?\\?|[\[{\]},]', re.DOTALL)  # a text without an end is one mark: never looked at again
EXPRESSION = re.compile(r" (?:AND|OR|WITH) |[()]", re.IGNORECASE)


def text_of(data: bytes) -> str:
    """The document as text. Raises `DocumentError` where it is too long, compressed, or not UTF-8."""
    if len(data) > LONGEST:
        raise DocumentError(f"the document has {len(data):,} bytes; {LONGEST:,} are read")
    if data.startswith(PACKED):
        raise DocumentError("the document is compressed: unpack it first")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"the document is not UTF-8: byte {error.start + 1} begins no character") from None
    if "\x00" in text:
        raise DocumentError("the document holds NUL characters: it is no text")
    return text


def json_value(text: str) -> Any:
    """The JSON value in a text. Raises `DocumentError`."""
    _check_json_bounds(text)
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise DocumentError(f"no JSON: {error.msg}", error.lineno) from None
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"no JSON: {error}") from None


def _check_json_bounds(text: str) -> None:
    depth = values = 0
    for mark in MARKS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark[0], 0)
        values += mark[0] in "[{,"
        if depth > DEEPEST:
            raise DocumentError(f"nested more than {DEEPEST} levels deep")
        if values > MOST_VALUES:
            raise DocumentError(f"more than {MOST_VALUES:,} values")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def yaml_value(text: str) -> Any:
    """The one YAML document in a text: plain scalars, without anchors, aliases and tags. Raises `DocumentError`."""
    try:
        _check_yaml_bounds(text)
        loader = PlainScalars(text)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentError(f"no YAML: {getattr(error, 'problem', None) or 'cannot be read'}", mark.line + 1 if mark else None) from None
    except (ValueError, TypeError, RecursionError) as error:
        raise DocumentError(f"no YAML that is read here: {error}") from None


def _check_yaml_bounds(text: str) -> None:
    depth, keys = 0, _Keys()
    for count, event in enumerate(yaml.parse(text, Loader=PlainScalars)):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise DocumentError("anchors and aliases are not read", line)
        if getattr(event, "tag", None):
            raise DocumentError("tags are not read", line)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST or count > MOST_VALUES:
            raise DocumentError(f"more than {DEEPEST} levels or {MOST_VALUES:,} values", line)
        keys.see(event, line)


class _Keys:
    """Refuses a mapping in which a key stands twice."""

    def __init__(self) -> None:
        self.open: list[tuple[set[str] | None, bool]] = []  # keys seen (None in a list); is a key expected

    def see(self, event: yaml.Event, line: int) -> None:
        """Take the next event."""
        if isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
            return
        if not isinstance(event, yaml.NodeEvent):
            return
        if self.open and self.open[-1][0] is not None:
            seen, key = self.open[-1]
            if key and isinstance(event, yaml.ScalarEvent):
                if event.value in seen:  # type: ignore[operator]
                    raise DocumentError(f"{event.value[:80]!r} stands twice", line)
                seen.add(event.value)  # type: ignore[union-attr]
            self.open[-1] = (seen, not key)
        if isinstance(event, yaml.CollectionStartEvent):
            self.open.append((set() if isinstance(event, yaml.MappingStartEvent) else None, True))


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def several(value: Any) -> list[Any]:
    """A list as it is, one value as a list, nothing as an empty list."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def mention(role: str, place: str, *names: object, of: str = "", facts: Mapping[str, object] | None = None) -> Iterator[Mention]:
    """A mention under the names that are texts. A thing without any name is mentioned as one that nobody can recognize."""
    usable = tuple(dict.fromkeys(shown(n) for n in names if isinstance(n, str) and n.strip()))
    yield Mention(role, usable or ("(without a name)",), shown(place), shown(of), facts=facts or {})


def shown(text: str) -> str:
    """A text of the document as it may be shown anywhere: short, on one line, nothing that steers a terminal."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text.strip()[:LONGEST_NAME])


def licenses(place: str, expression: object, of: str = "") -> Iterator[Mention]:
    """Each license of an SPDX license expression."""
    parts = EXPRESSION.split(" ".join(expression.split())) if isinstance(expression, str) else [expression]
    for part in parts:
        if not isinstance(part, str) or part.strip():
            yield from mention("license", place, part, of=of)


def below(place: str, key: object) -> str:
    """The place of what stands under a key."""
    return f"{place}.{str(key)[:80]}" if place else str(key)[:80]


def passages(place: str, value: object, *, whole: bool = False) -> Iterator[Passage]:
    """The texts in a value, each with its place. A text that is meant to be a name is none where it is too long for one."""
    if isinstance(value, str):
        if value.strip() and not (whole and len(value) > LONGEST_NAME):
            yield Passage(value, shown(place), whole=whole)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from passages(below(place, key), inner, whole=whole)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from passages(f"{place}[{i}]", inner, whole=whole)


def once(found: Iterator[Mention]) -> tuple[Mention, ...]:
    """The mentions without repeats. Raises `DocumentError` where there are too many."""
    kept: dict[tuple[object, ...], Mention] = {}
    for one in found:
        kept.setdefault((one.role, one.names, one.of, tuple(sorted((n, str(x)) for n, x in one.facts.items()))), one)
        if len(kept) > MOST_MENTIONS:
            raise DocumentError(f"more than {MOST_MENTIONS:,} models, data sets and licenses are named")
    return tuple(kept.values())
