"""What differs between two states of a record: every field that does, and no other, each by a path that leads to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.queries.changes import differing
from kb.rules.shapes import SHAPES
from tests.sample import found, sample


def paths(kind: str, slug: str, change: Any) -> list[str]:
    whole = sample()
    record = found(whole, kind, slug)
    change(record)
    return list(differing(SHAPES[kind], found(sample(), kind, slug), record))


@pytest.mark.parametrize(
    ("kind", "slug", "change", "expected"),
    [
        ("providers", "acme", lambda r: r.update(country="DE"), ["country"]),
        ("providers", "acme", lambda r: r.pop("country"), ["country"]),
        ("providers", "hostco", lambda r: r.update(country="DE"), ["country"]),
        ("providers", "acme", lambda r: r["aliases"].reverse(), ["aliases"]),
        ("instruments", "acme-license", lambda r: r["versions"][0].update(complete=True), ["versions[2024-01-01].complete"]),
        ("instruments", "acme-license", lambda r: r["versions"].pop(1), ["versions[2024-07-01-en-eu]", "versions[2024-07-01-en-us]",
                                                                          "versions[2024-07-01]"]),
        ("instruments", "acme-license", lambda r: r["versions"][0]["clauses"][0].update(quote="x"),
         ["versions[2024-01-01].clauses[no-improving].quote"]),
        ("instruments", "acme-license", lambda r: r["versions"][0]["clauses"].reverse(), ["versions[2024-01-01].clauses"]),
        ("instruments", "acme-license", lambda r: r["versions"][0]["clauses"][0]["norms"].pop(1),
         ["versions[2024-01-01].clauses[no-improving].norms[leave]"]),
        ("instruments", "acme-license", lambda r: r["versions"][0]["clauses"].insert(0, {"key": "new", "pinpoint": "§ 0"}),
         ["versions[2024-01-01].clauses[new]"]),
        ("models", "acme-1", lambda r: r.pop("licenses"), ["licenses"]),
    ],
)  # fmt: skip
def test_each_change_is_named_by_its_path(kind: str, slug: str, change: Any, expected: list[str]) -> None:
    assert paths(kind, slug, change) == expected


LINK = st.fixed_dictionaries({}, optional={"title": st.sampled_from("abc"), "from": st.sampled_from(["2024", "2025"])})
LINKS = st.lists(LINK, max_size=4)


@given(LINKS, LINKS)
def test_something_is_named_exactly_where_something_differs(before: list[Any], after: list[Any]) -> None:
    named = list(differing(SHAPES["models"], {"licenses": before}, {"licenses": after}))
    assert bool(named) == (before != after)
    assert len(named) == len(set(named))
