"""The form and its answers, as a reader without script meets them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from kb.models import SavedVerdict

FACTS = {"teacher": "llama-3-70b", "channel": "weights", "method": "outputs", "student_kind": "general_llm", "release": "internal",
         "purpose": "commercial", "competes": "false", "as_of": "2026-11-01"}  # fmt: skip


def get(client: Client, facts: dict[str, str]) -> Any:
    return client.get("/ask/", facts)


def test_home_begins_with_the_question(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "<h1>May I distill from this model?</h1>" in page
    assert page.index('name="teacher"') < page.index("The record behind it")


def test_a_get_answers_and_saves_nothing(client: Client) -> None:
    page = get(client, FACTS)
    assert page.status_code == 200
    body = page.content.decode()
    assert "Prohibited" in body
    assert "improve any other large language model" in body
    assert page["X-Robots-Tag"] == "noindex"
    assert SavedVerdict.objects.count() == 0


def test_a_post_saves_and_leads_to_the_answer(client: Client) -> None:
    response = client.post("/ask/", FACTS)
    assert response.status_code == 302
    saved = SavedVerdict.objects.get()
    assert response["Location"] == f"/verdicts/{saved.pk}/"
    kept = client.get(response["Location"])
    assert (kept.status_code, kept["X-Robots-Tag"], kept["Referrer-Policy"]) == (200, "noindex", "no-referrer")
    assert client.get(f"/verdicts/{saved.pk}.json").content.decode() == saved.answer
    assert "# Prohibited" in client.get(f"/verdicts/{saved.pk}.md").content.decode()


def test_a_form_needs_its_token() -> None:
    assert Client(enforce_csrf_checks=True).post("/ask/", FACTS).status_code == 403


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"teacher": "llama-3-70c"}, "llama-3-70b"),
        ({"channel": "pigeon"}, "is not one of"),
        ({"as_of": "2026-02-30"}, "not a date of the calendar"),
        ({"obtained_on": "2027-01-01"}, "is after as_of"),
        ({"annual_revenue_usd": "1.5M"}, "not a whole number"),
        ({"country": "UK"}, "write GB"),
        ({"competse": "true"}, "no fact is named"),
        ({"teacher": "\x00"}, "Teacher"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client: Client, changed: dict[str, str], said: str) -> None:
    for response in (get(client, FACTS | changed), client.post("/ask/", FACTS | changed)):
        body = response.content.decode()
        assert response.status_code == 400
        assert said in body
        assert re.search(r'id="purpose-commercial" checked', body)
    assert SavedVerdict.objects.count() == 0


def test_five_thousand_facts_are_refused_by_name(client: Client) -> None:
    many = {f"fact{n}": "x" for n in range(5000)}
    response = client.post("/ask/", FACTS | many)
    assert response.status_code == 400
    assert "fact0" in response.content.decode()


def test_a_body_that_is_far_too_large_is_refused(client: Client) -> None:
    response = client.post("/ask/", urlencode(FACTS | {"teacher": "x" * 10_000_000}), content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "too large" in response.content.decode()


def test_edit_shows_the_form_with_the_facts_that_matter(client: Client) -> None:
    body = client.get("/ask/", {"teacher": "gpt-4o", "channel": "app", "edit": "1"}).content.decode()
    assert "What matters for that" in body
    matters = body[body.index("What matters for that") : body.index("Everything else that can be told")]
    assert 'name="collection"' in matters
    assert 'name="plan"' in matters
    assert 'name="monthly_active_users"' not in matters
    assert 'value="gpt-4o"' in body


def test_the_missing_fact_can_be_answered_on_the_page(client: Client) -> None:
    facts = {"teacher": "gpt-4o", "channel": "api", "method": "outputs", "student_kind": "general_llm", "as_of": "2026-10-01"}
    body = get(client, facts).content.decode()
    assert "Does the student, or the product that it powers, compete" in body
    link = re.search(r'href="/ask/\?([^"]*competes=true[^"]*)"', body)
    assert link
    assert "Prohibited" in client.get("/ask/?" + link[1].replace("&amp;", "&")).content.decode()


def test_mere_silence_with_risk_is_never_a_plain_yes(client: Client) -> None:
    facts = {
        "teacher": "gpt-4o",
        "channel": "web",
        "method": "outputs",
        "student_kind": "general_llm",
        "release": "service",
        "competes": "true",
    }
    body = get(client, facts).content.decode()
    assert "Not forbidden, high risk" in body
    assert "band verdict-permitted" not in body


def test_every_citation_leads_to_a_page_that_shows_its_words(client: Client) -> None:
    client.post("/ask/", FACTS | {"student_base": "llama-3.1-8b", "release": "weights", "country": "DE", "teacher": "deepseek-r1"})
    verdict = json.loads(SavedVerdict.objects.get().answer)
    body = client.get(f"/verdicts/{SavedVerdict.objects.get().pk}/").content.decode()
    assert verdict["citations"]
    addresses = set(re.findall(r'class="source-link" href="(/[^"#]+)', body))
    assert addresses
    pages = "".join(client.get(a).content.decode() for a in addresses)
    for cite in verdict["citations"]:
        if cite["quote"]:
            assert cite["quote"].split("“")[0][:40].replace("'", "&#x27;") in pages, cite
