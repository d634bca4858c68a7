"""What is marked is what differs: without the marks, each side reads as it was written."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kb.rendering.differences import likeness, merged, merged_as_markdown, new_side, old_side
from kb.rendering.marking import marked

WORDS = st.lists(st.sampled_from(["you", "may", "not", "train", "models", "that", "compete", "<b>", "&", ",", "."]), max_size=12).map(
    " ".join
)
SAID = re.compile(r'<span class="visually-hidden">.*?</span>')


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"</?(?:ins|del)>", "", SAID.sub("", markup)))


@given(WORDS, WORDS)
def test_each_side_keeps_its_words(old: str, new: str) -> None:
    assert text_of(old_side(old, new)) == old
    assert text_of(new_side(old, new)) == new
    assert "<b>" not in merged(old, new)


@given(WORDS, WORDS)
def test_without_what_went_or_came_the_other_text_is_left(old: str, new: str) -> None:
    one = str(merged(old, new))
    assert text_of(re.sub(r"<del>.*?</del>", "", one)).split() == new.split()
    assert text_of(re.sub(r"<ins>.*?</ins>", "", one)).split() == old.split()


@given(WORDS)
def test_the_same_text_has_no_mark(text: str) -> None:
    assert text_of(merged(text, text)) == text
    assert "<ins>" not in merged(text, text)
    assert not text or likeness(text, text) == 1


def test_marks_are_said_to_screen_readers() -> None:
    assert (
        merged("may train", "may never train")
        == 'may <ins><span class="visually-hidden">[added: </span>never <span class="visually-hidden">]</span></ins>train'
    )


def test_a_lone_word_between_changes_belongs_to_them() -> None:
    assert text_of(merged("a b c", "x b y")) == "a b c x b y"


def test_matches_are_marked_and_everything_else_escaped() -> None:
    assert marked("a <i> [[b]]", "[[", "]]") == "a &lt;i&gt; <mark>b</mark>"


def test_in_markdown_what_went_is_struck_and_what_came_is_bold() -> None:
    assert merged_as_markdown("You may train models.", "You may not train models.") == "You may **not** train models."
    assert merged_as_markdown("for any purpose at all", "for any purpose") == "for any purpose ~~at all~~"


@given(WORDS, WORDS)
def test_markdown_without_what_went_reads_as_the_new_text(old: str, new: str) -> None:
    read = MarkdownIt("commonmark").enable("strikethrough").renderInline(merged_as_markdown(old, new))
    one = html.unescape(re.sub(r"</?strong>", "", re.sub(r"<s>.*?</s>", "", read)))
    assert one.split() == new.split()
