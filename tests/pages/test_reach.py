"""What would change if a bill passed, asked of the engine."""

from __future__ import annotations

import html
import re

from django.test import Client

from kb.queries import reach
from kb.queries.published import published
from kb.rendering.clock import today


def test_the_page_of_a_bill_names_the_models_whose_answers_show_it(client: Client) -> None:
    now = published()
    assert now
    shown = reach.shown_in(now, today())
    assert shown["us-hr-8283"]
    body = html.unescape(client.get("/laws/us-hr-8283/").content.decode())
    links = re.findall(r'href="(/ask/\?teacher=[^"]+)"', body)
    assert len(links) == len(shown["us-hr-8283"])
    assert f"{len(links)} of {len(now.knowledge.models)} models show it" in body
    answer = html.unescape(client.get(links[0]).content.decode())
    assert "/laws/us-hr-8283/" in answer


def test_law_in_force_is_shown_as_pending_nowhere(client: Client) -> None:
    now = published()
    assert now
    assert "us-cfaa" not in reach.shown_in(now, today())
    assert "Asked of the engine" not in client.get("/laws/us-cfaa/").content.decode()
