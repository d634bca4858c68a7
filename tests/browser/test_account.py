"""Signing in, a token made and revoked, in a real Chromium at both widths and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.browser.test_every_page import AXE, TAGS, fits, violations
from tests.real import apart

pytestmark = pytest.mark.browser
ENTERED = {"Username": "anna", "Password": "a password of anna's"}


@pytest.fixture(autouse=True)
def anna(server: str, django_db_blocker: Any) -> Iterator[None]:  # noqa: ARG001 - its tables are there
    def make() -> None:
        User.objects.create_user(ENTERED["Username"], password=ENTERED["Password"])

    with django_db_blocker.unblock():
        apart(make)
    yield
    with django_db_blocker.unblock():
        apart(lambda: User.objects.all().delete())


def sign_in(page: Any, address: str = "/account/tokens/") -> None:
    page.goto(address)
    for label, text in ENTERED.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("address", ["/account/login/", "/account/tokens/", "/account/password/"])
def test_pages_of_an_account_fit_and_everything_on_them_has_a_name(view: Any, address: str) -> None:
    if address == "/account/login/":
        view.goto(address)
    else:
        sign_in(view, address)
    assert view.url.endswith(address)
    assert fits(view)
    view.evaluate(AXE.read_text(encoding="utf-8"))
    assert violations(view, {"type": "tag", "values": TAGS}) == []


def test_a_token_is_made_used_and_revoked(view: Any) -> None:
    sign_in(view)
    view.get_by_label("What is it for?").fill("nightly check")
    view.get_by_label("Read the record").check()
    view.get_by_role("button", name="Make it").click()
    token = view.get_by_role("status").locator(".cite").inner_text().strip()
    assert re.fullmatch(r"cid_[0-9a-f]{8}_[A-Za-z0-9_-]{43}", token)
    assert fits(view)
    shown = {"headers": {"Authorization": f"Bearer {token}"}}
    assert view.request.get("/api/v1/facts/", **shown).status == 200
    view.goto("/account/tokens/")
    assert token not in view.content()
    view.get_by_text("Revoke nightly check").click()
    view.get_by_role("button", name="Revoke it").click()
    assert "is revoked" in view.get_by_role("status").inner_text()
    assert view.request.get("/api/v1/facts/", **shown).status == 401


def test_what_is_missing_is_told_and_led_to(view: Any) -> None:
    sign_in(view)
    view.get_by_label("What is it for?").fill("nightly check")
    view.get_by_role("button", name="Make it").click()
    summary = view.locator(".summary-of-errors")
    assert summary.evaluate("e => e === document.activeElement")
    summary.get_by_role("link", name="What may it do?").click()
    assert view.evaluate("document.activeElement.name || document.querySelector(':target').name") == "scopes"


def test_an_account_works_without_script(plain: Any) -> None:
    sign_in(plain)
    plain.get_by_label("What is it for?").fill("nightly check")
    plain.get_by_label("Ask questions").check()
    plain.get_by_role("button", name="Make it").click()
    assert plain.get_by_role("status").locator(".cite").is_visible()
    plain.get_by_role("button", name="Sign out").click()
    plain.goto("/account/tokens/")
    assert plain.get_by_role("button", name="Sign in").is_visible()
