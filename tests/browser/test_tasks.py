"""What a lawyer or an engineer comes for, done as they do it: ten tasks, on a desk and on a phone, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import WIDTHS
from tests.every_page import VERDICTS

pytestmark = pytest.mark.browser
READERS = {f"{name}-{how}": (width, how == "script") for name, width in WIDTHS.items() for how in ("script", "plain")}
TERMS = "/instruments/openai-terms-of-use"


@pytest.fixture(params=READERS.values(), ids=READERS)
def reader(server: str, browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of each width, with scripts and without."""
    width, script = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, base_url=server, java_script_enabled=script)
    yield context.new_page()
    context.close()


def seek(reader: Any, words: str) -> None:
    """Type words into the one search box."""
    reader.goto("/")
    reader.get_by_label("Search everything").fill(words)
    reader.get_by_role("button", name="Search", exact=True).click()


def test_find_the_clause_on_outputs_as_of_a_past_date(reader: Any) -> None:
    seek(reader, "OpenAI Terms of Use")
    assert reader.url.endswith(f"{TERMS}/")
    reader.get_by_label("As it was on").fill("2023-06-01")
    reader.get_by_role("button", name="Show", exact=True).click()
    assert reader.url.endswith(f"{TERMS}:2023-06-01/")
    assert "As at 2023-06-01: the text of 2023-03-14" in reader.locator(".as-at").inner_text()
    clause = reader.locator(".clause", has_text="use output from the Services to develop models that compete with OpenAI")
    assert clause.locator("h3").inner_text().startswith("§ 2(c)(iii)")


def test_see_what_changed_since(reader: Any) -> None:
    reader.goto(f"{TERMS}:2023-06-01/")
    reader.get_by_role("link", name="What changed between this text and today's").click()
    assert "/compare/2023-03-14..2024-12-11/" in reader.url
    changed = reader.locator("article.diff-changed").first
    assert changed.locator("ins").first.text_content().startswith("[added: ")
    assert changed.locator("del").first.text_content().startswith("[removed: ")
    reader.get_by_role("link", name="Everything").click()
    assert reader.locator(".tabs [aria-current]").inner_text() == "Everything"


def test_find_cases_on_a_question_and_tell_a_ruling_from_a_claim(reader: Any) -> None:
    seek(reader, '"fair use" training')
    reader.locator(".facets").get_by_role("link", name="Cases", exact=True).click()
    hits = reader.locator(".hits")
    assert "summary judgment" in hits.inner_text()  # the stage stands at each
    hits.get_by_role("link", name="Kadrey et al. v. Meta Platforms, Inc.").click()
    decided = reader.locator(".clause", has_text="market dilution").first
    claimed = reader.locator(".claims")
    assert decided.locator("h3").is_visible()
    assert "(not decided)" in claimed.get_by_role("heading").first.inner_text()
    assert claimed.locator(".clause").count() == 0


def test_follow_the_citation_of_an_answer_to_the_words(reader: Any) -> None:
    reader.goto(VERDICTS["prohibited"])
    quote = reader.locator(".step blockquote").first.inner_text()
    reader.locator(".step .source-link").first.click()
    assert reader.url.endswith("#no-improving-other-models")
    clause = reader.locator("#no-improving-other-models")
    assert quote in clause.inner_text()
    clause.get_by_role("link", name="§ 1.b.v").click()
    assert quote in reader.locator("blockquote.large").inner_text()
    assert reader.get_by_role("link", name="Publisher's text").get_attribute("href").startswith("https://")


def test_compare_two_licenses(reader: Any) -> None:
    reader.goto("/instruments/llama-3-community-license/")
    reader.get_by_label("Compare with another text").fill("Llama 2 Community License Agreement")
    reader.get_by_role("button", name="Compare", exact=True).click()
    pair = reader.locator(".beside tbody tr", has_text="§ 1.b.v").first
    assert pair.locator("td").count() == 2
    assert "Meta" in pair.locator("td").nth(0).locator("del").all_text_contents()[0]
    assert "2" in pair.locator("td").nth(1).locator("ins").all_text_contents()[0]
    reader.get_by_role("link", name="Change sides").click()
    assert reader.get_by_role("heading", level=1).inner_text().startswith("Llama 2")


def test_find_a_teacher_for_a_use(reader: Any) -> None:
    reader.goto("/")
    reader.get_by_role("link", name="Teachers", exact=True).click()
    reader.get_by_label("You want to train").select_option("classifier-outputs")
    reader.get_by_label("The answer is").select_option("permitted")
    reader.get_by_label("At most, billion parameters").fill("9")
    reader.get_by_role("button", name="Show", exact=True).click()
    row = reader.locator(".teachers tbody tr").first
    assert "permitted" in row.inner_text()
    row.locator("a.cell").click()
    assert reader.locator(".band.verdict-permitted").is_visible()


def test_read_the_lineage_of_a_model(reader: Any) -> None:
    seek(reader, "deepseek-ai/DeepSeek-R1")
    assert reader.url.endswith("/models/deepseek-r1/")
    lineage = reader.locator("section.lineage")
    entry = lineage.locator("li", has_text="DeepSeek-R1 was trained on outputs of OpenAI").first
    assert "disputed" in entry.inner_text()
    assert "forbade it" in lineage.inner_text()
    entry.get_by_role("link", name="evidence").click()
    assert "/edges/" in reader.url
    reader.wait_for_load_state()
    assert "alleged" in reader.locator("main").inner_text()


def test_cite_a_clause(reader: Any) -> None:
    reader.goto("/instruments/llama-3-community-license@2024-04-18/no-improving-other-models/")
    reader.get_by_role("link", name="legal styles").click()
    reader.wait_for_load_state()
    shown = reader.locator("main").inner_text()
    assert "Meta, Meta Llama 3 Community License Agreement § 1.b.v (Apr. 18, 2024)" in shown
    assert re.search(r"Meta Llama 3 Community License Agreement. \(18 April 2024\) § 1\.b\.v", shown)
    with reader.expect_download() as file:
        reader.get_by_role("link", name="BibTeX file").click()
    assert file.value.suggested_filename.endswith(".bib")


def test_print_a_verdict(reader: Any) -> None:
    reader.goto(VERDICTS["conditional"])
    reader.emulate_media(media="print", color_scheme="dark")
    assert reader.locator(".band").is_visible()
    assert reader.locator("header.top").is_hidden()
    assert reader.locator("#take").is_hidden()
    running = reader.locator(".running")  # repeated on every sheet
    assert running.is_visible()
    assert re.search(r"Permitted on conditions: May someone .* As of \d{4}-\d\d-\d\d · canidistill, revision sha256:", running.inner_text())
    assert reader.pdf().startswith(b"%PDF")


def test_recover_from_a_search_with_a_typo(reader: Any) -> None:
    seek(reader, "lama 3 comunity lisence")
    assert "These results are for llama 3 community license" in reader.locator("main .panel").inner_text()
    reader.locator(".hits").get_by_role("link", name="Meta Llama 3 Community License Agreement", exact=True).click()
    assert reader.url.endswith("/instruments/llama-3-community-license/")
    seek(reader, "xyzzyqux")
    assert "Searched: the titles, names and texts" in reader.locator("main").inner_text()
    reader.get_by_role("link", name="whole record").click()
    assert reader.url.endswith("/record/")
