"""The status of models: one use, one word, the way to the full answer."""

from __future__ import annotations

import pytest

from kb.api.openapi import document
from kb.queries.published import Published
from kb.rules.knowledge import Knowledge
from kb.services.status import USE, WORDS, one_bit, status_of
from tests.api.asking import Api, problem
from tests.api.test_description import holds
from tests.rules.record import knowledge

DESCRIBED = document(None)
DAY = "2024-06-01"


def test_every_model_has_a_status_that_its_full_answer_repeats(api: Api, now: Published) -> None:
    rows = api.walk("status/?limit=2")
    assert [r["model"] for r in rows] == sorted(now.knowledge.models)
    for row in rows:
        holds(DESCRIBED, "ModelStatus", row)
        assert row == api.json(f"status/{row['model']}/")
        whole = api.json(row["answer"])
        assert (whole["verdict"], whole["basis"], whole["risk"]) == (row["status"], row["basis"], row["risk"])
        assert row["words"] == WORDS
        assert row["use"].items() >= USE.items()
        assert api.client.get(row["page"]).status_code == 200


def test_it_is_read_conditionally(api: Api) -> None:
    tag = api.get("status/")["ETag"]
    assert api.get("status/", **{"If-None-Match": tag}).status_code == 304


def test_what_is_not_on_record_has_none(api: Api) -> None:
    assert problem(api.get("status/acme-l/"), 404, "not-found")["nearest"] == ["acme-1"]
    problem(api.get("status/?use=any"), 400, "invalid-parameter")


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def test_one_bit_only_where_there_is_one(known: Knowledge) -> None:
    found = [status_of(known, slug, DAY) for slug in known.models]
    assert {s["status"]: s["allowed"] for s in found if s["status"] != "permitted"} == {"prohibited": False, "undetermined": None}


@pytest.mark.parametrize(("basis", "risk", "expected"), [("express", "low", True), ("silence", "low", True), ("silence", "medium", None)])
def test_silence_with_risk_is_no_plain_yes(basis: str, risk: str, expected: object) -> None:
    assert one_bit({"verdict": "permitted", "basis": basis, "risk": risk}) is expected


def test_the_source_is_what_decides(known: Knowledge) -> None:
    found = status_of(known, "acme-1", DAY)
    assert found["status"] == "prohibited"
    assert found["source"] == "acme-license@2024-01-01#no-other-llm"
    assert found["sourceUrl"] == "https://example.org/acme-license"
