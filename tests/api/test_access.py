"""Tokens, scopes and allowances, as whoever calls the API meets them."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kb.api import openapi
from kb.models import ApiToken, SavedVerdict
from kb.models.tokens import SCOPES
from kb.services import tokens
from tests.api.asking import QUESTION, Api, content, problem

ASKED = "&".join(f"{name}={value}" for name, value in QUESTION.items())
LEFT = re.compile(r'"(\w+)";r=(\d+);t=(\d+)')


def make(*scopes: str, days: int = 30) -> str:
    owner, _ = User.objects.get_or_create(username="anna")
    return tokens.make(owner, "pipeline", scopes or SCOPES, timezone.now() + dt.timedelta(days=days))[1]


def shown(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def left(answer: Any) -> dict[str, int]:
    return {name: int(count) for name, count, _ in LEFT.findall(answer["RateLimit"])}


@pytest.fixture
def allowances(settings: Any, request: pytest.FixtureRequest) -> None:
    """Small allowances, and a cache of the test's own."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": request.node.name}}
    settings.ALLOWANCES = {"anonymous": {"requests": 5, "questions": 4}, "token": {"requests": 50, "questions": 40}}


def test_what_is_open_needs_no_token(api: Api) -> None:
    assert api.get("models/").status_code == 200
    assert api.get(f"verdicts/?{ASKED}").status_code == 200
    assert api.post("verdicts/", QUESTION).status_code == 201
    assert api.post("verdicts/batch/", {"questions": [QUESTION], "save": True}).status_code == 200


def test_a_token_does_what_its_scopes_say(api: Api) -> None:
    reading, asking, keeping = make("read"), make("ask"), make("ask", "keep")
    assert api.get("models/", **shown(reading)).status_code == 200
    assert api.get(f"verdicts/?{ASKED}", **shown(asking)).status_code == 200
    for refused in (
        api.get(f"verdicts/?{ASKED}", **shown(reading)),
        api.get("models/", **shown(asking)),
        api.get(f"verdicts/?{ASKED}&save=true", **shown(asking)),
        api.post("verdicts/", QUESTION, headers=shown(asking)),
        api.post("verdicts/batch/", {"questions": [QUESTION], "save": True}, headers=shown(asking)),
    ):
        told = problem(refused, 403, "scope-missing")
        assert f'error="insufficient_scope", scope="{told["scope"]}"' in refused["WWW-Authenticate"]
    assert not SavedVerdict.objects.exists()
    assert api.post("verdicts/", QUESTION, headers=shown(keeping)).status_code == 201


def test_what_is_not_open_needs_a_token(api: Api, settings: Any) -> None:
    settings.OPEN_SCOPES = ["read"]
    refused = api.get(f"verdicts/?{ASKED}")
    assert problem(refused, 401, "token-needed")["scope"] == "ask"
    assert refused["WWW-Authenticate"] == 'Bearer realm="canidistill", scope="ask"'
    assert api.get(f"verdicts/?{ASKED}", **shown(make("ask"))).status_code == 200
    assert api.client.options(Api.full("verdicts/")).status_code == 204


def spoiled(kind: str) -> str:
    """The header of a token that is not good."""
    token = make(days=-1 if kind == "expired" else 30)
    found = ApiToken.objects.get()
    if kind == "revoked":
        tokens.revoke(found)
    elif kind == "of a closed account":
        User.objects.update(is_active=False)
    return {"wrong": f"Bearer {token[:-1]}{'A' if token[-1] != 'A' else 'B'}", "cut": f"Bearer {token[:-1]}", "none": "Bearer ",
            "unknown": f"Bearer cid_00000000_{'x' * 43}", "not ASCII": "Bearer \xe9", "long": "Bearer " + "x" * 5000,
            "another scheme": "Basic YTpi", "empty": ""}.get(kind, f"Bearer {token}")  # fmt: skip


@pytest.mark.parametrize(
    "kind",
    ["wrong", "cut", "none", "unknown", "not ASCII", "long", "another scheme", "empty", "expired", "revoked", "of a closed account"],
)
def test_a_token_that_is_not_good_is_refused(api: Api, kind: str) -> None:
    refused = api.get("models/", authorization=spoiled(kind))
    told = problem(refused, 401, "token-refused")
    assert refused["WWW-Authenticate"] == 'Bearer realm="canidistill", error="invalid_token"'
    assert kind not in ("expired", "revoked") or kind in told["detail"]


def test_a_revoked_token_stays_revoked_from_its_first_day(api: Api) -> None:
    make()
    token = ApiToken.objects.get()
    tokens.revoke(token)
    first = ApiToken.objects.get().revoked_at
    tokens.revoke(token)
    assert ApiToken.objects.get().revoked_at == first
    assert api.get("models/").status_code == 200


def test_nobody_can_read_a_token_where_it_is_stored(api: Api) -> None:
    text = make()
    stored = ApiToken.objects.values().get()
    assert text.startswith(stored["prefix"])
    secret = text.rpartition("_")[2]
    assert not any(secret in str(value) for value in stored.values())
    assert api.get("models/", **shown(text)).status_code == 200


