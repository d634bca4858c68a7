# ruff: noqa: RUF001 - typographic marks are what these tests are about
"""How a text is read: marks and markup gone, quotes found word for word, pinpoints and days borne out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.importers import pinpoints
from kb.importers.days import days_in, states
from kb.importers.passages import mentions, uncovered
from kb.importers.texts import Text, plain, plain_words

TERMS = """# Terms of the Acme Service

Last updated: 18 April 2024

## 2. Use

2.1 You may use the [Service](https://example.org/service) and keep what it
**returns** to you.

2.2 You may not:

(a) use *Output* to train a model that competes with “Acme’s” models;
(b) reverse&nbsp;engineer the Service – or let others do so.

2.3 Output may be wrong.

## Other rules

* No robots; the Service answers people.
"""


@pytest.fixture
def terms() -> Text:
    return Text("terms.md", TERMS)


def test_markup_and_marks_are_taken_away() -> None:
    assert plain("> - **You** may [see](https://example.org/a_(b)) “it”…") == 'You may see "it"...'
    assert plain("<p>one<br>two</p>") == "one two"
    assert plain("a<b>b</b>c &amp; d\u00ad\u200b") == "abc & d"
    assert plain("|---|:--:|") == ""
    assert plain("within an[available region](https://example.org)") == "within an available region"
    assert plain("（９） ＡＢ") == "(9) AB"


@given(st.text(max_size=60))
def test_reading_twice_changes_nothing(line: str) -> None:
    once = plain_words(line)
    assert "  " not in once
    assert once == once.strip()


def test_quotes_are_found_across_lines_and_markup(terms: Text) -> None:
    assert len(terms.places("and keep what it returns to you.")) == 1
    assert terms.places('train a model that competes with "Acme\'s" models')
    assert terms.places("reverse engineer the Service - or let others do so")


@pytest.mark.parametrize(
    "words", ["use output to train", "keep what they return", "rain a model", "train a mode", "models; reverse engineer", ""]
)
def test_words_that_do_not_stand_there_are_not_found(terms: Text, words: str) -> None:
    assert terms.places(words) == []


def test_lines_of_the_file(terms: Text) -> None:
    (place,) = terms.places("returns")
    assert TERMS.splitlines()[terms.line(place + 1) - 1].startswith("**returns**")


def test_lines_of_a_script_without_spaces_are_joined_without_one() -> None:
    text = Text("zh.md", "您不得使用\n输出训练 模型。")
    assert text.places("您不得使用输出训练模型")


def test_a_json_file_is_read_by_its_strings() -> None:
    text = Text("act.json", '[{"title": "Art. 1", "content": ["No one may", "copy."]}, 3, null]')
    assert text.flat == "Art. 1 No one may copy."


@pytest.mark.parametrize(
    ("pinpoint", "expected"),
    [
        ("§ 4.2(a)(iv)", ["4.2", "a", "iv"]), ("1.b.v", ["1", "b", "v"]), ("§ 6.1(ii), (iv)", ["6.1", "ii"]),
        ("§ 2.1(a)–(c)", ["2.1", "a"]),
        ("Prohibited Uses, item 3", ["Prohibited Uses"]), ("Use restrictions, 6", ["Use restrictions", "6"]), ("first paragraph", []),
        ("§ 1 “Output”", ["1", "Output"]), ("Section 7 (License)", ["7", "License"]), ("Attachment A", ["Attachment A"]),
        ("您的权利 4", ["您的权利", "4"]),
        ("D.4(a)", ["D", "4", "a"]), ("5.3 b)", ["5.3", "b"]), ("Preamble", []),
    ],
)  # fmt: skip
def test_steps_of_pinpoints(pinpoint: str, expected: list[str]) -> None:
    assert [s.words for s in pinpoints.steps(pinpoint)] == expected


@pytest.mark.parametrize(
    ("pinpoint", "words", "right"),
    [
        ("§ 2.2(a)", "use Output to train", True), ("Use, 2.2(b)", "reverse engineer", True), ("§ 2.2(b)", "use Output to train", False),
        ("§ 2.1", "use Output to train", False), ("§ 2.1", "You may use the Service", True), ("§ 7.1", "You may use the Service", False),
        ("Other rules", "No robots", True), ("Other rules", "You may use the Service", False), ("§ 2.2", "Output may be wrong", False),
    ],
)  # fmt: skip
def test_pinpoints_lead_to_their_words_or_do_not(terms: Text, pinpoint: str, words: str, *, right: bool) -> None:
    assert any(pinpoints.holds(terms, pinpoint, x, len(words)) for x in terms.places(words)) is right


def test_a_list_that_lost_its_letters_is_counted() -> None:
    text = Text("t.md", "4. Limits\n    1. no bots\n    2. no copies")
    (place,) = text.places("no copies")
    assert pinpoints.holds(text, "4(b)", place, 9)
    assert not pinpoints.holds(text, "4(c)", place, 9)


@pytest.mark.parametrize(
    "words",
    [
        "18 April 2024",
        "April 18, 2024",
        "UpdatedApril 18, 2024",
        "2024-04-18",
        "2024/4/18",
        "18.04.2024",
        "4/18/24",
        "2024年4月18日",
        "18 avril 2024",
        "18th of April 2024",
    ],
)
def test_days_are_known_in_many_forms(words: str) -> None:
    assert states(f"Effective {words}.", "2024-04-18")
    assert not states(f"Effective {words}.", "2024-04-08")
    assert not states(f"Effective {words}.", "2024-05-18")


def test_a_month_states_its_first_day_only() -> None:
    assert states("Version 2, April 2024", "2024-04-01")
    assert not states("Version 2, April 2024", "2024-04-02")


def test_days_in_names() -> None:
    assert days_in("terms/acme/2024-04-18.md") == ["2024-04-18"]
    assert days_in("licenses/acme-3.1.txt") == []


def test_passages_without_a_clause_near() -> None:
    text = Text("t.md", TERMS + "\n" * 3 + "Weather. " * 60 + "\nOutput is yours. We train nothing.\n")
    assert [p.words for p in mentions(text)][-2:] == ["Output is yours.", "We train nothing."]
    found = list(uncovered(text, ["use Output to train a model"]))
    assert [p.words for p in found] == ["Output is yours.", "We train nothing."]
    assert found[0].line == len(TERMS.splitlines()) + 5
    assert len(list(uncovered(text, []))) == len(list(mentions(text))) == 4
