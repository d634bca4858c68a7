"""Jobs through the API: given in, followed, fetched in parts, forgotten; and requests that are sent twice."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from kb.api import jobs as doorway
from kb.api.openapi import document
from kb.models import Chunk, DoneRequest, Job, SavedVerdict
from kb.queries.published import Published
from kb.services import jobs
from tests.api.asking import QUESTION, Api, content, problem
from tests.api.conftest import publish_rows
from tests.api.test_description import holds
from tests.sample import found, sample

BARE = document(None)
LINES = "application/x-ndjson"


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 3)
    monkeypatch.setattr(jobs, "AT_ONCE", 2)


def body(count: int) -> bytes:
    return b"".join(json.dumps({**QUESTION, "monthly_active_users": n}).encode() + b"\n" for n in range(count))


def fetched(api: Api, address: str) -> list[dict[str, Any]]:
    answer = api.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == LINES
    return [json.loads(line) for line in b"".join(answer.streaming_content).splitlines()]


@pytest.fixture
def worked(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """Gives in a job whose messages arrive: here they are worked off at once."""

    def give_in(api: Api, data: bytes, query: str = "", **headers: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return api.post(f"jobs/{query}", data, LINES, headers=headers)

    return give_in


def test_a_job_is_given_in_followed_fetched_and_forgotten(api: Api, worked: Any, now: Published) -> None:
    answer = worked(api, body(10), "?explain=none&max_risk=high")
    assert answer.status_code == 202
    made = answer.json()
    holds(BARE, "Job", made)
    assert (made["state"], made["questions"], made["answered"], made["terms"]["revision"]) == ("waiting", 10, 0, now.revision)
    assert made["url"] == answer["Location"]
    job = api.json(made["url"])
    holds(BARE, "Job", job)
    assert (job["state"], job["answered"], job["summary"]["questions"]) == ("done", 10, 10)
    *results, last = fetched(api, job["results"])
    for result in results:
        holds(BARE, "Result", result)
    holds(BARE, "JobSummary", last["summary"])
    assert [r["number"] for r in results] == list(range(1, 11))
    assert [r["question"]["monthly_active_users"] for r in results] == list(range(10))
    assert last["summary"]["complete"] is True
    assert last["summary"]["gate"] == job["summary"]["gate"]
    assert api.client.delete(made["url"]).status_code == 204
    problem(api.get(made["url"]), 404, "not-found")
    problem(api.get(made["results"]), 404, "not-found")
    problem(api.client.delete(made["url"]), 404, "not-found")
    assert not Chunk.objects.exists()


def test_results_are_the_same_as_those_of_a_batch(api: Api, worked: Any) -> None:
    questions = [QUESTION, {}, {"teacher": "nobody"}, {**QUESTION, "method": "evaluation"}]
    data = b"\n".join(json.dumps(q).encode() for q in questions)
    *results, last = fetched(api, worked(api, data, "?explain=short&fail_on=undetermined").json()["results"])
    batch = content(api.post("verdicts/batch/?explain=short&fail_on=undetermined", {"questions": questions}))
    assert results == batch["results"]
    assert {n: x for n, x in last["summary"].items() if n not in ("complete", "next")} == batch["summary"]


def test_a_running_job_gives_what_it_has_and_says_where_to_go_on(api: Api) -> None:
    made = api.post("jobs/?max_risk=low", body(7), LINES).json()
    assert api.json(made["url"])["state"] == "waiting"
    assert [x["summary"]["complete"] for x in fetched(api, made["results"])] == [False]
    jobs.work(Chunk.objects.order_by("first").values_list("pk", flat=True)[0])
    job = api.json(made["url"])
    assert (job["state"], job["answered"]) == ("running", 3)
    assert "gate" not in job["summary"]
    *results, last = fetched(api, made["results"])
    assert [r["number"] for r in results] == [1, 2, 3]
    assert last["summary"]["next"] == f"{made['results']}?after=3"
    for chunk in Chunk.objects.order_by("first").values_list("pk", flat=True):
        jobs.work(chunk)
    *results, last = fetched(api, f"{made['results']}?after=2")
    assert [r["number"] for r in results] == [3, 4, 5, 6, 7]
    assert (last["summary"]["complete"], last["summary"]["next"]) == (True, None)
    assert [x["summary"]["complete"] for x in fetched(api, f"{made['results']}?after=7")] == [True]


def test_a_job_comes_as_one_json_value_too(api: Api) -> None:
    made = api.post("jobs/", {"questions": [QUESTION, "\ud800"], "explain": "none", "include": ["flips"]}).json()
    assert (made["questions"], made["terms"]["explain"], made["terms"]["include"]) == (2, "none", ["flips"])


def test_a_job_keeps_to_the_revision_of_its_day(api: Api, now: Published, worked: Any) -> None:
    made = api.post("jobs/?explain=none", body(1), LINES).json()
    rows = sample()
    found(rows, "instruments", "acme-license")["versions"][0]["clauses"][0]["norms"] = []
    later = publish_rows(rows)
    jobs.work(Chunk.objects.get().pk)
    assert fetched(api, made["results"])[0]["knowledge"]["revision"] == now.revision != later.revision
    again = worked(api, body(1), f"?revision={now.revision}").json()
    assert fetched(api, again["results"])[0]["knowledge"]["revision"] == now.revision
    problem(api.post(f"jobs/?revision=sha256:{'0' * 64}", body(1), LINES), 400, "unknown-revision")


@pytest.mark.parametrize("data", [body(4) + b"{", body(4) + b"\xff\n", b'{"a":1,"a":2}'])
def test_a_line_that_is_wrong_takes_nothing_in(api: Api, data: bytes) -> None:
    problem(api.post("jobs/", data, LINES), 400, "malformed-body")
    assert not Job.objects.exists()


def test_more_than_a_job_holds_takes_nothing_in(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "MOST_QUESTIONS", 5)
    problem(api.post("jobs/", body(6), LINES), 413, "too-large")
    problem(api.post("jobs/", {"questions": [{}] * 6}), 413, "too-large")
    assert not Job.objects.exists()


@pytest.mark.parametrize("address", ["nothing", "A" * 22, "A" * 21 + "%00", ".."])
def test_no_job_is_found_by_guessing(api: Api, address: str) -> None:
    for rest in ("", "results/"):
        problem(api.get(f"jobs/{address}/{rest}"), 404, "not-found")


def test_who_waits_is_told_when_it_is_done(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    made = api.post("jobs/?explain=none", body(2), LINES).json()
    looks: list[float] = []

    def work(seconds: float) -> None:
        looks.append(seconds)
        jobs.work(Chunk.objects.get().pk)

    monkeypatch.setattr(doorway.time, "sleep", work)
    assert api.json(f"{made['url']}?wait=30")["state"] == "done"
    assert len(looks) == 1
    problem(api.get(f"{made['url']}?wait=31"), 400, "invalid-parameter")


def test_nobody_waits_where_many_do(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    full = threading.BoundedSemaphore(1)
    assert full.acquire()
    monkeypatch.setattr(doorway, "waiting_room", full)
    monkeypatch.setattr(doorway.time, "sleep", lambda _: pytest.fail("it waited"))
    made = api.post("jobs/", body(2), LINES).json()
    assert api.json(f"{made['url']}?wait=30")["state"] == "waiting"


def test_questions_of_jobs_reach_no_log(api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    from kb.tasks.jobs import answer

    api.post("jobs/", body(2), LINES)
    monkeypatch.setattr(jobs, "_count", lambda *_: {}["acme-1"])
    answer(Chunk.objects.get().pk)
    assert len(caplog.records) == 1
    assert "acme-1" not in caplog.records[0].getMessage()
    assert Chunk.objects.get().results is None


LATER = {**QUESTION, "as_of": "2024-03-01"}
SENT_TWICE = [
    ("verdicts/", QUESTION, LATER),
    ("verdicts/batch/", {"questions": [QUESTION, {}], "save": True}, {"questions": [LATER], "save": True}),
    ("jobs/", {"questions": [QUESTION]}, {"questions": [LATER]}),
]


def counted() -> tuple[int, int]:
    return SavedVerdict.objects.count(), Job.objects.count()


def whole(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(("address", "sent", "other"), SENT_TWICE, ids=[a for a, *_ in SENT_TWICE])
def test_what_is_sent_twice_under_one_key_is_done_once(api: Api, address: str, sent: Any, other: Any) -> None:
    key = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}
    first = api.post(address, sent, headers=key)
    before, bytes_before = counted(), whole(first)
    again = api.post(address, sent, headers=key)
    assert (again.status_code, whole(again), again.get("Location")) == (first.status_code, bytes_before, first.get("Location"))
    assert (first.get("Idempotent-Replayed"), again.get("Idempotent-Replayed")) == (None, "true")
    assert again["Cache-Control"] == first["Cache-Control"]
    assert counted() == before != (0, 0)
    problem(api.post(address, other, headers=key), 422, "key-reused")
    problem(api.post(f"{address}?explain=none", sent, headers=key), 422, "key-reused")
    assert counted() == before
    api.post(address, sent, headers={"Idempotency-Key": "another"})
    assert counted() != before


def test_the_answer_to_a_batch_that_keeps_nothing_is_not_kept_either(api: Api) -> None:
    whole(api.post("verdicts/batch/", {"questions": [QUESTION]}, headers={"Idempotency-Key": "k"}))
    assert not DoneRequest.objects.exists()


def test_what_was_refused_may_be_corrected_under_the_same_key(api: Api) -> None:
    key = {"Idempotency-Key": "k"}
    problem(api.post("verdicts/", {**QUESTION, "method": "osmosis"}, headers=key), 400, "invalid-question")
    assert api.post("verdicts/", QUESTION, headers=key).status_code == 201


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "\u00fc"])
def test_what_is_no_key_is_refused(api: Api, key: str) -> None:
    told = problem(api.post("verdicts/", QUESTION, headers={"Idempotency-Key": key}), 400, "invalid-parameter")
    assert told["errors"][0]["parameter"] == "Idempotency-Key"
    assert not SavedVerdict.objects.exists()


def test_keys_belong_to_their_callers(api: Api) -> None:
    key = {"Idempotency-Key": "k"}
    mine = api.post("verdicts/", QUESTION, headers=key).json()
    other = Api(Client(REMOTE_ADDR="192.0.2.7")).post("verdicts/", QUESTION, headers=key).json()
    assert mine["id"] != other["id"]
