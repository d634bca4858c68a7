"""The library's overviews in a real Chromium: widths, keyboard, colors, print, and with no script at all."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.every_page import VERDICTS

pytestmark = pytest.mark.browser


def test_arrow_keys_move_between_the_cells(view: Any) -> None:
    view.goto("/matrix/")
    rows = view.locator("table[data-grid] tbody tr")
    rows.nth(0).locator("a.cell").nth(0).focus()
    for key, (row, column) in {"ArrowDown": (1, 0), "ArrowRight": (1, 1), "End": (1, 7), "Home": (1, 0), "ArrowUp": (0, 0)}.items():
        view.keyboard.press(key)
        assert rows.nth(row).locator("a.cell").nth(column).evaluate("e => e === document.activeElement"), key


def test_a_teacher_for_a_use_is_found_and_its_verdict_opened(view: Any) -> None:
    view.goto("/teachers/")
    view.get_by_label("You want to train").select_option("classifier-outputs")
    view.get_by_label("The answer is").select_option("permitted")
    view.get_by_label("At most, billion parameters").fill("9")
    view.get_by_role("button", name="Show", exact=True).click()
    view.locator("a.cell").first.click()
    assert view.locator(".band.verdict-permitted").is_visible()


def test_the_matrix_is_set_and_sorted_without_script(plain: Any) -> None:
    plain.goto("/matrix/")
    plain.get_by_label("It competes with the teacher's maker").select_option("true")
    plain.get_by_label("Reached through").select_option("api")
    plain.get_by_label("Sorted by").select_option("teachers")
    plain.get_by_role("button", name="Show", exact=True).click()
    assert "competes=true" in plain.url
    assert plain.locator("a.cell.verdict-prohibited").count() > 5
    plain.locator("a.cell.verdict-prohibited").first.click()
    assert plain.locator(".band.verdict-prohibited").is_visible()


def test_columns_sort_by_a_button(browser: Any, server: str) -> None:
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto("/matrix/?competes=true&channel=own")
    page.get_by_role("button", name="Governed by").click()
    assert "sort=name" in page.url
    assert "competes=true" in page.url
    names = [x.split("\n")[0].strip().lower() for x in page.locator(".matrix tbody th").all_inner_texts()]
    assert names == sorted(names)
    context.close()


def test_marked_teachers_are_compared(view: Any) -> None:
    view.goto("/teachers/?q=deepseek")
    boxes = view.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    view.get_by_role("button", name="Compare those marked").click()
    view.wait_for_url("**/teachers/compare/**")  # until it is loaded: counting does not wait
    assert view.locator(".side-by-side thead th").count() == 2


def test_a_lineage_is_read_without_its_drawing(plain: Any) -> None:
    plain.goto("/models/deepseek-r1/")
    section = plain.locator("section.lineage")
    assert "shares weights, so the license comes along" in section.inner_text()
    section.get_by_role("link", name="evidence").first.click()
    assert "/edges/" in plain.url


def test_the_timeline_zooms_in_and_leads_to_a_record(view: Any) -> None:
    view.goto("/timeline/")
    view.get_by_role("link", name="Zoom to 2025").click()
    assert "from=2025" in view.url
    view.locator("table").get_by_role("link").first.click()
    assert re.search(r"/(cases|laws|incidents|instruments)/", view.url)


def test_a_clause_is_cited(view: Any) -> None:
    view.goto("/instruments/llama-3-community-license/")
    view.get_by_role("link", name="Cite it").first.click()
    assert "Meta Llama 3 Community License Agreement" in view.locator(".citation").first.inner_text()


def test_print_is_black_on_white(view: Any) -> None:
    view.goto("/models/deepseek-r1/")
    view.emulate_media(media="print", color_scheme="dark")
    assert view.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()") == "#fff"
    assert view.locator("header.top").is_hidden()


FAINT = """all => {
  const numbers = color => color.match(/[\\d.]+/g).map(Number);
  const light = color => numbers(color).slice(0, 3).map(x => x / 255).map(x => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)
    .reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = e => { const own = getComputedStyle(e).backgroundColor;
    return numbers(own)[3] === 0 ? (e.parentElement ? ground(e.parentElement) : "rgb(255, 255, 255)") : own; };
  const says = e => [...e.childNodes].some(x => x.nodeType === 3 && x.textContent.trim()) && e.checkVisibility();
  return all.filter(says).filter(e => { const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => x - y);
    return (b + 0.05) / (a + 0.05) < 4.5; }).map(e => e.outerHTML);
}"""


@pytest.mark.parametrize("address", ["/matrix/", VERDICTS["conditional"], "/search/?q=distill", "/builders/", "/patterns/"])
def test_a_reader_with_dark_pages_prints_words_that_can_be_read(plain: Any, address: str) -> None:
    plain.emulate_media(media="print", color_scheme="dark")
    plain.goto(address)
    assert plain.locator("main *").evaluate_all(FAINT) == []


def test_no_line_of_code_is_cut_on_paper(plain: Any) -> None:
    plain.set_viewport_size({"width": 620, "height": 900})  # a sheet between its margins
    plain.emulate_media(media="print")
    for address in ("/builders/", "/api/v1/docs/verdicts/", "/cite/?of=law:eu-ai-act"):
        plain.goto(address)
        cut = plain.locator("main pre").evaluate_all("all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)")
        assert cut == [], address


def test_the_list_of_teachers_prints_without_what_is_marked(plain: Any) -> None:
    plain.goto("/teachers/")
    plain.emulate_media(media="print")
    assert plain.locator(".teachers tbody tr").first.is_visible()
    assert plain.locator(".teachers .pick").first.is_hidden()


def test_the_matrix_prints_its_uses_as_words(plain: Any) -> None:
    """Chromium leaves buttons out of a table header that it repeats, so that on paper there are none."""
    plain.set_viewport_size({"width": 1280, "height": 900})
    plain.goto("/matrix/")
    plain.emulate_media(media="print")
    heads = plain.locator(".matrix thead th")
    assert heads.first.inner_text() == "Governed by"
    assert all("\n" in head for head in heads.all_inner_texts()[1:])  # the student, and below it the method
    sizes = plain.locator(".matrix tbody *").evaluate_all("all => all.map(e => getComputedStyle(e).fontSize)")
    assert set(sizes) == {"10px"}  # 7.5 points
    assert plain.locator(".matrix").evaluate("e => getComputedStyle(e).minWidth") == "0px"
    shown = plain.locator(".matrix thead .sort").evaluate_all("all => all.map(e => getComputedStyle(e).display)")
    assert set(shown) == {"contents", "none"}
