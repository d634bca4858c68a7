"""Addresses that were public once lead on, or say what became of them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kb.services.publish import publish
from tests.sample import found, load_sample, sample

pytestmark = pytest.mark.django_db


def test_a_record_that_moved_or_went_leaves_its_address(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    load_sample()
    publish(who="a test", why="first")
    whole = sample()
    found(whole, "techniques", "soft-labels")["slug"] = "softer-labels"
    whole["countermeasures"] = []
    load_sample(whole, why="it was <never> one", moved={("techniques", "soft-labels"): "softer-labels"})
    publish(who="a test", why="second")
    moved = client.get("/techniques/soft-labels/")
    assert (moved.status_code, moved["Location"]) == (301, "/techniques/softer-labels/")
    gone = client.get("/countermeasures/watermark/")
    assert gone.status_code == 410
    assert "it was &lt;never&gt; one" in gone.content.decode()
    with django_assert_max_num_queries(3):
        assert client.get("/countermeasures/never-was/").status_code == 404
    assert client.get("/instruments/never-was/").status_code == 404
