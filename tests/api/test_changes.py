"""The description changes only together with docs/api-changes.md: a digest of each of its parts is kept beside this file."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kb.api.docs import changes
from kb.api.openapi import document

KEPT = Path(__file__).with_name("description.json")
RENEW = "KB_RENEW_DESCRIPTION"  # set to 1: keep the digests of today
WORDS = {"description", "summary", "title", "examples"}  # annotations, which may be bettered without an entry
Digests = dict[str, str]


def bare(value: Any) -> Any:
    """Without annotations. A member that is named like one is an object, and stays."""
    if isinstance(value, dict):
        return {name: bare(x) for name, x in value.items() if name not in WORDS or isinstance(x, dict)}
    return [bare(x) for x in value] if isinstance(value, list) else value


def parts(described: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every operation, all that is sent, and every component by its name."""
    for path, methods in described["paths"].items():
        yield from ((f"{method.upper()} {path}", operation) for method, operation in methods.items())
    yield from ((f"webhook {name}", sent) for name, sent in described.get("webhooks", {}).items())
    for kind, components in described["components"].items():
        yield from ((f"{kind} {name}", component) for name, component in components.items())


def digests(described: Mapping[str, Any]) -> Digests:
    return {n: hashlib.sha256(json.dumps(bare(x), sort_keys=True).encode()).hexdigest()[:12] for n, x in sorted(parts(described))}


def difference(kept: Digests, found: Digests) -> list[str]:
    """What came, went or changed, a line each."""
    came = [f"new: {name}" for name in found.keys() - kept.keys()]
    went = [f"gone: {name}" for name in kept.keys() - found.keys()]
    return sorted([*came, *went, *(f"changed: {name}" for name in found.keys() & kept.keys() if found[name] != kept[name])])


def objection(kept: Mapping[str, Any], found: Digests, entries: int) -> str:
    """Why the digests of today may not be kept; empty where they may."""
    changed = difference(kept["parts"], found)
    if changed and entries <= kept["entries"]:
        return "Write an entry at the top of docs/api-changes.md: the description changed.\n" + "\n".join(changed)
    return ""


def test_the_description_changed_only_with_an_entry() -> None:
    found, kept, entries = digests(document(None)), json.loads(KEPT.read_text(encoding="utf-8")), len(changes())
    if os.environ.get(RENEW) == "1":
        assert not (why := objection(kept, found, entries)), why
        KEPT.write_text(json.dumps({"entries": entries, "parts": found}, indent=1) + "\n", encoding="utf-8")
        return
    changed = difference(kept["parts"], found)
    told = f"1. Write an entry at the top of docs/api-changes.md.\n2. {RENEW}=1 python3 manage.py test tests/api/test_changes.py"
    assert not changed, "\n".join(["The description of the API is not the one that is kept.", *changed, told])
    assert entries == kept["entries"], f"docs/api-changes.md has {entries} entries, not {kept['entries']}.\n{told}"


ONE = {
    "paths": {"/x/": {"get": {"summary": "Old words", "parameters": [{"name": "description", "schema": {"type": "string"}}]}}},
    "components": {"schemas": {"Thing": {"properties": {"description": {"type": "string"}}, "description": "Old words"}}},
}


def changed(**more: Any) -> Digests:
    other = json.loads(json.dumps(ONE))
    other["paths"]["/x/"]["get"] |= more.get("operation", {})
    other["components"]["schemas"]["Thing"] |= more.get("schema", {})
    return digests(other)


def test_better_words_need_no_entry() -> None:
    assert changed(operation={"summary": "New"}, schema={"description": "New", "title": "T", "examples": [1]}) == digests(ONE)


@pytest.mark.parametrize(
    "more",
    [
        {"operation": {"deprecated": True}},
        {"schema": {"required": ["x"]}},
        {"schema": {"properties": {"description": {"type": "integer"}}}},
    ],
)
def test_everything_else_does(more: dict[str, Any]) -> None:
    kept = {"entries": 3, "parts": digests(ONE)}
    found = changed(**more)
    assert len(difference(kept["parts"], found)) == 1
    assert "Write an entry" in objection(kept, found, 3)
    assert not objection(kept, found, 4)
    assert not objection(kept, digests(ONE), 3)


def test_what_came_and_went_is_named() -> None:
    kept, found = {"GET /a/": "1", "GET /b/": "2"}, {"GET /b/": "3", "GET /c/": "4"}
    assert difference(kept, found) == ["changed: GET /b/", "gone: GET /a/", "new: GET /c/"]


@pytest.mark.django_db
def test_entries_begin_with_their_day_and_stand_on_the_page() -> None:
    days = [entry[2:12] for entry in changes()]
    assert days
    assert days == sorted(days, reverse=True)
    assert all(entry.startswith("**20") and entry[12:15] == "** " for entry in changes())
    page = Client().get("/api/v1/docs/").content.decode()
    assert page.count("<p><strong>20") == len(days)
    assert 'id="changes"' in page
