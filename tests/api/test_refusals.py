"""Bad input: a problem that names what is wrong, nothing kept, nothing else disturbed."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from kb.api import batches, bodies, problems, verdicts
from kb.api.question_schemas import MOST_QUESTIONS
from kb.models import SavedVerdict
from kb.rules.shapes import KINDS
from tests.api.asking import QUESTION, Api, problem

TEXT = json.dumps(QUESTION).encode()
MALFORMED = {
    "nothing": "", "blank": "  ", "half": '{"teacher": "x"', "a word": "teacher", "two values": "{} {}", "a comma too many": '{"a": 1,}',
    "single quotes": "{'teacher': 'x'}", "not a number": '{"annual_revenue_usd": NaN}', "infinity": '{"annual_revenue_usd": -Infinity}',
    "too large a number": '{"annual_revenue_usd": 1e999}', "five thousand digits": '{"annual_revenue_usd": ' + "9" * 5000 + "}",
    "a name twice": '{"teacher": "a", "teacher": "b"}', "a name twice inside": '{"market": [{"a": 1, "a": 2}]}',
    "NUL": '{"teacher": "a\x00b"}', "a byte order mark": "\ufeff" + TEXT.decode(),
    "deep": '{"market":' + "[" * 100 + "]" * 100 + "}", "very deep": "[" * 100_000, "deep objects": '{"a":' * 40 + "1" + "}" * 40,
}  # fmt: skip
NO_QUESTION = {"a list": [], "a text": "gpt", "nothing": None, "a number": 7, "yes": True}
WRONG = {
    "misspelt fact": ("chanel", "api"),
    "half a character as a name": ("\ud800", 1),
    "long fact": ("x" * 100_000, 1),
    "wrong type": ("teacher", 5),
    "a list": ("teacher", ["acme-1"]),
    "NUL": ("teacher", "acme-1\x00"),
    "half a character": ("teacher", "\ud800"),
    "long name": ("teacher", "x" * 100_000),
    "an object": ("channel", {"a": [1]}),
    "unknown value": ("channel", "telepathy"),
    "null for what is required": ("method", None),
    "text for yes": ("competes", "true"),
    "fraction": ("monthly_active_users", 1.5),
    "negative": ("monthly_active_users", -1),
    "huge": ("monthly_active_users", 10**400),
    "no such day": ("as_of", "2025-02-30"),
    "later than asked": ("obtained_on", "2999-01-01"),
    "no country": ("country", "XX"),
    "a group": ("country", "EU"),
    "half a character in a list": ("market", ["\udfff"]),
    "empty market": ("market", []),
}


@pytest.fixture(autouse=True)
def nothing_kept(api: Api) -> Iterator[None]:
    yield
    assert not SavedVerdict.objects.exists()
    assert api.get("verdicts/?" + "&".join(f"{n}={x}" for n, x in QUESTION.items())).status_code == 200


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
@pytest.mark.parametrize("address", ["verdicts/", "verdicts/batch/"])
def test_a_body_that_is_no_json_is_refused(api: Api, address: str, body: str) -> None:
    problem(api.post(address, body.encode()), 400, "malformed-body")


@pytest.mark.parametrize("body", [b'{"teacher": "\xff"}', TEXT.decode().encode("utf-16"), b"\x00" * 50, b"\x80abc"])
def test_a_body_that_is_not_utf8_is_refused(api: Api, body: bytes) -> None:
    problem(api.post("verdicts/", body), 400, "malformed-body")


@pytest.mark.parametrize(("fact", "value"), WRONG.values(), ids=WRONG)
def test_a_bad_question_is_told_which_fact_is_wrong(api: Api, fact: str, value: Any) -> None:
    told = problem(api.post("verdicts/", {**QUESTION, fact: value}), 400, "invalid-question")
    error = next(e for e in told["errors"] if e["fact"] == fact[:200])
    assert error["problem"]
    assert error["accepted"] or fact == "teacher"
    assert len(json.dumps(told)) < 20_000


@pytest.mark.parametrize("question", NO_QUESTION.values(), ids=NO_QUESTION)
def test_what_is_no_question_is_told_so(api: Api, question: Any) -> None:
    told = problem(api.post("verdicts/", question), 400, "invalid-question")
    assert [e["fact"] for e in told["errors"]] == ["question"]


def test_a_question_without_facts_is_told_what_it_needs(api: Api) -> None:
    told = problem(api.post("verdicts/", {}), 400, "invalid-question")
    assert [e["fact"] for e in told["errors"]] == ["teacher", "channel", "method", "student_kind"]


def test_five_thousand_facts_are_told_the_first_ones(api: Api) -> None:
    told = problem(api.post("verdicts/", {**QUESTION, **{f"fact_{n}": n for n in range(5000)}}), 400, "invalid-question")
    assert [e["fact"] for e in told["errors"]][:2] == ["fact_0", "fact_1"]
    assert len(told["errors"]) <= 40
    told = problem(api.get("verdicts/?" + "&".join(f"fact_{n}=1" for n in range(5000))), 400, "invalid-question")
    assert told["errors"][0]["fact"] == "fact_0"
    told = problem(api.get("models/?" + "&".join(f"fact_{n}=1" for n in range(5000))), 400, "invalid-parameter")
    assert told["errors"][0]["parameter"] == "fact_0"


@pytest.mark.parametrize(
    "query",
    ["teacher=acme-1", "teacher=nobody&channel=weights&method=outputs&student_kind=classifier", "", "teacher=%20", "channel=DROP TABLE"],
)
def test_a_bad_question_in_an_address_is_told_so(api: Api, query: str) -> None:
    assert problem(api.get(f"verdicts/?{query}"), 400, "invalid-question")["errors"]


@pytest.mark.parametrize(
    "query", ["teacher=a%00b", "teacher=a&teacher=b", "teacher=%ff", "save=perhaps", "include=everything", "a%00=1", "save=true&save=true"]
)
def test_a_query_string_that_cannot_be_read_is_refused(api: Api, query: str) -> None:
    problem(api.get(f"verdicts/?{query}"), 400, "invalid-parameter")


@pytest.mark.parametrize(("address", "limit"), [("verdicts/", verdicts.LONGEST_QUESTION), ("verdicts/batch/", batches.LONGEST_BATCH)])
def test_a_body_that_is_too_large_is_refused(api: Api, address: str, limit: int) -> None:
    told = problem(api.post(address, b" " * (limit + 1)), 413, "too-large")
    assert f"{limit:,}" in told["detail"]


def test_ten_megabytes_are_no_question(api: Api) -> None:
    problem(api.post("verdicts/", {**QUESTION, "teacher": "x" * 10_000_000}), 413, "too-large")


def test_too_many_values_are_refused_before_they_are_read(api: Api) -> None:
    problem(api.post("verdicts/batch/", b'{"questions":[' + b"[]," * bodies.MOST_VALUES + b"[]]}"), 413, "too-large")


def test_too_many_questions_are_refused(api: Api) -> None:
    told = problem(api.post("verdicts/batch/", {"questions": [{}] * (MOST_QUESTIONS + 1)}), 413, "too-large")
    assert f"{MOST_QUESTIONS:,}" in told["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "questions"),
        (None, "questions"),
        ({}, "questions"),
        ({"questions": {}}, "questions"),
        ({"questions": None}, "questions"),
        ({"questions": "\ud800"}, "questions"),
        ({"questions": [], "include": ["all"]}, "include"),
        ({"questions": [], "include": "flips"}, "include"),
        ({"questions": [], "include": [[]]}, "include"),
        ({"questions": [], "save": "true"}, "save"),
        ({"questions": [], "save": 1}, "save"),
        ({"questions": [], "sav": True}, "sav"),
        ({"question": []}, "question"),
    ],
)
def test_a_batch_that_is_none_is_told_which_field_is_wrong(api: Api, body: Any, field: str) -> None:
    told = problem(api.post("verdicts/batch/", body), 400, "invalid-batch")
    assert told["errors"][0]["field"] == field
    assert told["errors"][0]["accepted"]


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form", "multipart/form-data; boundary=x", "text/plain", "", "application/json; charset=latin-1", "x" * 99],
)
def test_a_body_of_another_type_is_refused(api: Api, kind: str) -> None:
    problem(api.post("verdicts/", TEXT, content_type=kind), 415, "unsupported-media-type")


def test_a_compressed_body_is_refused(api: Api) -> None:
    problem(api.post("verdicts/", TEXT, headers={"content-encoding": "gzip"}), 415, "unsupported-media-type")


def test_a_body_in_chunks_is_refused(api: Api) -> None:
    answer = api.post("verdicts/", TEXT, CONTENT_LENGTH="", headers={"transfer-encoding": "chunked"})
    problem(answer, 411, "length-required")


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"'])
def test_json_is_taken_however_it_is_written(api: Api, kind: str) -> None:
    assert problem(api.post("verdicts/", b"{}", content_type=kind), 400, "invalid-question")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "nonsense", ";;;"])
def test_whoever_takes_no_json_gets_none(api: Api, accept: str) -> None:
    problem(api.get("models/", accept=accept), 406, "not-acceptable")


@pytest.mark.parametrize("accept", ["application/json", "*/*", "application/*", "text/html, */*;q=0.1", ""])
def test_whoever_takes_json_gets_it(api: Api, accept: str) -> None:
    assert api.get("models/", accept=accept).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", ["", "verdicts/", "verdicts/batch/", "models/", "models/acme-1/", "schema/"])
def test_methods_that_are_not_there_are_refused(api: Api, address: str, method: str) -> None:
    answer = getattr(api.client, method)(Api.full(address))
    problem(answer, 405, "method-not-allowed")
    assert method.upper() not in answer["Allow"]


def test_what_is_read_cannot_be_posted_to(api: Api) -> None:
    for address in ("models/", "models/acme-1/", "facts/", ""):
        answer = api.post(address, {})
        problem(answer, 405, "method-not-allowed")
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert problem(api.get("verdicts/batch/"), 405, "method-not-allowed")


def test_options_tells_the_methods(api: Api) -> None:
    answer = api.client.options(Api.full("verdicts/"))
    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, POST, OPTIONS")


@pytest.mark.parametrize(
    "address",
    [
        *("nothing/", "models/acme-1/more/", "models/%00/", "models/nobody/", "models/ACME-1/", "%00", "models//", "verdicts/batch/x/"),
        *("facts/nothing/", "clauses/x/", "clauses/x@y/z/", "clauses/acme-license@2024-01-01/%00/", "revisions/%00/"),
        *("revisions/sha256:0/", "places/eu/", "%ff/", "a/../b/", "models/" + "x" * 3000 + "/"),
    ],
)
def test_where_nothing_is_nothing_is_found(api: Api, address: str) -> None:
    problem(api.get(address), 404, "not-found")


def test_names_that_come_near_are_told(api: Api) -> None:
    assert problem(api.get("models/acme1/"), 404, "not-found")["nearest"] == ["acme-1"]
    assert "acme-license@2024-01-01#name" in problem(api.get("clauses/acme-license@2024-01-01/nam/"), 404, "not-found")["nearest"]
    assert problem(api.get("clauses/acme-licence@2024-01-01/name/"), 404, "not-found")["nearest"][0] == "acme-license"
    assert problem(api.get("facts/chanel/"), 404, "not-found")["nearest"] == ["channel"]


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_a_slash_that_was_left_out_is_put_in(api: Api, method: str) -> None:
    answer = getattr(api.client, method)(Api.full("models?provider=acme"))
    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/models/?provider=acme")


@pytest.mark.parametrize("kind", [*KINDS, "clauses", "revisions", "facts", "schema"])
def test_a_parameter_that_is_not_there_is_refused_by_name(api: Api, kind: str) -> None:
    told = problem(api.get(f"{kind}/?colour=red"), 400, "invalid-parameter")
    assert [(e["parameter"], e["value"]) for e in told["errors"]] == [("colour", "red")]
    problem(api.post("verdicts/batch/?colour=red", {"questions": []}), 400, "invalid-parameter")
    problem(api.post("verdicts/?save=true", QUESTION), 400, "invalid-parameter")


@pytest.mark.parametrize(
    ("query", "accepted"),
    [
        ("weights=half", "open"),
        ("gated=yes", "true"),
        *((f"limit={wrong}", "1 to 500") for wrong in ("0", "501", "-1", "x", "1e2", "٣", "9" * 5000)),
        ("provder=acme", "provider"),
        ("provider=", "a text, or leave the parameter out"),
        ("provider=a&provider=b", "once"),
        ("cursor=a%00", "text without NUL"),
    ],
)
def test_a_parameter_that_is_wrong_is_told_what_is_accepted(api: Api, query: str, accepted: str) -> None:
    told = problem(api.get(f"models/?{query}"), 400, "invalid-parameter")
    assert accepted in told["errors"][0]["accepted"]


def test_what_nobody_foresaw_is_a_problem_and_keeps_the_question_out_of_the_logs(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise ZeroDivisionError("secret-teacher")

    with monkeypatch.context() as patched, caplog.at_level(logging.DEBUG):
        patched.setattr("kb.services.answers.decide", broken)
        told = problem(api.post("verdicts/", {**QUESTION, "annual_revenue_usd": 77}), 500, "server-error")  # none that is remembered
    assert "secret" not in json.dumps(told)
    assert "acme-1" not in caplog.text
    assert any(r.name == problems.__name__ and r.exc_info for r in caplog.records)


def test_questions_reach_no_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="django"):
        api.get("verdicts/?teacher=tell-nobody")
        api.post("verdicts/", {"teacher": "tell-nobody"})
    assert caplog.records
    assert "tell-nobody" not in caplog.text


def test_a_database_that_is_away_is_said_so(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("connection to server at 10.0.0.1 failed")

    with monkeypatch.context() as patched:
        patched.setattr("kb.api.endpoint.published", away)
        assert "10.0.0.1" not in problem(api.get("models/"), 503, "unavailable")["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(problems.KINDS))
def test_every_kind_of_problem_is_explained_where_its_type_leads(kind: str) -> None:
    address, _, anchor = problems.type_of(kind).partition("#")
    page = Client().get(address)
    assert page.status_code == 200
    assert f'id="{anchor}"'.encode() in page.content
