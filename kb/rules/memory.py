"""Results that depend on the knowledge and a key alone, kept beside the knowledge."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from kb.rules.knowledge import Knowledge

LIMIT = 60_000  # entries; emptied when full, so that memory stays bounded

T = TypeVar("T")


def remembered(knowledge: Knowledge, key: object, make: Callable[[], T]) -> T:
    """What `make` gave when the key was first asked for. Keys of one kind begin with a word of their own; None is not kept."""
    found = knowledge.memo.get(key)
    if found is None:
        found = make()
        if len(knowledge.memo) >= LIMIT:
            knowledge.memo.clear()
        knowledge.memo[key] = found
    return cast("T", found)
