"""Documents and whole runs through the API."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.api.openapi import document
from kb.rendering.check_reports import FORMS
from tests.api.asking import Api, content, problem
from tests.api.test_description import holds

DESCRIBED = document(None)
USE = {"student_kind": "general_llm", "release": "internal", "purpose": "commercial", "as_of": "2024-02-01"}


def sent(api: Api, address: str, body: Any) -> dict[str, Any]:
    answer = api.post(address, body)
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = content(answer)
    holds(DESCRIBED, "Checked", found)
    return found


def test_a_document_is_checked(api: Api) -> None:
    found = sent(api, "check/", {"document": "teacher acme-1 channel=weights\nmodel who\n", "use": USE})
    assert [m["recognized"] for m in found["mentions"]] == ["acme-1", None]
    assert found["outcome"] in ("fail", "cannot_judge")
    assert "unrecognized" in [r["code"] for r in found["reasons"]]


@pytest.mark.parametrize("form", [f for f in FORMS if f != "json"])
def test_reports_come_with_the_result(api: Api, form: str) -> None:
    found = sent(api, "check/", {"document": "model who\n", "use": USE, "report": form, "name": "list.txt"})
    assert (found["report"]["form"], found["report"]["media_type"]) == (form, FORMS[form].media_type)
    assert "nothing on record has that name" in found["report"]["text"]
    run = sent(api, "runs/", {"models": ["acme-1"], "use": USE, "report": form, "name": "ours"})
    assert "acme" in run["report"]["text"]


def test_a_run_is_answered_whole_and_in_parts(api: Api) -> None:
    run = {"teachers": [{"name": "acme-1", "channel": "weights"}], "bases": ["host-1"], "datasets": ["talk"], "use": USE}
    found = sent(api, "runs/", run)
    assert [(p["role"], p["source"], p["base"]) for p in found["parts"]] == [
        ("teacher", "acme-1", "host-1"), ("dataset", "talk", "host-1"), ("base", "host-1", "host-1")]  # fmt: skip
    assert sum(found["share"].values()) == 3
    alone = json.loads(api.post("verdicts/?include=", found["parts"][0]["verdict"]["question"]).content)
    assert alone["verdict"] == found["parts"][0]["verdict"]["verdict"]


@pytest.mark.parametrize("body", [
    {}, [], {"document": 3}, {"document": "x", "use": []}, {"document": "x", "format": "zip"}, {"document": "x", "report": "pdf"},
    {"document": "x", "max_risk": "some"}, {"document": "x", "subject": "sold"}, {"document": "x", "files": []},
    {"document": "a: &a [*a]", "format": "training_config"},
])  # fmt: skip
def test_what_is_no_document_is_refused(api: Api, body: Any) -> None:
    found = problem(api.post("check/", body), 400, "invalid-document")
    assert found["errors"][0]["field"]


def test_a_wrong_use_is_refused_by_name(api: Api) -> None:
    found = problem(api.post("check/", {"document": "model acme-1", "use": {"relase": "internal"}}), 400, "invalid-question")
    assert found["errors"][0]["accepted"] == ["release"]


@pytest.mark.parametrize("run", [{"teachers": "acme-1"}, {"teachers": [1]}, {"teacher": []}])
def test_what_is_no_run_is_refused(api: Api, run: Any) -> None:
    problem(api.post("runs/", run), 400, "invalid-document")


def test_a_gigantic_document_is_refused(api: Api) -> None:
    problem(api.post("check/", {"document": "x" * 7_000_000}), 413, "too-large")
    problem(api.post("check/", {"document": "x" * 3_000_000}), 400, "invalid-document")
