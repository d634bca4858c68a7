"""A record as rows of a page, derived from its shape: every field that a shape declares is shown, none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.queries.published import Published
from kb.rendering import addresses
from kb.rules.shapes import SHAPES, Field, Shape

SHORT, LINE = 4, 90  # rows, characters
HEADINGS = frozenset({"title", "name", "caption", "slug"})
TABLE = 5  # columns of a table of parts
LABELS = {
    "from": "From", "to": "Until", "slug": "Identifier", "good_for": "Good for",
    "not_good_for": "Not good for", "if_in_force": "If it were law",
    "recheck": "To be checked again", "url": "Address", "speaks_of": "Speaks of",
    "applies_from": "Applies from", "pass_through.to": "Passes on", "to_date": "Until", "source": "Read in", "cite": "Authority",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One value: its text, how it is shown (text, markdown, link, citation, condition, mark), and where it leads."""

    text: str
    shown_as: str = "text"
    address: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its label, its values, or the parts that it consists of."""

    label: str
    items: tuple[Item, ...] = ()
    parts: tuple[tuple[str, tuple[Row, ...]], ...] = ()  # (anchor, rows)
    columns: tuple[str, ...] = ()  # of a table: its labels, and for each line the values under each label
    lines: tuple[tuple[tuple[str, tuple[Item, ...]], ...], ...] = ()


def rows_of(published: Published, kind: str, record: Mapping[str, Any], leave: frozenset[str] = frozenset()) -> list[Row]:
    """All fields of a record, in the order in which they are declared."""
    return rows_in(published, SHAPES[kind], record, HEADINGS | leave)


def rows_in(published: Published, shape: Shape, value: Mapping[str, Any], leave: frozenset[str] = frozenset()) -> list[Row]:
    """The fields of anything that has a shape, without those to leave out."""
    return list(_rows(published, shape, value, leave))


def _rows(published: Published, shape: Shape, value: Mapping[str, Any], leave: frozenset[str] = frozenset()) -> Iterator[Row]:
    for field in shape.fields:
        here = value.get(field.name)
        if here is None or here == [] or field.name in leave:
            continue
        many = here if isinstance(here, list) else [here]
        if field.shape is not None:
            parts = tuple((str(x.get("key") or ""), tuple(_rows(published, field.shape, x))) for x in many)
            yield _of_parts(label(field.name), parts)
        else:
            yield Row(label(field.name, shape.kind), tuple(item(published, field, x, value) for x in many))


def _of_parts(name: str, parts: tuple[tuple[str, tuple[Row, ...]], ...]) -> Row:
    """Parts as lines where they are short, as a table where they are alike, else each as a box."""
    rows = [rows for _, rows in parts]
    if all(_is_short(r) for r in rows):
        return Row(name, tuple(_in_one_line(r) for r in rows))
    columns = tuple(dict.fromkeys(r.label for part in rows for r in part))
    anchored = any(anchor for anchor, _ in parts)
    if len(parts) > 1 and len(columns) <= TABLE and not anchored and not any(r.parts or r.lines for part in rows for r in part):
        lines = tuple(tuple((c, next((r.items for r in part if r.label == c), ())) for c in columns) for part in rows)
        return Row(name, columns=columns, lines=lines)
    return Row(name, parts=parts)


def _is_short(rows: tuple[Row, ...]) -> bool:
    """Whether a part is a few plain words, which read better as one line than as a box."""
    words = [x.text for r in rows for x in r.items if x.shown_as == "text"]
    return len(rows) <= SHORT and len(words) == len(rows) and not any(r.parts for r in rows) and sum(map(len, words)) <= LINE


def _in_one_line(rows: tuple[Row, ...]) -> Item:
    return Item(" · ".join(x.text for r in rows for x in r.items))


def label(name: str, shape: str = "") -> str:
    """A field's name for people; in some shapes a name means something else."""
    return LABELS.get(f"{shape}.{name}") or LABELS.get(name) or name.replace("_", " ").capitalize()


def item(published: Published, field: Field, here: Any, value: Mapping[str, Any]) -> Item:
    """One value of a field, with the page that it leads to."""
    text = "yes" if here is True else "no" if here is False else str(here)
    if field.ref or (field.name in ("parent", "child") and f"{field.name}_kind" in value):
        kind = field.ref or f"{value[f'{field.name}_kind']}s"
        known = text in published.records.get(kind, {})
        return Item(published.title(kind, text), "link" if known else "text", addresses.of_record(kind, text) if known else "")
    if field.name == "cite":
        cited = published.knowledge.citations.get(text)
        return Item(cited.title if cited else text, "link" if cited else "text", addresses.of_citation(text))
    if field.type == "mapping":
        return Item(", ".join(f"{n}: {x}" for n, x in here.items()))
    if field.name == "verification":
        return Item(text, "mark")
    if field.type == "url" or text.startswith(("https://", "http://")):
        return Item(text, "link", text)
    if field.choices:
        text = text.replace("_", " ")
    shown = {"markdown": "markdown", "condition": "condition"}.get(field.type, "quote" if field.name == "quote" else "text")
    return Item(text, shown)
