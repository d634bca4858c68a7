"""The matrix, teachers for a use, teachers side by side, model pages and the timeline, on the real record."""

from __future__ import annotations

import csv
import html
import re
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from kb.queries.published import published
from tests.every_page import ABOUT, OVERVIEWS


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def cells(page: str) -> list[tuple[str, str]]:
    """The address and the word of each cell."""
    found = re.findall(r'<a class="cell [^"]*" href="([^"]+)"><span class="word"><span[^>]*>.</span>([^<]+)', page)
    return [(html.unescape(a), w) for a, w in found]


def test_a_cell_leads_to_the_verdict_that_it_shows(client: Client) -> None:
    found = cells(body(client, "/matrix/?competes=true&release=weights&purpose=commercial&as_of=2026-11-01&sort=name"))
    assert len(found) > 100
    said = {"permitted": "permitted", "on conditions": "conditional", "prohibited": "prohibited", "not settled": "undetermined"}
    tried = set()
    for address, word in found:
        if word in tried:
            continue
        tried.add(word)
        tone = said.get(word, "conditional")
        assert f"band verdict-{tone}" in body(client, address), (address, word)
    assert {"permitted", "prohibited"} <= tried


def test_settings_change_the_answers(client: Client) -> None:
    plain = cells(body(client, "/matrix/?q=openai&channel=api&competes=false&purpose=commercial"))
    competing = cells(body(client, "/matrix/?q=openai&channel=api&competes=true&purpose=commercial"))
    assert "permitted" in {w for _, w in plain}
    assert "prohibited" in {w for _, w in competing}
    assert all("competes=true" in a for a, _ in competing)


@pytest.mark.parametrize("query", ["country=XX", "as_of=2026-02-30", "makes=pigeons", "release=x", "channel=x", "competes=perhaps"])
def test_what_cannot_be_read_is_said_at_its_control(client: Client, query: str) -> None:
    name = query.partition("=")[0]
    for address in ("/matrix/", "/teachers/"):
        page = body(client, f"{address}?{query}", 400)
        assert f'href="#set-{name}"' in page
        assert f'id="error-{name}"' in page
    assert client.get(f"/matrix.csv?{query}").status_code == 400


def test_a_row_opens_all_its_teachers(client: Client) -> None:
    page = body(client, "/matrix/")
    first = re.search(r'class="rest" href="\?([^"]+)"[^>]*>and (\d+) more', page)
    assert first
    opened = body(client, "/matrix/?" + html.unescape(first[1]))
    assert opened.count('href="/models/') > int(first[2])


def test_the_matrix_as_csv_has_a_line_for_each_teacher(client: Client) -> None:
    rows = list(csv.DictReader(StringIO(body(client, "/matrix.csv?competes=true"))))
    total = re.search(r"(\d+) teachers in", body(client, "/matrix/?competes=true"))
    assert total
    assert len(rows) == int(total[1])
    assert {r["general_llm-outputs"] for r in rows} <= {"permitted", "conditional", "prohibited", "undetermined"}


def test_teachers_come_best_first_and_are_narrowed(client: Client) -> None:
    order = ["permitted", "conditional", "undetermined", "prohibited"]
    rows = list(csv.DictReader(StringIO(body(client, "/teachers.csv?use=general_llm-outputs"))))
    assert [order.index(r["verdict"]) for r in rows] == sorted(order.index(r["verdict"]) for r in rows)
    small = list(csv.DictReader(StringIO(body(client, "/teachers.csv?weights=open&most=9&answer=open"))))
    assert 0 < len(small) < len(rows)
    assert {r["weights"] for r in small} == {"open"}
    assert {r["verdict"] for r in small} <= {"permitted", "conditional"}
    assert 'id="error-least"' in body(client, "/teachers/?least=many", 400)
    assert "No teacher fits" in body(client, "/teachers/?q=nobody-is-called-so")


def test_teachers_side_by_side(client: Client) -> None:
    page = body(
        client, "/teachers/compare/?teacher=gpt-4o&teacher=meta-llama/Meta-Llama-3-70B&competes=true&purpose=commercial&as_of=2026-11-01"
    )
    assert "Llama 3 70B" in page
    assert "Bans and open points" in page
    assert "#no-improving-other-models" in page
    assert "no model named “gpt-99x”" in body(client, "/teachers/compare/?teacher=gpt-99x&teacher=gpt-4o", 400)
    assert "Name two to four teachers" in body(client, "/teachers/compare/")
    many = "&".join(f"teacher={s}" for s in ("gpt-4o", "gpt-4", "deepseek-r1", "llama-3-70b", "llama-3.1-8b"))
    assert "at most 4" in body(client, f"/teachers/compare/?{many}", 400)


def test_a_model_page_tells_what_governs_serves_and_stands_behind(client: Client) -> None:
    page = body(client, "/models/deepseek-r1/")
    for words in (
        "What governs it",
        "MIT License",
        "declared",
        "Who serves it, on which terms",
        "What it came from",
        "What came from it",
        "<svg",
    ):
        assert words in page
    assert len(cells(page)) == 16
    assert 'href="/edges/' in page


def test_a_model_page_follows_a_line_to_its_end_and_lists_each_step_once(client: Client) -> None:
    page = body(client, "/models/nemotron-cascade-2-30b-a3b/")  # five steps after whom its line begins with
    assert 'href="/edges/deepseek-r1--outputs--openai/"' in page
    assert body(client, "/models/deepseek-v2.5/").count('href="/edges/deepseek-coder-v2--continued--deepseek-v2/"') == 1


def test_every_model_has_its_page(client: Client) -> None:
    now = published()
    assert now
    for slug in list(now.records["models"])[::7]:
        body(client, f"/models/{slug}/")
    assert client.get("/models/nothing/").status_code == 404


def test_the_timeline_zooms_by_its_address(client: Client) -> None:
    def count(query: str) -> int:
        found = re.search(r"(\d+) of \d+ entries", body(client, f"/timeline/?{query}"))
        assert found
        return int(found[1])

    whole, year, month = count("from=1800&to=2100"), count("from=2025&to=2025"), count("from=2025-03&to=2025-03")
    assert whole > year > month > 0
    assert count("from=1800&to=2100&kind=cases") < whole
    assert count("from=2100&to=1800") == whole
    assert "cannot be read" in body(client, "/timeline/?from=yesterday", 400)
    assert "Nothing of that kind" in body(client, "/timeline/?from=1801&to=1802")
    lines = list(csv.DictReader(StringIO(body(client, "/timeline.csv?from=2025&to=2025"))))
    assert len(lines) == year


def test_every_disk_of_the_timeline_leads_somewhere(client: Client) -> None:
    page = body(client, "/timeline/?from=2025&to=2025")
    drawing = page[page.index('<svg class="chronicle"') : page.index("</svg>")]
    links = re.findall(r'href="([^"]+)"', drawing)
    assert len(links) > 20
    for link in links[::5]:
        address = html.unescape(link).split("#")[0]
        body(client, address if address.startswith("/") else f"/timeline/{address}")


def _linked(page: str) -> Any:
    return {html.unescape(x).split("#")[0] for x in re.findall(r'href="(/[^"]*)"', page) if not x.startswith("/static/")}


def test_no_overview_leads_into_the_void(client: Client) -> None:
    seen: dict[str, int] = {}
    for address in (OVERVIEWS | ABOUT).values():
        links = sorted(_linked(body(client, address)) - seen.keys())
        for link in links[:: max(1, len(links) // 25)]:
            seen[link] = client.get(link).status_code
    assert len(seen) > 60
    assert {a: s for a, s in seen.items() if s not in (200, 301, 302)} == {}
