"""A page for each record: complete, linked, with a bounded number of queries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kb.queries.published import published
from kb.rules.shapes import KINDS


def sample(kind: str) -> list[str]:
    now = published()
    assert now
    slugs = sorted(now.records[kind])
    return [*slugs[:: max(1, len(slugs) // 6)], *slugs[-1:]]


@pytest.mark.parametrize("kind", KINDS)
def test_pages_of_each_kind(client: Client, kind: str) -> None:
    assert client.get(f"/{kind}/").status_code == 200
    for slug in sample(kind):
        response = client.get(f"/{kind}/{slug}/")
        assert response.status_code == 200, slug
        body = response.content.decode()
        assert body.count("<h1") == 1
        assert '<html lang="en">' in body
        assert re.search(r"<title>[^<]+ · canidistill</title>", body)
        assert 'rel="canonical"' in body


def test_every_version_has_its_page(client: Client) -> None:
    now = published()
    assert now
    for version in now.knowledge.instruments["openai-terms-of-use"].versions:
        body = client.get(f"/instruments/openai-terms-of-use@{version.name}/").content.decode()
        for clause in version.clauses:
            assert f'id="{clause.key}"' in body


@pytest.mark.parametrize(
    "address", ["/nothing/", "/models/nothing/", "/instruments/mit@1999-01-01/", "/verdicts/nothing/", "/verdicts/%00/"]
)
def test_what_is_not_there_says_so(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "No such page" in response.content.decode()


def test_no_page_leads_into_the_void(client: Client) -> None:
    """Every link of one page of each kind leads to a page."""
    seen: dict[str, int] = {}
    for kind in KINDS:
        for link in _links(client, f"/{kind}/{sample(kind)[0]}/"):
            if link not in seen:
                seen[link] = client.get(link).status_code
    assert len(seen) > 50
    assert {a: s for a, s in seen.items() if s not in (200, 302)} == {}  # what is for those who signed in leads to where they do


def _links(client: Client, address: str) -> Any:
    body = client.get(address).content.decode()
    return [x.replace("&amp;", "&").split("#")[0] for x in re.findall(r'href="(/[^"]*)"', body) if not x.startswith("/static/")]
