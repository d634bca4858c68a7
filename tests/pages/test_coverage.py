"""The pages on what the record covers."""

from __future__ import annotations

import pytest
from django.test import Client

from kb.pages.coverage import PAGE, PARTS
from kb.queries.coverage import Coverage, coverage
from kb.queries.published import published
from kb.rendering.clock import today


@pytest.fixture
def found() -> Coverage:
    now = published()
    assert now is not None
    return coverage(now, today())


def all_pages(name: str, rows: int) -> str:
    pages = range(1, -(-rows // PAGE) + 1)
    return "".join(Client().get(f"/coverage/{name}/?page={n}").content.decode() for n in pages)


def test_the_page_shows_the_figures_and_leads_to_each_list(found: Coverage) -> None:
    shown = Client().get("/coverage/").content.decode()
    assert f"{found.totals()['records']} records" in shown
    for line in found.kinds:
        assert f'href="/{line.kind}/"' in shown
    for name, part in PARTS.items():
        assert f'<a href="/coverage/{name}/">{part.title}</a> <span class="quiet">{len(part.rows(found))}</span>' in shown


@pytest.mark.parametrize("name", PARTS)
def test_a_list_shows_every_row_once(name: str, found: Coverage) -> None:
    rows = len(PARTS[name].rows(found))
    assert rows > 10
    shown = all_pages(name, rows)
    assert shown.count('<tr><th scope="row">') == rows
    assert "<td>" not in shown  # each cell has its heading for small screens


def test_what_is_open_is_named(found: Coverage) -> None:
    shown = all_pages("recheck", len(found.recheck)) + all_pages("not-held", len(found.unheld))
    for line in (*found.recheck, *found.unheld):
        assert f'href="/{line.kind}/{line.slug}/"' in shown
    late = all_pages("open", len(found.texts))
    for text in found.texts:
        assert (f'href="/instruments/{text.slug}/"' in late) == (text.stale or bool(text.unencoded))


def test_there_are_no_other_lists() -> None:
    assert Client().get("/coverage/nothing/").status_code == 404
