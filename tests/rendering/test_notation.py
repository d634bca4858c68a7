"""Words that are written as Markdown are read as the same words by a parser that is not ours, wherever they stand."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb.rendering.notation import bold, coded, line, linked, seam, table, words

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PIECES = ["a", "may", "not", "1.", "12)", "-", "+", "*", "**", "_", "__", "#", "##", ">", "<b>", "</b>", "<!--", "[", "](x)", "]: x",
          "|", "`", "``", "~~", "~", "\\", "&", "&amp;", "&#35;", "!", "=", "==", "---", "<https://x.org>", "\n", "  ", "snake_case",
          "(", ")", "§", "“"]  # fmt: skip
TEXT = st.builds(lambda gap, parts: gap.join(parts), st.sampled_from(["", " "]), st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))


def read(markdown: str, tag: str) -> str:
    """What the parser finds in the only element of a name, with no element inside it."""
    found = re.findall(rf"<{tag}(?: [^>]*)?>(.*?)</{tag}>", READER.render(markdown), re.DOTALL)
    assert len(found) == 1, READER.render(markdown)
    assert "<" not in found[0], found[0]
    return " ".join(html.unescape(found[0]).split())


def same(text: str) -> str:
    return " ".join(text.split())


@given(TEXT)
def test_words_stay_words_in_every_place(text: str) -> None:
    said = words(text)
    if not same(text):
        return
    assert read(line(said), "p") == same(text)
    assert read(f"> {line(said)}", "p") == same(text)
    assert read(f"- {line(said)}", "li") == same(text)
    assert read(bold(f"x {said} x"), "strong") == f"x {same(text)} x".replace("  ", " ")
    assert read(linked(f"x {said} x", "https://x.org/"), "a") == same(f"x {text} x")


@given(TEXT, TEXT)
def test_a_cell_of_a_table_holds_its_words_alone(one: str, other: str) -> None:
    shown = READER.render("\n".join(table(["first", "second"], [[words(one), words(other)]])))
    cells = [same(html.unescape(cell)) for cell in re.findall(r"<td>(.*?)</td>", shown, re.DOTALL)]
    assert cells == [same(one), same(other)]


@given(st.lists(st.sampled_from(["a", "`", "``", "|", "\\", "<b>", " "]), min_size=1, max_size=6).map("".join))
def test_code_is_read_as_it_is(text: str) -> None:
    if same(text):
        assert read(f"x {coded(text)} x", "code") == same(text)


@pytest.mark.parametrize(
    "address", ["https://x.org/a(b)", "https://x.org/?q=a b", "https://x.org/<i>", "https://x.org/a|b", "https://x.org/\\)"]
)
def test_a_link_is_one_link_whatever_its_address(address: str) -> None:
    assert read(linked("word", address), "a") == "word"


def test_plain_text_is_not_littered_with_signs() -> None:
    for text in ("gpt-4o_mini, 1.5 (beta) & more!", "§ 2(c)(iii): a < b > c", "20% | 30% “so”", "C# and C++"):
        assert line(words(text)) == text


def test_a_sign_between_a_letter_and_a_mark_is_parted() -> None:
    pieces = ["may", "**(not)**", "train"]
    joined = ""
    for piece in pieces:
        joined += seam(joined, piece) + piece
    assert read(joined, "strong") == "(not)"
    assert seam("may ", "**not**") == seam("**not**", " train") == seam("a", "**b**") == ""
