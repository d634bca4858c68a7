"""A training run as plain data: lists of teachers, bases, data sets, models and licenses, by name or with facts of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.importers.bounded import mention, once
from kb.services.mentions import Document, DocumentError, Mention

LISTS = {"teachers": "teacher", "bases": "base", "datasets": "dataset", "models": "model", "licenses": "license"}


def parse(whole: Mapping[str, Any]) -> Document:
    """What a run names. Each item is a name, or an object with `name` and facts of a question. Raises `DocumentError`."""
    return Document("training_run", once(_mentions(whole)))


def _mentions(whole: Mapping[str, Any]) -> Iterator[Mention]:
    for field, items in whole.items():
        if field not in LISTS or not isinstance(items, list):
            raise DocumentError(f"{field[:80]!r} is no list of a run: {', '.join(LISTS)}")
        for i, item in enumerate(items):
            place = f"{field}[{i}]"
            facts = item if isinstance(item, dict) else {"name": item}
            if not isinstance(facts.get("name"), str) or not facts["name"].strip():
                raise DocumentError(f"{place}: must be a name, or an object with a name")
            yield from mention(LISTS[field], place, facts["name"], facts={n: x for n, x in facts.items() if n != "name"})
