"""What holds for every page in a real Chromium: nothing that axe finds, nothing wider than the window, nothing that jumps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS
from tests.browser.slow_line import slow_line
from tests.every_page import EVERY_PAGE

AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLORS = ["color-contrast", "link-in-text-block"]
NARROWEST = 320  # pixels: 1280 at a zoom of 400 %
# How far what was seen jumped while the page was loading: the sum of layout shifts.
SHIFT = """() => new Promise((done) => {
  let sum = 0;
  const watch = new PerformanceObserver((list) => { for (const e of list.getEntries()) sum += e.value; });
  watch.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => setTimeout(() => done(sum), 60));
})"""


def violations(view: Any, run: dict[str, Any]) -> list[str]:
    """What axe finds, a line for each element."""
    found = view.evaluate("(run) => axe.run(document, { runOnly: run, resultTypes: ['violations'] })", run)
    return [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]


def fits(view: Any) -> bool:
    return bool(view.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@pytest.fixture(scope="session")
def slowly(server: str) -> Iterator[str]:
    """The address of the site behind a slow line."""
    with slow_line(server) as address:
        yield address


def test_axe_is_the_file_that_its_makers_published() -> None:
    assert hashlib.sha256(AXE.read_bytes()).hexdigest() == SHA256
    assert "Mozilla Public License" in (AXE.parent / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_page_is_for_everyone(view: Any, slowly: str, name: str) -> None:
    address, status = EVERY_PAGE[name]
    assert view.goto(slowly + address).status == status
    assert view.evaluate(SHIFT) == 0
    assert fits(view)
    view.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(view, {"type": "tag", "values": TAGS}) == []
    if view.viewport_size["width"] == WIDTHS["phone"]:
        view.set_viewport_size({"width": NARROWEST, "height": 900})
        assert fits(view)
    else:
        view.emulate_media(color_scheme="dark")
        assert violations(view, {"type": "rule", "values": COLORS}) == []
