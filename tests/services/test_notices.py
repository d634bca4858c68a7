"""Notices: due when a job ends, sent signed, tried again from their rows, given up after a while. The receivers are real."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from kb.models import Chunk, Job, Notice
from kb.models.notices import DELIVERED, DUE, GIVEN_UP, WAITING
from kb.services import jobs, notices, posting, receivers
from kb.services.answers import FAILED
from tests.services.receiving import Receiver, receiving
from tests.services.test_jobs import finish, fresh, made, revision, small

__all__ = ["revision", "small"]  # fixtures
ABOUT = "http://testserver/api/v1/jobs/x/"
DATA = {"id": "x", "url": ABOUT, "state": "done"}
AGO = dt.timedelta(seconds=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(204) as found:
        yield found


def noticed(address: str, count: int, revision: str) -> Job:
    job = made(revision, count)
    jobs.notify(job, receivers.read(address), ABOUT)
    return job


def due(address: str) -> Notice:
    notice = notices.make(receivers.read(address), ABOUT)
    notices.due(notice, "job.done", DATA)
    return again(notice)


def again(notice: Notice | None) -> Notice:
    assert notice is not None
    return Notice.objects.get(pk=notice.pk)


def let_the_pause_be_over(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now() - AGO)


def genuine(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver checks it who knows the conventions and nothing of this code."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = hmac.new(base64.b64decode(secret[len("whsec_") :]), signed, hashlib.sha256).digest()
    return any(
        hmac.compare_digest(base64.b64decode(signature), expected)
        for version, _, signature in (one.partition(",") for one in headers["webhook-signature"].split())
        if version == "v1"
    )


def test_a_signature_is_that_of_standard_webhooks() -> None:
    told = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    assert notices.signature(*told) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_end_of_a_job_is_told_once_signed_and_without_answers(revision: str, receiver: Receiver) -> None:
    job = noticed(receiver.address("/hook?for=me"), 4, revision)
    assert job.notice is not None
    notices.send(job.notice.pk)
    assert (receiver.heard, notices.overdue()) == ([], [])
    finish(job)
    assert notices.overdue() == [job.notice.pk]
    for _ in range(2):
        notices.send(job.notice.pk)
    (path, headers, body), = receiver.heard
    assert path == "/hook?for=me"
    assert headers["webhook-id"] == job.notice.pk
    assert abs(int(headers["webhook-timestamp"]) - time.time()) < 60
    assert genuine(notices.secret(job.notice.pk), headers, body)
    assert not genuine(notices.secret("another"), headers, body)
    assert not genuine(notices.secret(job.notice.pk), headers, body + b" ")
    told = json.loads(body)
    assert told == {"type": "job.done", "timestamp": told["timestamp"], "data": {"id": job.pk, "url": ABOUT, "state": "done"}}
    assert dt.datetime.fromisoformat(told["timestamp"]).tzinfo is not None
    notice = again(job.notice)
    assert (notice.state, notice.attempts, notice.status, notice.problem, notice.due_at) == (DELIVERED, 1, 204, "", None)


def test_the_secret_is_stored_nowhere(receiver: Receiver, revision: str) -> None:
    job = noticed(receiver.address(), 1, revision)
    assert job.notice is not None
    secret = notices.secret(job.notice.pk)
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    row = json.dumps(Notice.objects.filter(pk=job.notice.pk).values().get(), default=str)
    assert secret not in row
    assert secret.removeprefix("whsec_") not in row
    assert secret != notices.secret(noticed(receiver.address(), 1, revision).notice.pk)  # type: ignore[union-attr]


def test_an_empty_job_has_ended_when_it_is_made(revision: str, receiver: Receiver) -> None:
    job = noticed(receiver.address(), 0, revision)
    assert again(job.notice).state == DUE


def test_a_job_with_questions_that_were_not_judged_is_told_as_failed(revision: str, receiver: Receiver) -> None:
    job = noticed(receiver.address(), 4, revision)
    Chunk.objects.filter(job=job, first=1).update(attempts=jobs.MOST_ATTEMPTS)
    finish(job)
    told = json.loads(again(job.notice).body)
    assert fresh(job).outcomes[FAILED] == 3
    assert (told["type"], told["data"]["state"]) == ("job.failed", "done")


def test_who_waits_for_a_job_that_is_cancelled_is_told_and_then_forgotten(revision: str, receiver: Receiver) -> None:
    job = noticed(receiver.address(), 10, revision)
    jobs.work(jobs.given_out(job)[0])
    assert jobs.delete(job.pk)
    notice = again(job.notice)
    notices.send(notice.pk)
    told = json.loads(receiver.heard[0][2])
    assert (told["type"], told["data"]["state"]) == ("job.cancelled", "cancelled")
    assert again(notice).state == DELIVERED
    assert notices.forget() == 1
    assert not Notice.objects.exists()


def test_of_a_job_that_had_ended_nothing_more_is_said_when_it_is_deleted(revision: str) -> None:
    with receiving(500) as receiver:
        job = noticed(receiver.address(), 1, revision)
        assert job.notice is not None
        finish(job)
        notices.send(job.notice.pk)
        assert jobs.delete(job.pk)
        assert not Notice.objects.exists()
        notices.send(job.notice.pk)
        assert len(receiver.heard) == 1


def test_a_job_past_its_time_takes_its_notice_along(revision: str, receiver: Receiver) -> None:
    done, unfinished = noticed(receiver.address(), 1, revision), noticed(receiver.address(), 1, revision)
    finish(done)
    notices.send(done.notice.pk)  # type: ignore[union-attr]
    assert notices.forget() == 0
    Job.objects.update(expires_at=timezone.now() - AGO)
    assert jobs.forget() == 2
    assert list(Notice.objects.values_list("pk", "state")) == [(unfinished.notice.pk, DUE)]  # type: ignore[union-attr]


@pytest.mark.django_db
def test_it_is_tried_again_under_the_same_id_with_growing_pauses_and_given_up() -> None:
    with receiving(500, 302, 404) as receiver:
        notice = due(receiver.address())
        pauses = []
        for attempt in range(1, notices.MOST_TRIES + 1):
            let_the_pause_be_over(notice)
            before = timezone.now()
            notices.send(notice.pk)
            notice = again(notice)
            assert (notice.attempts, notice.problem) == (attempt, "refused")
            pauses += [notice.due_at - before] if notice.due_at else []
            notices.send(notice.pk)  # its pause is not over
        assert len(receiver.heard) == notices.MOST_TRIES
    assert (notice.state, notice.status, notice.due_at) == (GIVEN_UP, 404, None)
    assert notices.overdue() == []
    assert pauses == sorted(pauses)
    assert len(pauses) == notices.MOST_TRIES - 1
    assert {headers["webhook-id"] for _, headers, _ in receiver.heard} == {notice.pk}
    assert len({body for _, _, body in receiver.heard}) == 1
    assert all(genuine(notices.secret(notice.pk), headers, body) for _, headers, body in receiver.heard)
    assert {path for path, _, _ in receiver.heard} == {"/hook"}


def test_a_pause_is_longer_than_a_try_may_take() -> None:
    assert min(notices.PAUSES).total_seconds() > posting.PATIENCE


@pytest.mark.django_db
def test_it_arrives_when_the_receiver_is_there_again() -> None:
    with receiving(503, 200) as receiver:
        notice = due(receiver.address())
        notices.send(notice.pk)
        assert (again(notice).state, again(notice).status) == (DUE, 503)
        let_the_pause_be_over(notice)
        notices.send(notice.pk)
    assert (again(notice).state, again(notice).attempts, again(notice).problem) == (DELIVERED, 2, "")


@pytest.mark.django_db
def test_who_is_gone_is_not_told_again() -> None:
    with receiving(410) as receiver:
        notice = due(receiver.address())
        notices.send(notice.pk)
    assert (again(notice).state, again(notice).problem, again(notice).status) == (GIVEN_UP, "refused", 410)


@pytest.mark.django_db
def test_a_try_that_dies_is_followed_by_the_next_and_the_last_by_none(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = due(receiver.address())
    with monkeypatch.context() as patched:
        patched.setattr(notices, "_posted", lambda _: 1 / 0)
        for _ in range(notices.MOST_TRIES - 1):
            let_the_pause_be_over(notice)
            with pytest.raises(ZeroDivisionError):
                notices.send(notice.pk)
    assert (again(notice).state, again(notice).attempts, again(notice).problem) == (DUE, notices.MOST_TRIES - 1, "broken-off")
    assert notices.overdue() == []
    Notice.objects.update(attempts=notices.MOST_TRIES)
    let_the_pause_be_over(notice)
    notices.send(notice.pk)
    assert (again(notice).state, again(notice).problem) == (GIVEN_UP, "broken-off")
    assert receiver.heard == []


def shut(settings: Any) -> str:
    settings.NOTIFY_LOOPBACK = False
    return "not-public"


def switched_off(settings: Any) -> str:
    settings.NOTIFY = False
    return "switched-off"


def other_key(settings: Any) -> str:
    settings.SECRET_KEY = "the site has another key since"
    return "secret-lost"


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "state"), [(shut, DUE), (switched_off, GIVEN_UP), (other_key, GIVEN_UP)])
def test_what_was_allowed_when_it_was_made_may_not_be_when_it_is_sent(receiver: Receiver, settings: Any, change: Any, state: str) -> None:
    notice = due(receiver.address())
    code = change(settings)
    notices.send(notice.pk)
    assert (again(notice).state, again(notice).problem) == (state, code)
    assert receiver.heard == []


@pytest.mark.django_db
def test_what_is_sent_is_fixed_when_it_is_due(receiver: Receiver) -> None:
    notice = due(receiver.address())
    notices.due(notice, "job.cancelled", DATA)
    assert json.loads(again(notice).body)["type"] == "job.done"
    notices.send(notice.pk)
    notices.due(notice, "job.cancelled", DATA)
    assert again(notice).state == DELIVERED


def test_work_that_ends_half_way_tells_nobody(revision: str, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    job = noticed(receiver.address(), 1, revision)
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_next", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.work(jobs.given_out(job)[0])
    assert again(job.notice).state == WAITING


def test_codes_fit_their_column() -> None:
    assert max(map(len, notices.PROBLEMS)) <= Notice._meta.get_field("problem").max_length


@pytest.mark.django_db(transaction=True)
def test_a_notice_in_anothers_hands_is_left_to_them(receiver: Receiver) -> None:
    notice = due(receiver.address())
    params = connection.get_connection_params()
    known = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)}
    with psycopg.connect(**known) as other:
        other.execute("SELECT 1 FROM kb_notice WHERE id = %s FOR UPDATE", [notice.pk])
        notices.send(notice.pk)
    assert receiver.heard == []
    notices.send(notice.pk)
    assert len(receiver.heard) == 1


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_network_is_waited_for(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    open_then: list[bool] = []
    posted = notices.post

    def watched(*told: Any) -> int:
        open_then.append(transaction.get_connection().in_atomic_block)
        return posted(*told)

    monkeypatch.setattr(notices, "post", watched)
    notice = due(receiver.address())
    notices.send(notice.pk)
    assert open_then == [False]
    assert again(notice).state == DELIVERED
