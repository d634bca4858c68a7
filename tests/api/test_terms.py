"""On what terms questions are answered: by a past revision, shorter, through a gate, as JSON Lines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.models import SavedVerdict
from kb.queries.published import Published
from kb.rules.explain import EXPLAIN
from kb.rules.verdict import to_json
from tests.api.asking import QUESTION, Api, content, problem
from tests.api.conftest import publish_rows
from tests.sample import found, sample

QUERY = "teacher=acme-1&channel=weights&method=outputs&student_kind=general_llm&student_base=scratch&purpose=commercial&as_of=2024-02-01"
ASKED = {**QUESTION, "student_base": "scratch", "purpose": "commercial"}
NOBODY = "sha256:" + "0" * 64


@pytest.fixture
def later(now: Published) -> Published:  # noqa: ARG001 - first this, then a later one
    """The same record without the norm that forbids, published after it."""
    rows = sample()
    found(rows, "instruments", "acme-license")["versions"][0]["clauses"][0]["norms"] = []
    return publish_rows(rows)


def lines(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


def test_last_years_answer_comes_out_with_the_same_bytes(api: Api, now: Published, request: pytest.FixtureRequest) -> None:
    before = api.get(f"verdicts/?{QUERY}").content
    batch = {"questions": [ASKED], "explain": "short"}
    whole = b"".join(api.post("verdicts/batch/", batch).streaming_content)
    request.getfixturevalue("later")
    assert api.json(f"verdicts/?{QUERY}")["verdict"] != json.loads(before)["verdict"] == "prohibited"
    assert api.get(f"verdicts/?{QUERY}&revision={now.revision}").content == before
    kept = api.post(f"verdicts/?revision={now.revision}", ASKED).json()
    assert api.get(kept["url"]).content == before
    assert SavedVerdict.objects.get().revision_id == now.revision
    assert b"".join(api.post("verdicts/batch/", {**batch, "revision": now.revision}).streaming_content) == whole


def test_checks_runs_and_statuses_answer_by_a_past_revision_too(api: Api, now: Published, request: pytest.FixtureRequest) -> None:
    use = {"student_kind": "general_llm", "purpose": "commercial", "channel": "weights", "as_of": "2024-02-01"}
    bodies = {"check/": {"document": "teacher acme-1", "use": use}, "runs/": {"teachers": ["acme-1"], "use": use}}
    before = {address: api.post(address, body).content for address, body in bodies.items()}
    status = api.json("status/acme-1/?as_of=2024-02-01")
    request.getfixturevalue("later")
    for address, body in bodies.items():
        assert api.post(address, body).json()["verdict"] != json.loads(before[address])["verdict"] == "prohibited"
        assert api.post(f"{address}?revision={now.revision}", body).content == before[address]
        problem(api.post(f"{address}?revision={NOBODY}", body), 400, "unknown-revision")
    assert api.json("status/acme-1/?as_of=2024-02-01")["status"] != status["status"] == "prohibited"
    again = api.json(f"status/acme-1/?as_of=2024-02-01&revision={now.revision}")
    assert {**again, "answer": ""} == {**status, "answer": ""}
    assert api.json(again["answer"])["knowledge"]["revision"] == now.revision
    problem(api.get(f"status/?revision={NOBODY}"), 404, "not-found")


@pytest.mark.parametrize("revision", [NOBODY, "last year", "sha256:%00"])
def test_an_unknown_revision_is_refused_by_name(api: Api, now: Published, revision: str) -> None:
    known_form = revision == NOBODY
    told = problem(api.get(f"verdicts/?{QUERY}&revision={revision}"), 400, "unknown-revision" if known_form else "invalid-parameter")
    assert told["errors"][0]["parameter"] == "revision"
    if known_form:
        assert told["errors"][0]["accepted"] == [now.revision]
        problem(api.post("verdicts/batch/", {"questions": [ASKED], "revision": revision}), 400, "unknown-revision")
        problem(api.post(f"verdicts/?revision={revision}", ASKED), 400, "unknown-revision")
    assert not SavedVerdict.objects.exists()


@pytest.mark.parametrize("explain", EXPLAIN)
def test_an_answer_is_as_long_as_it_was_asked_to_be(api: Api, explain: str) -> None:
    whole = api.json(f"verdicts/?{QUERY}")
    told = api.json(f"verdicts/?{QUERY}&explain={explain}")
    assert told.get("left_out", []) == list(EXPLAIN[explain])
    assert {"verdict", "basis", "risk", "headline", "warnings", "missing", "knowledge"} <= set(told)
    assert ("flips" in told) is (explain == "full")
    assert "flips" in api.json(f"verdicts/?{QUERY}&explain={explain}&include=flips")
    kept = api.post(f"verdicts/?explain={explain}&include=flips,alternatives", ASKED).json()
    assert kept.get("left_out", []) == list(EXPLAIN[explain])
    assert api.json(kept["url"]) == whole


def test_a_gate_comes_before_the_verdict_and_changes_none_of_it(api: Api) -> None:
    plain, gated = api.json(f"verdicts/?{QUERY}"), api.json(f"verdicts/?{QUERY}&fail_on=prohibited&max_risk=high")
    assert next(iter(gated)) == "gate"
    gate = gated.pop("gate")
    assert to_json(gated) == to_json(plain)
    assert gate["outcome"] == "fail"
    assert [r["code"] for r in gate["reasons"]] == ["prohibited"]
    assert api.json(f"verdicts/?{QUERY}&fail_on=&max_risk=high")["gate"] == {"outcome": "pass", "reasons": []}
    assert "gate" not in api.json(api.post("verdicts/?fail_on=prohibited", ASKED).json()["url"])


def test_the_gate_of_a_batch_sums_up(api: Api) -> None:
    batch = content(api.post("verdicts/batch/", {"questions": [{}, ASKED, ASKED], "max_risk": "high"}))
    assert batch["summary"]["gate"]["outcome"] == "fail"
    assert [(r["code"], r["count"], r["first"]) for r in batch["summary"]["gate"]["reasons"]] == [
        ("prohibited", 2, 2),
        ("fact-not-stated", 1, 1),
    ]
    assert "gate" not in content(api.post("verdicts/batch/", {"questions": [ASKED]}))["summary"]


@pytest.mark.parametrize("form", ["application/x-ndjson", "application/jsonl"])
def test_a_batch_comes_as_lines_when_asked_for(api: Api, form: str) -> None:
    body = {"questions": [ASKED, {}, ASKED], "max_risk": "low"}
    answer = api.post("verdicts/batch/", body, headers={"Accept": form})
    assert answer["Content-Type"] == form
    *results, last = lines(answer)
    assert {"results": results, **last} == content(api.post("verdicts/batch/", body))
    assert [(r["number"], r["status"]) for r in results] == [(1, 200), (2, 400), (3, 200)]
    assert last["summary"]["questions"] == 3


def test_whoever_takes_anything_gets_json(api: Api) -> None:
    for accept in ("*/*", "application/json, application/x-ndjson;q=0.5"):
        assert api.post("verdicts/batch/", {"questions": []}, headers={"Accept": accept})["Content-Type"] == "application/json"
    problem(api.post("verdicts/batch/", {"questions": []}, headers={"Accept": "text/csv"}), 406, "not-acceptable")


def test_questions_come_as_lines_with_the_options_in_the_address(api: Api) -> None:
    body = b"\n".join(json.dumps(q).encode() for q in (ASKED, {})) + b"\n\n"
    answer = content(api.post("verdicts/batch/?explain=none&save=true", body, "application/x-ndjson"))
    assert [r["status"] for r in answer["results"]] == [201, 400]
    assert "findings" not in answer["results"][0]
    assert SavedVerdict.objects.count() == 1


@pytest.mark.parametrize(("body", "line"), [(b'{}\n{"a": 1,}\n', "Line 2"), (b"{}\n\n\xff\n", "Line 3"), (b'{"a":NaN}', "Line 1")])
def test_a_line_that_is_no_json_is_told_by_its_number(api: Api, body: bytes, line: str) -> None:
    told = problem(api.post("verdicts/batch/?save=true", body, "application/jsonl"), 400, "malformed-body")
    assert told["detail"].startswith(line)
    assert not SavedVerdict.objects.exists()


def test_an_option_stands_in_one_place(api: Api) -> None:
    told = problem(api.post("verdicts/batch/?explain=none", {"questions": [], "explain": "none"}), 400, "invalid-batch")
    assert told["errors"][0] | {"value": None} == {
        "field": "explain",
        "value": None,
        "problem": "stands in the address too",
        "accepted": ["once"],
    }


@pytest.mark.parametrize(
    ("name", "value"), [("explain", "briefly"), ("fail_on", "prohibited"), ("fail_on", ["never"]), ("max_risk", 1), ("revision", None)]
)
def test_an_option_that_is_wrong_is_told_what_is_accepted(api: Api, name: str, value: Any) -> None:
    told = problem(api.post("verdicts/batch/", {"questions": [], name: value}), 400, "invalid-batch")
    assert told["errors"][0]["field"] == name
    assert told["errors"][0]["accepted"]


def test_an_answer_that_breaks_off_has_no_last_line(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.api.many.PIECE", 1)
    monkeypatch.setattr("kb.services.answers.Tally.as_dict", lambda *_: 1 / 0)
    answer = api.post("verdicts/batch/", {"questions": [ASKED] * 3}, headers={"Accept": "application/jsonl"})
    held: list[bytes] = []
    with pytest.raises(ZeroDivisionError):
        held.extend(answer.streaming_content)
    assert b'"summary":{' not in b"".join(held)
