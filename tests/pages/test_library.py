"""The library on the real record: lists, texts on a day, comparisons, clauses, cases, laws, issues."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kb.pages.lists import COLUMNS, FILTERS
from kb.queries.published import Published, published
from kb.rules.shapes import KINDS

LARGEST = 100_000  # bytes of an ordinary page
TERMS = "openai-terms-of-use"


@pytest.fixture
def now() -> Published:
    current = published()
    assert current
    return current


def body_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return html.unescape(response.content.decode())


def total_of(body: str) -> tuple[int, int]:
    """Shown, of how many."""
    if whole := re.search(r"(\d+) in all", body):
        return int(whole[1]), int(whole[1])
    found = re.search(r"(\d+) of (\d+)", body)
    assert found
    return int(found[1]), int(found[2])


# Lists


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_every_filter_counts_what_it_shows(client: Client, now: Published, kind: str) -> None:
    whole = body_of(client, f"/{kind}/")
    for name in FILTERS.get(kind, ()):
        options = re.search(rf'<select id="f-{name}".*?</select>', whole, re.DOTALL)
        assert options, name
        for value, count in list(re.findall(r'<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)', options[0]))[:3]:
            body = client.get(f"/{kind}/", {name: value}).content.decode()
            assert total_of(body) == (int(count), len(now.records[kind])), (name, value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_sorts_both_ways(client: Client, kind: str) -> None:
    for name in ("title", *COLUMNS.get(kind, ())):
        up, down = (body_of(client, f"/{kind}/?sort={sign}{name}") for sign in ("", "-"))
        assert 'aria-sort="ascending"' in up
        assert 'aria-sort="descending"' in down


def test_a_list_sorts_by_what_it_says(client: Client, now: Published) -> None:
    body = body_of(client, "/models/?provider=openai&sort=-released")
    slugs = re.findall(r'<th scope="row"><a href="/models/([^/]+)/"', body)
    days = [str(now.records["models"][s].get("released") or "") for s in slugs]
    assert len(slugs) > 20
    assert days == sorted(days, reverse=True)


def test_a_list_that_fits_nothing_says_what_to_do(client: Client) -> None:
    body = body_of(client, "/models/?q=quasiquark&provider=nobody")
    assert "Nothing here fits" in body
    assert "/search/?q=quasiquark" in body


# Texts


def test_a_text_on_a_day_is_the_version_of_that_day(client: Client, now: Published) -> None:
    for version in now.knowledge.instruments[TERMS].versions:
        body = body_of(client, f"/instruments/{TERMS}:{version.valid_from}/")
        assert f'As at <time datetime="{version.valid_from}">' in body
        assert all(f'id="{c.key}"' in body for c in version.clauses)
    then = body_of(client, f"/instruments/{TERMS}:2023-12-20/")
    assert f"/instruments/{TERMS}/compare/2023-12-14..2024-12-11/" in then
    assert "What changed between" not in body_of(client, f"/instruments/{TERMS}@2024-12-11/")
    assert "No text in force on 1999-01-01" in body_of(client, f"/instruments/{TERMS}:1999-01-01/")


@pytest.mark.parametrize(
    "address",
    [
        f"/instruments/{TERMS}:2024-02-30/",
        f"/instruments/{TERMS}:soon/",
        f"/instruments/{TERMS}@1999-01-01/",
        f"/instruments/{TERMS}/compare/2023-03-14..1999-01-01/",
        f"/instruments/{TERMS}@2023-03-14/nothing/",
        "/instruments/nothing:2024-01-01/",
    ],
)
def test_what_is_not_there_is_not_made_up(client: Client, address: str) -> None:
    body_of(client, address, 404)


def test_a_day_typed_leads_to_its_address(client: Client) -> None:
    assert client.get(f"/instruments/{TERMS}/on/", {"day": "2024-02-01"})["Location"] == f"/instruments/{TERMS}:2024-02-01/"
    assert client.get(f"/instruments/{TERMS}/on/", {"day": "//evil"})["Location"] == f"/instruments/{TERMS}/"


def versions_that_changed(now: Published) -> Iterator[tuple[str, str, str]]:
    for slug, text in now.knowledge.instruments.items():
        yield from ((slug, a.name, b.name) for a, b in list(zip(text.versions, text.versions[1:], strict=False))[:1])


def test_any_two_versions_can_be_compared(client: Client, now: Published) -> None:
    pairs = list(versions_that_changed(now))[::6]
    assert len(pairs) > 5
    for slug, old, new in pairs:
        changed, whole = (body_of(client, f"/instruments/{slug}/compare/{old}..{new}/{query}") for query in ("", "?show=all"))
        shown = {c.key for v in now.knowledge.instruments[slug].versions if v.name in (old, new) for c in v.clauses}
        assert len(re.findall(r"<article", whole)) == len(shown)
        assert len(re.findall(r"<article", changed)) <= len(shown)
        assert "diff-same" not in changed


def test_marks_are_more_than_color(client: Client) -> None:
    body = body_of(client, f"/instruments/{TERMS}/compare/2023-03-14..2023-12-14/")
    assert body.count("<ins>") > 3
    assert body.count('<ins><span class="visually-hidden">[added: </span>') == body.count("<ins>") - 1  # one stands in the key to the marks
    assert body.count('<del><span class="visually-hidden">[removed: </span>') == body.count("<del>") - 1


def test_two_texts_are_compared_clause_by_clause(client: Client) -> None:
    body = body_of(client, "/compare/?a=llama-3-community-license&b=llama-3.1-community-license")
    table = body[body.index("<tbody>") : body.rindex("</tbody>")]
    assert table.count("<tr>") == 10
    assert "9 clauses of each text have a counterpart" in body
    assert "<del>" in table
    assert "<ins>" in table
    assert "Nothing like it is recorded" in body
    assert 'The nearest: <a href="?a=mit&b=apache-2.0">MIT License</a>' in body_of(client, "/compare/?a=mitt&b=apache-2.0", 404)
    assert '<a href="?a=mit&b=llama-2-community-license">' in body_of(client, "/compare/?a=mit&b=llama+2", 404)
    assert "Llama 2 Community License Agreement against" in body_of(client, "/compare/?a=Llama+2+Community+License+Agreement&b=MIT+License")
    assert client.get("/compare/", {"a": f"{TERMS}@2023-03-14", "b": f"{TERMS}@2023-12-14"})["Location"].endswith(
        "/compare/2023-03-14..2023-12-14/"
    )


def test_texts_in_other_words_stand_side_by_side_by_what_they_do(client: Client) -> None:
    body = body_of(client, "/compare/?a=llama-3-community-license&b=gemma-terms")
    groups = dict(re.findall(r'<th scope="rowgroup" colspan="2">(.*?)</th>(.*?)</tbody>', body, re.DOTALL))
    assert [*groups] == ["Use", "Training on outputs", "Distributing or making available", "Naming and notices", "Documentation",
                         "Recorded without a rule"]  # fmt: skip
    first = groups["Naming and notices"].split("</tr>")[1]
    assert "/instruments/llama-3-community-license@2024-04-18/notice-file/" in first
    assert "/instruments/gemma-terms@2025-03-24/notice-file/" in first
    assert "<del>" not in body  # a word for word difference of sentences that are not alike says nothing
    assert "No counterpart is recorded for 7 of Meta Llama 3 Community License Agreement and 7 of Gemma Terms of Use." in body


# Clauses


def test_a_clause_page_holds_words_rules_history_and_citation(client: Client, now: Published) -> None:
    body = body_of(client, "/instruments/openai-services-agreement@2025-05-31/no-competing-models/")
    clause = next(c for c in now.knowledge.instruments["openai-services-agreement"].versions[0].clauses if c.key == "no-competing-models")
    assert clause.quote in body
    assert '"forbids": "develop"' in body
    assert "Through the versions" in body
    assert f"canidistill, {clause.citation}." in body
    assert "Clauses of other texts that do the same" in body


def test_a_clause_that_is_an_exception_names_the_rule_that_it_limits(client: Client) -> None:
    body = body_of(client, "/instruments/openai-services-agreement@2025-05-31/permitted-exception/")
    assert "this clause is its exception" in body
    assert "/instruments/openai-services-agreement@2025-05-31/no-competing-models/" in body


def test_every_clause_of_some_texts_has_a_page(client: Client, now: Published) -> None:
    citations = [c for v in list(now.knowledge.instruments.values())[::40] for x in v.versions for c in x.clauses]
    assert len(citations) > 20
    for clause in citations[::3]:
        instrument, _, rest = clause.citation.partition("@")
        version, _, key = rest.partition("#")
        body_of(client, f"/instruments/{instrument}@{version}/{key}/")


# Cases, laws, issues


def test_a_ruling_is_told_from_a_claim(client: Client) -> None:
    body = body_of(client, "/cases/thomson-reuters-v-ross/")
    ruled, claimed = body.index("What the court decided"), body.index("(not decided)")
    assert ruled < body.index('id="market-for-training-data"') < claimed < body.index("tortious interference", claimed)


def test_treatment_is_shown_on_both_sides(client: Client) -> None:
    assert 'distinguishes</span> <a href="/cases/sega-v-accolade/"' in body_of(client, "/cases/thomson-reuters-v-ross/")
    assert 'distinguished by</span> <a href="/cases/thomson-reuters-v-ross/"' in body_of(client, "/cases/sega-v-accolade/")


def test_a_bill_says_what_would_change(client: Client) -> None:
    body = body_of(client, "/laws/us-hr-8283/")
    assert "A bill binds nobody" in body
    assert "What would change if it were law" in body
    assert "Answers to them show it as pending." in body


def test_an_issue_sets_authorities_for_and_against_side_by_side(client: Client, now: Published) -> None:
    for slug, issue in now.records["issues"].items():
        body = body_of(client, f"/issues/{slug}/")
        for position in issue["positions"]:
            assert f'id="{position["key"]}"' in body
        listed = sum(len(p.get("authorities") or ()) for p in issue["positions"])
        assert sum(x.count("<li><p>") for x in re.findall(r'<ul class="bare authorities">.*?</section>', body, re.DOTALL)) == listed


# Sizes and queries


@pytest.mark.parametrize(
    "address",
    [
        "/instruments/mit/",
        "/instruments/apache-2.0/",
        f"/instruments/{TERMS}/",
        f"/instruments/{TERMS}:2023-06-01/",
        "/models/",
        "/sources/",
        "/edges/",
        f"/instruments/{TERMS}/compare/2023-03-14..2023-12-14/?show=all",
        "/compare/?a=mit&b=apache-2.0",
        "/compare/",
        "/laws/eu-ai-act/",
        "/cases/thomson-reuters-v-ross/",
        "/issues/capability-as-trade-secret/",
        "/instruments/mit@undated/",
    ],
)
def test_pages_are_small_and_ask_once(client: Client, django_assert_num_queries: DjangoAssertNumQueries, address: str) -> None:
    client.get("/")
    with django_assert_num_queries(1):  # which revision is current
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < LARGEST


def test_search_on_the_whole_record(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(4):
        body = body_of(client, "/search/?q=outputs+competing+models")
    assert "<mark>" in body
    with django_assert_max_num_queries(6):
        assert "These results are for <strong>anthropic terms</strong>" in body_of(client, "/search/?q=antropic+terms")
    assert client.get("/search/", {"q": "deepseek-ai/DeepSeek-R1"})["Location"] == "/models/deepseek-r1/"
    assert client.get("/search/", {"q": "2025 WL 458520"})["Location"] == "/cases/thomson-reuters-v-ross/"
