"""What is said beside the API's own answers: errors that no view sees, pages of other sites, and what will not stay."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from kb.api import docs
from kb.api.deprecation import Deprecation
from kb.api.endpoint import Endpoint, as_json
from kb.api.openapi import document
from kb.api.operations import Operation
from kb.conf.urls import handler400, handler404, handler500
from tests.api.asking import QUESTION, ROOT, Api, problem

__all__ = ["handler400", "handler404", "handler500"]
ASKED = "&".join(f"{name}={value}" for name, value in QUESTION.items())
ELSEWHERE = {"origin": "https://page.example"}
OLD = Deprecation(dt.date(2026, 3, 1), dt.date(2027, 3, 1), "Use `new/`.")


class Old(Endpoint):
    """An address that will not stay."""

    deprecated = OLD

    def get(self, _request: Request) -> HttpResponse:
        answer = as_json({})
        answer.headers["Link"] = '<next>; rel="next"'
        return answer

    def describe(self, _method: str) -> Operation:
        return Operation("old", "tests", "Old", "It was here.", (), {200: {"type": "object"}}, ())


def fails(_request: object) -> None:
    raise ZeroDivisionError


OLD_PATTERNS = [path("api/v1/old/", Old.as_view())]
urlpatterns = [*OLD_PATTERNS, path("api/v1/fails/", fails), path("", include("kb.conf.urls"))]


@pytest.fixture
def with_old(settings: Any, api: Api) -> Api:
    settings.ROOT_URLCONF = __name__
    return api


@pytest.mark.parametrize("host", ["evil.example", "a b", "localhost:x", "[::1", "local_host\x7f", "x" * 300])
def test_a_wrong_host_is_a_problem_under_api_and_a_page_elsewhere(api: Api, host: str) -> None:
    told = problem(api.get("models/", host=host), 400, "bad-request")
    assert "Host" in told["detail"]
    assert host not in told["detail"]
    page = api.get("/models/", host=host)
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")


@pytest.mark.parametrize("address", ["/api/", "/api/v2/models/", "/api/x", "/api/v1/docs/x/", "/api/v1/docs"])
def test_beside_every_address_is_a_problem(api: Api, address: str) -> None:
    answer = api.get(address)
    assert answer.status_code in (301, 308) or problem(answer, 404, "not-found")


def test_pages_that_are_not_there_are_pages(api: Api) -> None:
    page = api.get("/no/such/page/")
    assert (page.status_code, page["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_the_documentation_is_only_read() -> None:
    for method in ("post", "put", "delete"):
        answer = getattr(Client(enforce_csrf_checks=True), method)(f"{ROOT}docs/")
        problem(answer, 405, "method-not-allowed")
        assert answer["Allow"] == "GET, HEAD"


def test_what_fails_outside_a_view_of_the_api_is_a_problem(with_old: Api) -> None:
    problem(with_old.get("fails/"), 500, "server-error")


@pytest.mark.parametrize("method", ["BREW", "X-Y", "PROPFIND"])
def test_a_method_that_nobody_knows_is_a_problem(api: Api, method: str) -> None:
    problem(api.client.generic(method, Api.full("models/")), 405, "method-not-allowed")
    problem(api.client.generic(method, Api.full("nothing/")), 404, "not-found")


def test_pages_of_other_sites_may_read_and_ask_without_cookies(api: Api) -> None:
    for answer in (
        api.get("models/", **ELSEWHERE),
        api.get(f"verdicts/?{ASKED}", **ELSEWHERE),
        api.post("verdicts/", QUESTION, headers=ELSEWHERE),
        api.get("models/nobody/", **ELSEWHERE),
        api.get("models/", authorization="Bearer wrong", **ELSEWHERE),
    ):
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        seen = answer["Access-Control-Expose-Headers"].split(", ")
        assert {"ETag", "RateLimit", "Location", "Link", "Retry-After", "Deprecation", "Sunset"} <= set(seen)


@pytest.mark.parametrize("header", ["content-type", "authorization", "if-none-match", "idempotency-key"])
def test_browsers_are_told_beforehand_what_may_be_sent(api: Api, header: str) -> None:
    wanted = {**ELSEWHERE, "access-control-request-method": "POST", "access-control-request-headers": header}
    answer = api.client.options(Api.full("verdicts/batch/"), headers=wanted)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert header in answer["Access-Control-Allow-Headers"]


def test_pages_are_for_their_own_site(api: Api) -> None:
    for address in ("/", "/account/login/", "/ask/"):
        assert "Access-Control-Allow-Origin" not in api.get(address, **ELSEWHERE)


def test_what_will_not_stay_says_so_in_headers(with_old: Api) -> None:
    for answer in (with_old.get("old/"), with_old.get("old/?colour=red"), with_old.client.head(Api.full("old/"))):
        assert answer["Deprecation"] == "@1772323200"
        assert answer["Sunset"] == "Mon, 01 Mar 2027 00:00:00 GMT"
        assert '<http://testserver/api/v1/docs/#old>; rel="deprecation"; type="text/html"' in answer["Link"]
    assert '<next>; rel="next"' in with_old.get("old/")["Link"]
    assert "Deprecation" not in with_old.get("models/")


def test_what_will_not_stay_says_so_in_the_description_and_on_its_page() -> None:
    generator: Any = SchemaGenerator
    described = generator(patterns=OLD_PATTERNS).get_schema(request=None, public=True)
    operation = described["paths"]["/api/v1/old/"]["get"]
    assert operation["deprecated"] is True
    assert operation["description"].startswith("Deprecated since 2026-03-01. It answers until 2027-03-01. Use `new/`.")
    described["components"] = document(None)["components"]
    shown = docs.context(described, None)["groups"][0][1][0]
    assert shown["deprecated"]
    assert "Use <code>new/</code>." in shown["description"]


def test_nothing_goes_before_it_is_deprecated() -> None:
    with pytest.raises(ValueError, match="before"):
        Deprecation(dt.date(2026, 3, 1), dt.date(2026, 2, 1), "")
    assert "Sunset" not in Deprecation(dt.date(2026, 3, 1), None, "").headers("/")
