"""The library's overviews in a real Chromium: widths, keyboard, colors, print, and with no script at all."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGES = [
    "/matrix/", "/teachers/", "/teachers/compare/?teacher=gpt-4o&teacher=deepseek-r1&teacher=llama-3-70b&teacher=llama-3.1-8b",
    "/models/deepseek-r1/",
    "/models/gpt-4/", "/timeline/", "/timeline/?from=1890&to=2027", "/timeline/?from=2025-03&to=2025-03", "/feeds/",
    "/cite/?of=llama-3-community-license@2024-04-18%23no-improving-other-models", "/about/", "/about/method/", "/about/accessibility/",
    "/patterns/",
]  # fmt: skip
UNNAMED = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea")].filter((e) => {
  const labels = [...(e.labels || [])].map((l) => l.textContent).join("");
  return !(e.textContent.trim() && !["INPUT", "SELECT"].includes(e.tagName)) && !labels.trim() && !e.getAttribute("aria-label");
}).map((e) => e.outerHTML.slice(0, 120))"""
# The lowest contrast of any text with the ground that it stands on, and that text.
CONTRAST = """() => {
  const part = (c) => { c /= 255; return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  const read = (s) => (s.match(/[\\d.]+/g) || []).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = read(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] > 0.99) return c;
    }
    return [255, 255, 255];
  };
  let lowest = [21, ""];
  for (const e of document.querySelectorAll("main *, header *, footer *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.getClientRects().length || e.closest(".visually-hidden, svg")) continue;
    const a = light(read(getComputedStyle(e).color)), b = light(ground(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, e.outerHTML.slice(0, 160)];
  }
  return lowest;
}"""


@pytest.mark.parametrize("address", PAGES)
def test_pages_fit_and_everything_on_them_has_a_name(view: Any, address: str) -> None:
    assert view.goto(address).ok
    assert view.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert view.locator("h1").count() == 1
    assert view.evaluate(UNNAMED) == []
    levels = view.evaluate("[...document.querySelectorAll('main h1, main h2, main h3, main h4')].map((h) => Number(h.tagName[1]))")
    assert all(b <= a + 1 for a, b in pairwise(levels)), levels


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/matrix/?competes=true", "/teachers/", "/models/deepseek-r1/", "/timeline/", "/patterns/"])
def test_text_stands_out_in_both_schemes(browser: Any, server: str, address: str, scheme: str) -> None:
    context = browser.new_context(base_url=server, color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    ratio, where = page.evaluate(CONTRAST)
    context.close()
    assert ratio >= 4.5, where


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
