"""What holds for every page: it is whole and small, and asks the database little."""

from __future__ import annotations

import gzip
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bootstrap.checkout import ROOT
from tests.every_page import EVERY_PAGE

FEW = 4  # queries: which revision is current, and what the page's room needs
SEARCHING = 6  # what is misspelled is tried first, then corrected
LARGEST = 100_000  # characters
FIRST_VISIT = 150_000  # bytes, compressed


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_page_is_whole_and_small(client: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    address, status = EVERY_PAGE[name]
    client.get("/")
    with django_assert_max_num_queries(SEARCHING if name.startswith("found") else FEW):
        response = client.get(address)
    assert response.status_code == status
    page = response.content.decode()
    assert len(page) < LARGEST, len(page)
    assert '<html lang="en">' in page
    assert page.count("<h1") == 1
    assert re.search(r"<title>[^<]+ · canidistill</title>", page)
    assert 'rel="canonical"' in page or 'content="noindex"' in page or status != 200
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*(src=|ld\+json))", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), [x for x in ids if ids.count(x) > 1]


def test_a_first_visit_fetches_little(client: Client) -> None:
    home = client.get("/").content
    assets = re.findall(r'(?:href|src)="/(static/[^"]+)"', home.decode())
    assert len(assets) >= 4
    assert sum(len(gzip.compress(x)) for x in (home, *((ROOT / a).read_bytes() for a in assets))) < FIRST_VISIT
