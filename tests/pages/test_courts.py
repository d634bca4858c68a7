"""Cases on the real record: their way through the courts, what they bear on, and the passages that earn a flag."""

from __future__ import annotations

import re

from django.test import Client

from kb.pages.courts import HERE
from kb.queries.bearings import bearing_on
from kb.queries.published import Published
from kb.rules.vocabulary import COURT_STEPS
from tests.pages.conftest import body_of


def test_a_case_goes_up_and_down_the_courts(client: Client) -> None:
    body = body_of(client, "/cases/hiq-v-linkedin/")
    way = body[body.index("Through the courts") : body.index("How later cases treat it")]
    assert [way.count(f"<title>{court}") for court in ("N.D. Cal.", "9th Cir.", "U.S. Supreme Court")] == [2, 2, 1]
    assert re.findall(r'<span aria-hidden="true">(.)</span>', way) == ["●", "↑", "↑", "↓", "↓"]
    assert re.findall(r"<strong>(.*?)</strong>", way) == ["N.D. Cal.", "9th Cir.", "U.S. Supreme Court", "9th Cir.", "N.D. Cal."]
    assert "31 F.4th 1180" in way
    assert "vacated" in way


def test_what_was_brought_together_is_listed_on_both_sides(client: Client) -> None:
    whole = body_of(client, "/cases/in-re-openai-copyright-litigation/")
    for slug in ("new-york-times-v-openai", "authors-guild-v-openai", "ziff-davis-v-openai"):
        assert f"/cases/{slug}/" in whole[whole.index("Through the courts") :]
        assert "/cases/in-re-openai-copyright-litigation/" in body_of(client, f"/cases/{slug}/")
    assert "the same dispute" in body_of(client, "/cases/sas-v-world-programming-cjeu/")


def test_every_step_has_words_on_both_sides() -> None:
    assert HERE.keys() == COURT_STEPS.keys()


def test_a_flag_shows_the_passage_that_earns_it_or_says_that_none_is_held(client: Client, now: Published) -> None:
    for slug, case in now.records["cases"].items():
        for treatment in case.get("treatments") or ():
            for body in (body_of(client, f"/cases/{slug}/"), body_of(client, f"/cases/{treatment['case']}/")):
                assert treatment.get("quote", "") in body
    body = body_of(client, "/cases/lotus-v-borland/")
    assert "reasoning in Lotus, and we conclude that it is inconsistent with binding precedent" in body
    assert "The passage that earns the flag is not held." in body_of(client, "/cases/facebook-v-power-ventures/")


def test_a_law_lists_the_cases_that_bear_on_it(client: Client, now: Published) -> None:
    body = body_of(client, "/laws/us-cfaa/")
    listed = body[body.index("Cases that bear on it") : body.index("Where it is used here")]
    for slug in ("van-buren-v-united-states", "hiq-v-linkedin", "facebook-v-power-ventures"):
        assert f"/cases/{slug}/" in listed
        assert "/laws/us-cfaa/" in body_of(client, f"/cases/{slug}/")
    ranks = [b.row["how"] for b in bearing_on(now, "laws", ["us-cfaa"])]
    assert ranks == sorted(ranks, key=["interprets", "applies", "challenges", "concerns"].index)


def test_the_statuses_of_a_law_are_drawn_above_their_list(client: Client) -> None:
    body = body_of(client, "/laws/eu-ai-act/")
    drawn = body[body.index("Status over time") : body.index("When its provisions apply")]
    words = re.findall(r'<text x="\d+" y="\d+" text-anchor="\w+" font-size="13">(.*?)</text>', drawn)
    assert words[:2] == ["enacted, 2024-06-13", "in force, 2024-08-01"]
    assert words[-2:] == ["8 provisions apply, 2025-08-02", "today"]
    assert drawn.index("</svg>") < drawn.index('<ol class="timeline">')
    assert 'class="law"' not in body_of(client, "/laws/us-hr-8283/")


def test_an_issue_lists_its_authorities_by_the_place_that_speaks(client: Client) -> None:
    body = body_of(client, "/issues/weights-as-copies/")
    table = body[body.index("Authorities by jurisdiction") : body.index("How answers weigh it")]
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == ["Germany", "United Kingdom", "United States"]
    germany = table[table.index("Germany") : table.index("United Kingdom")]
    assert "/cases/gema-v-openai/" in germany
    assert "/cases/getty" not in germany
    assert "Authorities by jurisdiction" not in body_of(client, "/issues/technical-measures/")


def test_a_clause_lists_cases_on_clauses_of_its_kind_alone(client: Client, now: Published) -> None:
    version = now.knowledge.instruments["openai-services-agreement"].versions[-1]
    access = next(c for c in version.clauses if {n.act for n in c.norms} == {"access"})
    body = body_of(client, f"/instruments/openai-services-agreement@{version.name}/{access.key}/")
    assert "Cases on clauses of this kind" in body
    assert "/cases/hiq-v-linkedin/" in body
    assert "/cases/sas-v-world-programming-4th-cir/" not in body
    silent = next(c for c in version.clauses if not c.norms)
    assert "Cases on clauses" not in body_of(client, f"/instruments/openai-services-agreement@{version.name}/{silent.key}/")
