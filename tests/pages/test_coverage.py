"""The page on what the record covers."""

from __future__ import annotations

import re

from django.test import Client

from kb.pages.ask import today
from kb.queries.coverage import coverage
from kb.queries.published import published


def test_the_page_shows_what_is_counted() -> None:
    now = published()
    assert now is not None
    found = coverage(now, today())
    response = Client().get("/coverage/")
    assert response.status_code == 200
    shown = response.content.decode()
    assert f"{found.totals()['records']} records" in shown
    for line in (*found.recheck, *found.unheld):
        assert f'href="/{line.kind}/{line.slug}/"' in shown
    for text in found.texts:
        assert f'href="/instruments/{text.slug}/"' in shown
    assert len(re.findall(r"<tr>", shown)) == 4 + len(found.kinds) + len(found.texts) + len(found.providers) + len(
        [t for t in found.texts if t.stale or t.unencoded]
    )


def test_every_cell_of_a_table_has_its_heading_for_small_screens() -> None:
    shown = Client().get("/coverage/").content.decode()
    assert "<td>" not in shown
    assert shown.count("<td data-label=") > 1000
