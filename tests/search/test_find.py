"""The search box over the sample: ranked, marked, counted, corrected; straight to what has a name."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from kb.models import SearchEntry
from kb.queries.published import Published, published
from kb.search import names
from kb.search.find import START, STOP, Found, find
from kb.search.typed import read
from kb.services.publish import publish
from tests.sample import found as row
from tests.sample import load_sample, sample

pytestmark = pytest.mark.django_db
MOST = 4  # queries of a search that finds: the revision, the counts, the ranks, the marks


@pytest.fixture(autouse=True)
def now() -> Published:
    load_sample()
    publish(who="a test", why="to try it")
    current = published()
    assert current
    return current


def search(now: Published, text: str, **facets: str) -> Found:
    return find(now, read(text, facets))


def test_every_record_and_part_can_be_found(now: Published) -> None:
    kinds = set(SearchEntry.objects.values_list("kind", flat=True))
    assert kinds == {k for k, rows in now.records.items() if rows} | {"clauses", "holdings", "provisions", "positions"}
    assert set(SearchEntry.objects.values_list("revision", flat=True)) == {now.revision}


def test_a_clause_is_found_by_its_words_in_any_form(now: Published) -> None:
    found = search(now, "improves models")
    assert found.how == "all"
    best = next(h for h in found.hits if h.kind == "clauses")
    assert (best.slug, best.anchor.split("#")[1]) == ("acme-license", "no-improving")
    assert f"{START}improve{STOP}" in best.snippet


def test_phrases_exclusions_and_names_in_parts(now: Published) -> None:
    assert search(now, '"improve no other model"').total == 1
    assert search(now, '"model other no improve"').how == "nothing"
    both, without = search(now, "acme").total, search(now, "acme -license").total
    assert 0 < without < both
    assert "acme-1" in {h.slug for h in search(now, "acme-1").hits}


def test_counts_are_those_of_what_was_found(now: Published) -> None:
    whole = search(now, "acme")
    assert sum(n for _, n in whole.facets["kind"]) == whole.total
    for name, values in whole.facets.items():
        for value, n in values:
            assert search(now, "acme", **{name: value}).total == n, (name, value)


def test_a_misspelled_name_is_corrected_and_said(now: Published) -> None:
    found = search(now, "hostko terms")
    assert (found.how, found.typed.text) == ("corrected", "hostco terms")
    assert found.total


def test_where_not_all_words_are_found_some_are(now: Published) -> None:
    assert search(now, "browsewrap quasiquark").how == "any"
    assert search(now, "quasiquark").how == "nothing"
    assert search(now, "the").total == 0


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("acme-license@2024-01-01#no-improving", "acme-license@2024-01-01#no-improving"),
        ("case:acme-v-hostco#first", "case:acme-v-hostco#first"),
        ("acme-1", ("models", "acme-1", "")),
        ("acme/Acme-1", ("models", "acme-1", "")),
        ("acme/acme-1-instruct", ("models", "acme-1", "")),
        ("Acme v. Hostco", ("cases", "acme-v-hostco", "")),
        ("1 U.S. 1", ("cases", "older-v-old", "")),
        ("acme", ("providers", "acme", "")),
        ("no such thing", None),
        ("§ 1 of the Acme license", ("clauses", "acme-license", "2024-07-01-en-eu#no-improving")),
        ("section 2, acme license", ("clauses", "acme-license", "2024-07-01-en-eu#name")),
        ("s. 1 Model Act", ("laws", "model-act", "s1")),
        ("s 9 Model Act", None),
        ("§ 1", None),
        ("1:24-cv-1", ("cases", "acme-v-hostco", "")),
        ("2 F.9th 2", None),
        ("hostco", None),
        ("", None),
    ],
)
def test_what_has_a_name_is_gone_to(now: Published, text: str, target: object) -> None:
    assert names.straight_to(now, read(text)) == target


def test_the_page_goes_there_or_shows_all(client: Client) -> None:
    assert client.get("/search/", {"q": "acme-1"})["Location"] == "/models/acme-1/"
    assert client.get("/search/", {"q": "acme-license@2024-01-01#no-improving"})["Location"].endswith(
        "/acme-license@2024-01-01/#no-improving"
    )
    assert client.get("/search/", {"q": "acme-1", "all": "1"}).status_code == 200


def test_what_was_typed_is_escaped_and_matches_are_marked(client: Client) -> None:
    body = client.get("/search/", {"q": "<script>alert(1)</script> improve"}).content.decode()
    assert "<script>alert" not in body
    assert "<mark>improve</mark>" in client.get("/search/", {"q": "improve model"}).content.decode()


def test_nothing_found_says_what_was_searched(client: Client) -> None:
    body = client.get("/search/", {"q": "quasiquark", "kind": "cases"}).content.decode()
    assert "Nothing found" in body
    assert "narrowed by kind Cases" in body
    assert "<code>quasiquark</code>" in body


def test_a_search_asks_the_database_little(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(MOST):
        client.get("/search/", {"q": "improve model"})
    with django_assert_max_num_queries(MOST + 2):  # what is misspelled is tried first, then corrected
        client.get("/search/", {"q": "hostko terms"})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_whatever_is_typed_is_answered(text: str) -> None:
    current = published()
    assert current
    found = find(current, read(text))
    assert found.total >= len(found.hits)


def test_a_new_revision_is_found_and_the_old_one_forgotten(now: Published) -> None:
    whole = sample()
    row(whole, "models", "acme-1")["name"] = "Quasiquark 1"
    load_sample(whole)
    publish(who="a test", why="another name")
    newer = published()
    assert newer
    assert newer.revision != now.revision
    assert "acme-1" in {h.slug for h in find(newer, read("quasiquark")).hits}
    assert not SearchEntry.objects.exclude(revision=newer.revision).exists()


def test_an_installation_that_published_before_is_filled(now: Published) -> None:
    SearchEntry.objects.all().delete()
    assert not publish(who="a test", why="again").new
    assert search(now, "improve model").total


def test_a_facet_alone_lists_what_it_holds(now: Published, client: Client) -> None:
    found = search(now, "", effect="forbids")
    assert {h.kind for h in found.hits} == {"clauses"}
    assert client.get("/search/?kind=clauses&effect=forbids").status_code == 200