def test_the_last_use_is_noted_once_a_minute(api: Api, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = make()
    api.get("facts/", **shown(token))
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    with django_assert_num_queries(1):
        tokens.recognize(token)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - dt.timedelta(minutes=2))
    api.get("facts/", **shown(token))
    assert ApiToken.objects.get().last_used_at >= first


def test_no_cookie_is_a_token(api: Api, settings: Any) -> None:
    settings.OPEN_SCOPES = []
    api.client.force_login(User.objects.create(username="anna"))
    problem(api.get("models/"), 401, "token-needed")


def test_what_is_read_is_the_same_whoever_is_signed_in(api: Api, django_assert_max_num_queries: Any) -> None:
    api.get("facts/")
    api.client.force_login(User.objects.create(username="anna"))
    with django_assert_max_num_queries(1):
        assert "Cookie" not in api.get("facts/").get("Vary", "")


@pytest.mark.usefixtures("allowances")
def test_what_is_left_is_said(api: Api) -> None:
    answer = api.get("facts/")
    assert answer["RateLimit-Policy"] == '"requests";q=5;w=60'
    assert left(answer) == {"requests": 4}
    answer = api.get(f"verdicts/?{ASKED}")
    assert answer["RateLimit-Policy"] == '"requests";q=5;w=60, "questions";q=4;w=3600;qu="questions"'
    assert left(answer) == {"requests": 3, "questions": 3}
    assert left(api.get("facts/", **shown(make()))) == {"requests": 49}
    assert left(api.get("models/nobody/")) == {"requests": 2}


@pytest.mark.usefixtures("allowances")
def test_whoever_used_it_up_is_told_when_to_come_back(api: Api) -> None:
    for _ in range(5):
        assert api.get("facts/").status_code == 200
    refused = api.get("facts/")
    told = problem(refused, 429, "limit-reached")
    assert told["violated-policies"] == ["requests"]
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert LEFT.findall(refused["RateLimit"]) == [("requests", "0", refused["Retry-After"])]
    assert api.get("facts/", **shown(make())).status_code == 200
    assert api.get("facts/", **{"x-forwarded-for": "203.0.113.9"}).status_code == 429


@pytest.mark.usefixtures("allowances")
def test_a_batch_costs_its_questions_and_one_that_is_too_large_costs_none(api: Api) -> None:
    told = problem(api.post("verdicts/batch/", {"questions": [QUESTION] * 5}), 429, "limit-reached")
    assert told["violated-policies"] == ["questions"]
    answer = api.post("verdicts/batch/", {"questions": [QUESTION] * 3})
    assert left(answer) == {"requests": 3, "questions": 1}
    assert len(content(answer)["results"]) == 3
    problem(api.post("verdicts/batch/", {"questions": [QUESTION] * 2}), 429, "limit-reached")
    assert left(api.post("verdicts/", QUESTION))["questions"] == 0


@pytest.mark.usefixtures("allowances")
def test_a_document_costs_the_questions_that_it_asks(api: Api) -> None:
    token = shown(make())
    use = {"student_kind": "general_llm", "release": "internal", "purpose": "commercial", "as_of": "2024-02-01"}
    run = {"teachers": [{"name": "acme-1", "channel": "weights"}], "bases": ["host-1"], "datasets": ["talk"], "use": use}
    assert left(api.post("runs/", run, headers=token))["questions"] == 37


@pytest.mark.usefixtures("allowances")
def test_guesses_at_tokens_count(api: Api) -> None:
    for _ in range(5):
        problem(api.get("facts/", authorization="Bearer x"), 401, "token-refused")
    problem(api.get("facts/", authorization="Bearer x"), 429, "limit-reached")


@pytest.mark.usefixtures("allowances")
def test_one_client_does_not_use_up_what_is_anothers(api: Api, settings: Any) -> None:
    settings.BEHIND_PROXY = True
    for _ in range(6):
        answer = api.get("facts/", **{"x-forwarded-for": "198.51.100.1, 203.0.113.9"})
    problem(answer, 429, "limit-reached")
    assert api.get("facts/", **{"x-forwarded-for": "203.0.113.9, 198.51.100.1"}).status_code == 200


def test_without_its_cache_the_site_answers_all_the_same(api: Api, settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}}
    assert api.get("facts/").status_code == 200


def test_scopes_are_described(api: Api, settings: Any) -> None:
    described = api.json("schema/")
    operations = {op["operationId"]: op["security"] for methods in described["paths"].values() for op in methods.values()}
    assert operations["ask_and_keep"] == [{}, {"token": ["keep"]}]
    assert operations["ask"] == [{}, {"token": ["ask"]}]
    assert all(scope in described["components"]["securitySchemes"]["token"]["description"] for scope in SCOPES)
    settings.OPEN_SCOPES = []
    assert openapi.security("read") == [{"token": ["read"]}]
