"""Pages of lists: keys in a fixed order, and a cursor that names the last one seen. What is added between two pages disturbs none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from rest_framework.request import Request

from kb.api import parameters

Row = Mapping[str, Any]


def page(
    request: Request, asked: Mapping[str, Any], keys: Sequence[str], row: Callable[[str], Row], wanted: Callable[[Row], bool]
) -> dict[str, Any]:
    """`results`, and the address of the `next` page or None. `keys` are in ascending order; `asked` holds limit and cursor."""
    start = bisect_right(keys, asked["cursor"]) if "cursor" in asked else 0
    matching = (key for key in islice(keys, start, None) if wanted(row(key)))
    found = list(islice(matching, asked["limit"] + 1))
    more = len(found) > asked["limit"]
    shown = found[: asked["limit"]]
    return {"results": [row(key) for key in shown], "next": next_address(request, shown[-1]) if more else None}


def next_address(request: Request, cursor: str) -> str:
    """The same address with another cursor."""
    query = {**parameters.texts(request), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
