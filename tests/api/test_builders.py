"""The page for builders: its tables say what the code does. Its recipes are run by tests/client/test_recipes.py."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from kb.api import guide, problems
from kb.queries.published import Published
from kb.rules import vocabulary as v
from kb.rules.shapes import SHAPES
from kb.services.check import REASONS
from kb.services.gate import CODES


@pytest.fixture
def said(client: Client, now: Published) -> str:  # noqa: ARG001 - something is published
    return client.get("/builders/").content.decode()


def test_the_page_shows_the_recipes_with_its_own_address(said: str) -> None:
    assert "export SITE=http://testserver" in said
    assert guide.EXAMPLE_SITE not in said
    recipes = said.partition('id="verdicts"')[0]
    assert recipes.count('<pre tabindex="0"><code>') == guide.RECIPES.read_text(encoding="utf-8").count("\n```\n")


def test_the_page_names_every_code_and_where_it_is_explained(said: str) -> None:
    for code in (*problems.KINDS, *REASONS, *CODES):
        assert f"<code>{code}</code>" in said
    ids = set(re.findall(r' id="([^"]+)"', said))
    assert set(re.findall(r'href="#([^"]+)"', said)) <= ids


def test_an_example_of_a_verdict_is_answered_now(now: Published) -> None:
    found = guide.examples(now)
    expected = [x for x in v.VERDICTS if any(test["expect"].get("verdict") == x for _, _, test in now.knowledge.tests)]
    assert [e["verdict"] for e in found] == expected
    for example in found:
        assert json.loads(example["shown"])["verdict"] == example["verdict"]


def test_llms_txt_leads_to_what_there_is(client: Client, now: Published) -> None:  # noqa: ARG001 - something is published
    answer = client.get("/llms.txt")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert text.startswith("# canidistill\n\n> ")
    links = re.findall(r"\]\(http://testserver([^)]+)\)", text)
    assert "/matrix.md" in links
    assert {f"/api/v1/{kind}/" for kind in SHAPES} <= set(links)
    assert all(f"`{fact.name}`" in text for fact in v.FACT_LIST if fact.required)
    for link in set(links):
        status = client.get(link).status_code
        assert status in (200, 400, 401) if f"{link}): POST" not in text else status < 500, link
