"""The page of an incident says whose word it is, and what else rests on the same sources."""

from __future__ import annotations

from django.test import Client

from kb.pages import texts
from kb.queries.published import published


def test_an_allegation_is_called_one_and_leads_to_what_rests_on_it(client: Client) -> None:
    body = client.get("/incidents/openai-deepseek-2025-01/").content.decode()
    assert "An allegation" in body
    assert "/edges/deepseek--outputs--openai/" in body


def test_a_survey_links_nothing(client: Client) -> None:
    now = published()
    assert now
    for incident in now.records["incidents"].values():
        beside = texts.incident(now, incident)["beside"]
        assert sum(len(links) for _, _, links in beside) < 20, incident["slug"]
    assert client.get("/incidents/bard-sharegpt-2023/").status_code == 200
