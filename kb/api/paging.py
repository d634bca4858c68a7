"""Pages of lists: keys in a fixed order, and a cursor that names the last one seen. What is added between two pages disturbs none."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from rest_framework.request import Request

from kb.api import parameters
from kb.api.parameters import Parameter
from kb.rules.fields import Shape

Row = Mapping[str, Any]
Key = tuple[str, str]  # what is sorted by, and the name of the row
BY = ("name", "title", "caption")  # beside dates


def order_of(shape: Shape, key: str) -> Parameter:
    """The query parameter by which a list of that shape is sorted: its dates and names, with a minus from last to first."""
    names = [key, *(f.name for f in shape.fields if not f.many and (f.type in ("when", "day") or f.name in BY))]
    words = "What the list is sorted by; with a minus, from last to first. What has no value comes first, with a minus last."
    return Parameter("order", words, {"type": "string", "enum": [sign + n for n in names for sign in ("", "-")], "default": key})


def keys_of(rows: Mapping[str, Row], order: str, key: str) -> list[Key]:
    """The keys of rows in ascending order of a field; `key` is the field that the rows are named by."""
    name = order.removeprefix("-")
    return sorted(("" if name == key else str(row.get(name) or "").casefold(), slug) for slug, row in rows.items())


@dataclass(frozen=True, slots=True)
class Page:
    """The names of the rows on a page, and the address of the next page or None."""

    names: list[str]
    following: str | None


def page(request: Request, asked: Mapping[str, Any], keys: Sequence[Key], wanted: Callable[[str], bool], limit: int | None) -> Page:
    """A page of at most `limit` rows (None: all). `keys` are in ascending order; `asked` holds order and cursor."""
    matching = (key for key in _from(keys, asked) if wanted(key[1]))
    found = list(islice(matching, None if limit is None else limit + 1))
    more = limit is not None and len(found) > limit
    shown = found[:limit]
    return Page([name for _, name in shown], next_address(request, " ".join(x for x in shown[-1] if x)) if more else None)


def _from(keys: Sequence[Key], asked: Mapping[str, Any]) -> Iterable[Key]:
    """The keys behind the cursor, in the order asked for. A cursor is a key as text; names hold no blanks."""
    value, _, name = str(asked.get("cursor", "")).rpartition(" ")
    if str(asked.get("order", "")).startswith("-"):
        return reversed(keys[: bisect_left(keys, (value, name))] if "cursor" in asked else keys)
    return keys[bisect_right(keys, (value, name)) :] if "cursor" in asked else keys


def next_address(request: Request, cursor: str) -> str:
    """The same address with another cursor."""
    query = {**parameters.texts(request), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
