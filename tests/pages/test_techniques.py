"""The page of a technique: what it takes, who is on record with it, and by what avenue somebody could object."""

from __future__ import annotations

import re

from django.test import Client

from kb.pages import techniques
from kb.queries.published import Published
from tests.pages.conftest import body_of


def test_a_technique_leads_to_the_question_that_it_is(client: Client) -> None:
    body = body_of(client, "/techniques/logit/")
    assert "/ask/?method=logits&edit=1" in body
    assert "/teachers/?use=general_llm-logits" in body
    assert "/teachers/?use=" not in body_of(client, "/techniques/feature/")
    form = body_of(client, "/ask/?method=logits&edit=1")
    assert re.search(r'value="logits"[^>]* (checked|selected)', form)


def test_avenues_show_assessments_with_their_issues_and_cases(now: Published) -> None:
    shown = {a["name"]: a for a in techniques.page(now, now.records["techniques"]["logit"])["avenues"]}
    secret = shown["Trade secret"]
    assert secret["named"]
    assert ("capability-as-trade-secret", now.title("issues", "capability-as-trade-secret")) in secret["issues"]
    assert "xai-v-openai" in dict(secret["cases"])
    assert {a["level"] for a in secret["assessments"] if a["where"] == "United States"} == {"low", "medium"}


def test_what_names_no_method_has_no_avenues(now: Published, client: Client) -> None:
    assert techniques.page(now, now.records["countermeasures"]["watermark"])["avenues"] == []
    assert "https://arxiv.org/abs/2301.10226" in body_of(client, "/countermeasures/watermark/")


def test_who_stands_on_the_same_sources_is_listed_and_surveys_are_not(now: Published) -> None:
    for kind in ("techniques", "countermeasures"):
        for slug, record in now.records[kind].items():
            beside = techniques.page(now, record)["beside"]
            assert (kind, slug) not in [(k, s) for _, k, links in beside for s, _ in links]
            assert sum(len(links) for _, _, links in beside) < 25, slug
    assert any(techniques.page(now, r)["beside"] for r in now.records["techniques"].values())


def test_a_countermeasure_and_its_technique_lead_to_each_other(client: Client) -> None:
    against = body_of(client, "/countermeasures/reasoning-summary/")
    assert '<a href="/techniques/reasoning-trace/">' in against
    assert '<a href="/sources/p-antidist/">' in against
    technique = body_of(client, "/techniques/reasoning-trace/")
    met = technique.partition("What is meant against it")[2].partition("</ul>")[0]
    assert re.findall(r'/countermeasures/([a-z-]+)/"', met) == ["antidistillation-sampling", "reasoning-summary"]
    assert "What is meant against it" not in body_of(client, "/techniques/feature/")


def test_what_counters_a_technique_says_where_it_was_read(now: Published) -> None:
    rows = [row for record in now.records["countermeasures"].values() for row in record.get("against", ())]
    assert len(rows) >= 7
    assert all(row["note"] and row["source"] in now.records["sources"] and row["verification"] for row in rows)


def test_the_api_follows_the_tie_both_ways(client: Client) -> None:
    found = client.get("/api/v1/countermeasures/?against.technique=reasoning-trace").json()["results"]
    assert [r["slug"] for r in found] == ["antidistillation-sampling", "reasoning-summary"]
    whole = client.get("/api/v1/countermeasures/reasoning-summary/?expand=against.technique").json()
    assert whole["against"][0]["technique"]["name"] == "Reasoning-trace distillation"
