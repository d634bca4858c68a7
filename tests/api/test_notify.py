"""Being told of the end of a job, as whoever calls the API meets it. The receivers are real, and messages are worked off at once."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from kb.api import notify
from kb.api.openapi import document
from kb.models import DoneRequest, Job, Notice
from kb.models.notices import LONGEST_ADDRESS
from kb.services import jobs, notices
from kb.services.notices import PROBLEMS
from kb.tasks import jobs as tasks
from tests.api.asking import QUESTION, Api, problem
from tests.api.test_description import holds
from tests.services.receiving import Receiver, receiving
from tests.services.test_notices import genuine

BARE = document(None)
LINES = "application/x-ndjson"
QUESTIONS = b"".join(json.dumps({**QUESTION, "monthly_active_users": n}).encode() + b"\n" for n in range(4))
KEY = {"Idempotency-Key": "nightly"}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 3)
    monkeypatch.setattr(jobs, "AT_ONCE", 1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(204) as found:
        yield found


@pytest.fixture
def worked(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """Does something whose messages arrive: here they are worked off at once."""

    def does(what: Any, *words: Any, **named: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return what(*words, **named)

    return does


def address(receiver: Receiver, path: str = "/hook") -> str:
    return f"jobs/?explain=none&notify={quote(receiver.address(path), safe='')}"


def test_the_end_of_a_job_is_told(api: Api, worked: Any, receiver: Receiver) -> None:
    made = worked(api.post, address(receiver, "/hook?token=mine"), QUESTIONS, LINES).json()
    holds(BARE, "Job", made)
    secret = made["notify"].pop("secret")
    assert made["notify"] == {
        "id": made["notify"]["id"], "to": receiver.address(""), "state": "waiting", "attempts": 0, "next_attempt_at": None,
        "problem": None, "status": None,
    }  # fmt: skip
    (path, headers, body), = receiver.heard
    assert path == "/hook?token=mine"
    assert genuine(secret, headers, body)
    told = json.loads(body)
    holds(BARE, "JobEnded", told)
    assert (told["type"], told["data"]) == ("job.done", {"id": made["id"], "url": made["url"], "state": "done"})
    answer = api.get(made["url"])
    job = answer.json()
    holds(BARE, "Job", job)
    assert (job["notify"]["state"], job["notify"]["status"], job["notify"]["id"]) == ("delivered", 204, headers["webhook-id"])
    assert "secret" not in job["notify"]
    assert b"token=mine" not in answer.content


def test_a_receiver_that_refuses_is_seen_on_the_job(api: Api, worked: Any) -> None:
    with receiving(500) as receiver:
        made = worked(api.post, address(receiver), QUESTIONS, LINES).json()
    job = api.json(made["url"])
    holds(BARE, "Job", job)
    assert job["state"] == "done"
    assert {"state": "due", "problem": "refused", "status": 500, "attempts": 1}.items() <= job["notify"].items()
    assert job["notify"]["next_attempt_at"] > job["finished_at"]


def test_one_json_value_may_name_the_receiver_too(api: Api, worked: Any, receiver: Receiver) -> None:
    made = worked(api.post, "jobs/", {"questions": [], "notify": receiver.address()}).json()
    assert made["notify"]["state"] == "due"  # there was nothing to be done
    assert json.loads(receiver.heard[0][2])["data"]["url"] == made["url"]
    told = problem(api.post("jobs/", {"questions": [], "notify": 5}), 400, "invalid-batch")
    assert told["errors"][0]["accepted"] == notify.NOTIFY.schema["examples"]


def test_a_job_without_a_receiver_tells_nobody(api: Api, worked: Any) -> None:
    made = worked(api.post, "jobs/", QUESTIONS, LINES).json()
    assert (made["notify"], api.json(made["url"])["notify"]) == (None, None)
    assert not Notice.objects.exists()


def test_what_is_sent_twice_under_one_key_is_told_once_with_one_secret(api: Api, worked: Any, receiver: Receiver) -> None:
    first, again = (worked(api.post, address(receiver), QUESTIONS, LINES, headers=KEY) for _ in range(2))
    assert again["Idempotent-Replayed"] == "true"
    assert first.content == again.content
    assert "secret" in first.json()["notify"]
    assert (Job.objects.count(), Notice.objects.count(), len(receiver.heard)) == (1, 1, 1)
    kept = zlib.decompress(bytes(DoneRequest.objects.get().content))
    assert b"whsec_" not in kept
    assert json.loads(kept)["id"] == first.json()["id"]


def test_who_waits_for_a_job_that_is_deleted_is_told(api: Api, worked: Any, receiver: Receiver) -> None:
    made = api.post(address(receiver), QUESTIONS, LINES).json()
    assert worked(api.client.delete, made["url"]).status_code == 204
    assert json.loads(receiver.heard[0][2])["type"] == "job.cancelled"
    holds(BARE, "JobEnded", json.loads(receiver.heard[0][2]))
    problem(api.get(made["url"]), 404, "not-found")
    tasks.forget()
    assert not Notice.objects.exists()


def test_a_message_that_comes_twice_tells_nobody_twice(api: Api, worked: Any, receiver: Receiver) -> None:
    made = worked(api.post, address(receiver), QUESTIONS, LINES).json()
    for chunk in Job.objects.get(pk=made["id"]).chunks.values_list("pk", flat=True):
        tasks.answer(chunk)
    assert len(receiver.heard) == 1


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        ("http://ci.example.org/", "is not HTTPS"),
        ("https://me:secret@ci.example.org/", "holds a name or a password"),
        ("https://ci.example.org:25/", "has a port"),
        ("https://10.0.0.1/", "does not lead to the public network"),
        ("https://[::ffff:169.254.169.254]/", "does not lead to the public network"),
        ("https://2130706433/", "has a host"),
        ("nothing", "is no address of the web"),
        (f"https://ci.example.org/{'x' * LONGEST_ADDRESS}", "is no address of the web"),
        ("https://ci.example.org/\ud800", "is no address of the web"),
    ],
)
def test_an_address_that_is_no_receiver_is_refused_and_nothing_is_taken_in(api: Api, refused: str, why: str) -> None:
    answers = [api.post("jobs/", {"questions": [QUESTION], "notify": refused}, headers=KEY)]
    if refused.isascii():
        answers.append(api.post(f"jobs/?{urlencode({'notify': refused})}", QUESTIONS, LINES, headers=KEY))
    for answer in answers:
        told = problem(answer, 400, "notify-refused")
        holds(BARE, "Problem", told)
        assert why in told["detail"]
        assert (told["errors"][0]["parameter"], told["errors"][0]["accepted"]) == ("notify", [notify.EXAMPLE])
    assert not Job.objects.exists()
    assert not Notice.objects.exists()


def test_a_public_site_tells_no_machine_of_its_own(api: Api, settings: Any, receiver: Receiver) -> None:
    settings.NOTIFY_LOOPBACK = False
    problem(api.post(address(receiver), QUESTIONS, LINES), 400, "notify-refused")


def test_a_site_may_send_no_notices(api: Api, settings: Any) -> None:
    settings.NOTIFY = False
    told = problem(api.post("jobs/?notify=https://ci.example.org/", QUESTIONS, LINES), 400, "notify-refused")
    assert "this site sends no notices" in told["detail"]
    assert api.post("jobs/", QUESTIONS, LINES).status_code == 202


def test_no_address_reaches_a_log(api: Api, worked: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    with receiving(500) as receiver:
        worked(api.post, address(receiver, "/secret-path"), QUESTIONS, LINES)
        monkeypatch.setattr(notices, "_begun", lambda _: {}["/secret-path"])
        worked(api.post, address(receiver, "/secret-path"), QUESTIONS, LINES)
    assert len(caplog.records) == 1
    assert "secret-path" not in caplog.records[0].getMessage()


def test_what_is_sent_is_described_and_shown_with_its_codes(client: Client, api: Api) -> None:
    sent = BARE["webhooks"]["job.ended"]["post"]
    assert [p["name"] for p in sent["parameters"]] == ["webhook-id", "webhook-timestamp", "webhook-signature"]
    assert BARE["components"]["schemas"]["Notice"]["properties"]["problem"]["enum"] == [*PROBLEMS, None]
    page = api.get("docs/").content.decode()
    assert 'id="job_ended"' in page
    for name in (*notify.HEADERS, *notify.EVENTS):
        assert f"<code>{name}</code>" in page
    builders = client.get("/builders/").content.decode()
    for code in PROBLEMS:
        assert f"<code>{code}</code>" in builders
