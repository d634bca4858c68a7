"""What readers do, in a real Chromium, at the width of a desk and of a phone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.every_page import VERDICTS

pytestmark = pytest.mark.browser
TONES = {"high-risk": "conditional"}  # never a green yes
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  return [(e.textContent || e.id).trim(), `${style.outlineStyle} ${style.outlineWidth}`];
}"""
FILL = "e => getComputedStyle(e).fill"


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_verdict_is_read_first(view: Any, verdict: str) -> None:
    view.goto(VERDICTS[verdict])
    band = view.locator(".band")
    assert band.is_visible()
    assert band.bounding_box()["y"] < 700  # seen without scrolling
    assert TONES.get(verdict, verdict) in band.get_attribute("class")


def test_the_form_asks_what_matters(view: Any) -> None:
    view.goto("/ask/")
    view.get_by_label("Which model do you want to learn from?").fill("llama-4-scout")
    view.get_by_label("Weights that you downloaded and run").check()
    view.get_by_label("A general language model").check()
    view.get_by_role("heading", name="What matters for that").wait_for()
    assert view.get_by_label("Where are you established?").is_visible()


def test_an_answer_without_script(plain: Any) -> None:
    plain.goto("/")
    plain.get_by_label("Which model do you want to learn from?").fill("llama-3-70b")
    plain.get_by_label("Weights that you downloaded and run").check()
    plain.get_by_label("Train on generated text, reasoning traces included").check()
    plain.get_by_label("A classifier").check()
    plain.get_by_role("button", name="Answer").click()
    assert plain.locator(".band").is_visible()


def test_what_was_wrong_takes_the_focus(view: Any) -> None:
    view.goto("/ask/")
    view.get_by_label("Which model do you want to learn from?").fill("llama-3-70c")
    view.get_by_role("button", name="Answer and save").click()
    summary = view.locator(".summary-of-errors")
    assert summary.evaluate("e => e === document.activeElement")
    assert "llama-3-70b" in summary.inner_text()
    assert view.locator("#teacher").input_value() == "llama-3-70c"


def test_a_citation_is_followed_to_its_words(view: Any) -> None:
    view.goto(VERDICTS["prohibited"])
    view.locator(".step .source-link").first.click()
    assert view.url.endswith("#no-improving-other-models")
    assert "improve any other large language model" in view.locator("#no-improving-other-models").inner_text()


def test_a_saved_answer_opens_again(view: Any) -> None:
    view.goto(VERDICTS["undetermined"])
    view.get_by_role("button", name="Save this answer").click()
    view.wait_for_url("**/verdicts/*/")
    address = view.url
    view.goto("/")
    view.goto(address)
    assert view.locator(".band.verdict-undetermined").is_visible()


def test_the_keyboard_alone_leads_everywhere_and_is_seen(view: Any) -> None:
    view.goto(VERDICTS["undetermined"])
    reached = set()
    for _ in range(24):
        view.keyboard.press("Tab")
        text, ring = view.evaluate(FOCUSED)
        assert ring == "solid 3px", text
        reached.add(text)
    assert {"Skip to the content", "Search", "Change the question", "Yes", "No"} <= reached
    view.goto(VERDICTS["undetermined"])
    view.keyboard.press("Tab")
    view.keyboard.press("Enter")
    view.keyboard.press("Tab")
    assert view.evaluate(FOCUSED)[0] == "Change the question"


def test_the_header_of_a_long_table_stays_in_view(view: Any) -> None:
    view.goto("/models/")
    view.mouse.wheel(0, 2000)
    view.wait_for_function("window.scrollY > 1500")
    header = view.locator(".listing thead th").first
    assert not header.is_visible() or header.bounding_box()["y"] == 0  # on a phone each row names its cells


def test_colors_are_the_readers_own_where_the_system_says_so(view: Any) -> None:
    view.goto("/instruments/openai-terms-of-use/")
    view.emulate_media(forced_colors="active")
    text, bar = (view.locator(x).first.evaluate(FILL) for x in (".spans text", ".spans .bar"))
    assert text == view.evaluate("getComputedStyle(document.body).color")
    assert bar == view.evaluate("getComputedStyle(document.body).backgroundColor")
