"""Signing in, and making and revoking tokens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from kb.models import ApiToken
from tests.api.asking import problem

ASKED = {"name": "nightly check", "scopes": ["read", "ask"], "days": "90"}
TOKEN = re.compile(r"<code>(cid_[0-9a-f]{8}_[A-Za-z0-9_-]{43})</code>")


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna", password="a password of anna's")


@pytest.fixture
def signed_in(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def made(client: Client, **more: Any) -> str:
    page = client.post("/account/tokens/", {**ASKED, **more})
    assert page.status_code == 200, page.content
    found = TOKEN.search(page.content.decode())
    assert found
    return found[1]


def asked(client: Client, token: str) -> Any:
    return client.get("/api/v1/facts/", headers={"authorization": f"Bearer {token}"})


def test_whoever_is_not_signed_in_is_led_there_and_back(client: Client, anna: User) -> None:
    led = client.get("/account/tokens/")
    assert led["Location"] == "/account/login/?next=/account/tokens/"
    entered = {"username": anna.username, "password": "a password of anna's", "next": "/account/tokens/"}
    back = client.post(led["Location"], entered)
    assert (back.status_code, back["Location"]) == (302, "/account/tokens/")
    assert client.get("/account/login/").status_code == 302
    assert client.post("/account/logout/")["Location"] == "/"
    assert client.get("/account/tokens/").status_code == 302
    assert client.post("/account/login/", {**entered, "next": "https://elsewhere.example/"})["Location"] == "/account/tokens/"


def test_a_token_is_shown_once_and_works(signed_in: Client) -> None:
    token = made(signed_in)
    assert asked(Client(), token).status_code == 200
    page = signed_in.get("/account/tokens/")
    assert token not in page.content.decode()
    assert token[:12] in page.content.decode()
    assert "nightly check" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert ApiToken.objects.get().scopes == ["ask", "read"]


def test_a_revoked_token_is_refused_from_then_on(signed_in: Client) -> None:
    token = made(signed_in)
    page = signed_in.post(f"/account/tokens/{token[:12]}/revoke/", follow=True).content.decode()
    assert f"The token {token[:12]}… (nightly check) is revoked." in page
    problem(asked(Client(), token), 401, "token-refused")


def test_nobody_revokes_anothers(signed_in: Client) -> None:
    token = made(signed_in)
    other = Client()
    other.force_login(User.objects.create(username="ben"))
    assert other.post(f"/account/tokens/{token[:12]}/revoke/").status_code == 404
    assert token[:12] not in other.get("/account/tokens/").content.decode()
    assert signed_in.get(f"/account/tokens/{token[:12]}/revoke/").status_code == 405
    assert asked(Client(), token).status_code == 200


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"days": "100000"}, {"name": "x" * 101}])
def test_a_form_that_is_wrong_makes_no_token(signed_in: Client, wrong: dict[str, Any]) -> None:
    page = signed_in.post("/account/tokens/", {**ASKED, **wrong})
    assert page.status_code == 400
    assert "No token was made" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_a_form_of_another_site_makes_no_token(anna: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)
    page = client.post("/account/tokens/", ASKED)
    assert page.status_code == 403
    assert "The form has expired" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_a_wrong_password_is_said_so_and_too_many_close_the_form(client: Client, anna: User) -> None:
    wrong = {"username": anna.username, "password": "no"}
    first = client.post("/account/login/", wrong, REMOTE_ADDR="203.0.113.7")
    assert first.status_code == 200
    assert "That did not work" in first.content.decode()
    for _ in range(10):
        last = client.post("/account/login/", wrong, REMOTE_ADDR="203.0.113.7")
    assert last.status_code == 429
    assert 1 <= int(last["Retry-After"]) <= 900
    right = {"username": anna.username, "password": "a password of anna's"}
    assert client.post("/account/login/", right, REMOTE_ADDR="203.0.113.7").status_code == 429
    for _ in range(12):
        assert Client().post("/account/login/", right, REMOTE_ADDR="203.0.113.8").status_code == 302


def test_a_password_is_changed(signed_in: Client, anna: User) -> None:
    new = {"old_password": "a password of anna's", "new_password1": "another of anna's", "new_password2": "another of anna's"}
    assert "was not changed" in signed_in.post("/account/password/", {**new, "old_password": "no"}).content.decode()
    assert signed_in.post("/account/password/", new)["Location"] == "/account/tokens/"
    anna.refresh_from_db()
    assert anna.check_password("another of anna's")


def test_editors_sign_in_where_everybody_does(client: Client) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/account/login/?next=/admin/")
