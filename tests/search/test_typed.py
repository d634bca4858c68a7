"""What was typed is read as it was meant, and PostgreSQL never gets what it cannot read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.search.typed import LONGEST, read


def test_words_phrases_and_exclusions() -> None:
    typed = read('outputs "fair use" -benchmark -"trade secret" ...')
    assert typed.words == ("outputs",)
    assert typed.phrases == ("fair use",)
    assert typed.without == ("benchmark", "trade secret")
    assert typed.query == 'outputs "fair use" -"benchmark" -"trade secret"'
    assert typed.any_word == 'outputs or "fair use" -"benchmark" -"trade secret"'


@pytest.mark.parametrize(
    ("text", "query"),
    [("name-4o", '"name 4o"'), ("owner/name_1", '"owner name 1"'), ("this or that", 'this "or" that'), ("“a b”", '"a b"')],
)
def test_a_name_in_parts_is_a_phrase(text: str, query: str) -> None:
    assert read(text).query == query


def test_only_known_facets_are_kept() -> None:
    assert read("x", {"kind": "models", "q": "x", "color": "red", "year": " "}).facets == {"kind": "models"}


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    typed = read(text)
    assert len(typed.text) <= LONGEST
    assert "\x00" not in typed.query
    again = typed.with_words(typed.words)
    assert (again.words, again.phrases) == (typed.words, typed.phrases)
