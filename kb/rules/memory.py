"""Results that depend on the knowledge and a key alone, kept beside the knowledge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kb.rules.knowledge import Knowledge

LIMIT = 60_000  # entries; emptied when full, so that memory stays bounded

T = TypeVar("T")


def remembered(knowledge: Knowledge, key: object, make: Callable[[], T]) -> T:
    """What `make` gave when the key was first asked for. Keys of one kind begin with a word of their own; None is not kept."""
    return kept_in(knowledge.memo, key, make)


def kept_in(room: dict[Any, Any], key: object, make: Callable[[], T]) -> T:
    """As `remembered`, in a room of its own, which is as large and is emptied by itself."""
    found: T | None = room.get(key)
    if found is None:
        found = make()
        if len(room) >= LIMIT:
            room.clear()
        room[key] = found
    return found
