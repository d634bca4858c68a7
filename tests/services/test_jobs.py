"""Jobs: every question is answered once, whoever dies and whatever comes twice."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from kb.models import Chunk, Job
from kb.models.jobs import DONE, GIVEN_OUT, WAITING
from kb.queries.knowledge import knowledge_of
from kb.services import answers, jobs
from kb.services.answers import FAILED, REFUSED, Terms
from kb.services.gate import Gate
from kb.services.publish import publish
from tests.sample import load_sample

TODAY = "2024-02-01"
ASKED: dict[str, Any] = {"teacher": "acme-1", "channel": "weights", "method": "outputs", "student_kind": "general_llm"}
TERMS = Terms(TODAY, (), "none")


@pytest.fixture
def revision(db: None) -> str:  # noqa: ARG001 - the database is wanted
    load_sample()
    return publish(who="a test", why="to try it").revision


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 3)
    monkeypatch.setattr(jobs, "AT_ONCE", 2)
    monkeypatch.setattr(jobs, "ROWS", 2)


def questions(count: int) -> Iterator[str]:
    for number in range(count):
        yield json.dumps({**ASKED, "monthly_active_users": number})


def made(revision: str, count: int = 10, terms: Terms = TERMS) -> Job:
    return jobs.make(questions(count), terms, revision)


def states(job: Job) -> list[str]:
    return list(Chunk.objects.filter(job=job).order_by("first").values_list("state", flat=True))


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def finish(job: Job) -> None:
    waiting = jobs.given_out(job)
    while waiting:
        following = jobs.work(waiting.pop(0))
        waiting += [following] if following else []


def read(job: Job, after: int = 0) -> list[tuple[int, Any]]:
    return [(number, json.loads(found.body)) for number, found in jobs.results(job, after, jobs.ready(job))]


def test_a_job_is_cut_and_its_first_chunks_are_given_out(revision: str) -> None:
    job = made(revision)
    assert [(c.first, c.count) for c in Chunk.objects.filter(job=job).order_by("first")] == [(1, 3), (4, 3), (7, 3), (10, 1)]
    assert states(job) == [GIVEN_OUT, GIVEN_OUT, WAITING, WAITING]
    assert len(jobs.given_out(job)) == 2
    assert (job.questions, job.answered, job.finished_at) == (10, 0, None)


def test_every_question_is_answered_in_order(revision: str) -> None:
    job = made(revision)
    finish(job)
    assert states(job) == [DONE] * 4
    found = read(job)
    assert [number for number, _ in found] == list(range(1, 11))
    assert [answer["question"]["monthly_active_users"] for _, answer in found] == list(range(10))
    job = fresh(job)
    assert (job.answered, sum(job.outcomes.values())) == (10, 10)
    assert job.finished_at is not None


def test_the_answers_are_those_that_a_batch_gives(revision: str) -> None:
    gate = Terms(TODAY, ("flips",), "short", Gate(("prohibited",), "high"))
    asked = [*questions(4), json.dumps({"teacher": "nobody"}), json.dumps("\ud800")]
    job = jobs.make(asked, gate, revision)
    finish(job)
    expected = list(answers.answers(knowledge_of(revision), map(json.loads, asked), gate))
    found = [answer for _, answer in jobs.results(fresh(job), 0, 6)]
    assert [(x.outcome, json.loads(x.body)) for x in found] == [(x.outcome, json.loads(x.body)) for x in expected]
    tally = answers.Tally()
    for number, answer in enumerate(expected, 1):
        tally.add(number, answer)
    assert jobs.tally_of(fresh(job)).as_dict(revision, gate.gate) == tally.as_dict(revision, gate.gate)


def test_results_are_read_while_the_job_runs_and_never_over_a_gap(revision: str) -> None:
    job = made(revision)
    first, second = jobs.given_out(job)
    jobs.work(second)
    assert (jobs.ready(job), read(job)) == (0, [])
    jobs.work(first)
    assert jobs.ready(job) == 6
    assert [number for number, _ in read(job, after=4)] == [5, 6]


def test_a_message_that_comes_twice_changes_nothing(revision: str) -> None:
    job = made(revision)
    chunk = jobs.given_out(job)[0]
    assert jobs.work(chunk) is not None
    before = Chunk.objects.get(pk=chunk)
    assert jobs.work(chunk) is None
    after = Chunk.objects.get(pk=chunk)
    assert (bytes(after.results or b""), after.attempts) == (bytes(before.results or b""), before.attempts)
    assert fresh(job).answered == 3
    assert jobs.work(10**9) is None


def test_work_that_ends_half_way_leaves_nothing_and_is_given_out_again(revision: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job = made(revision)
    chunk = jobs.given_out(job)[0]
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "_count", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            jobs.work(chunk)
    assert (fresh(job).answered, Chunk.objects.get(pk=chunk).state, Chunk.objects.get(pk=chunk).attempts) == (0, GIVEN_OUT, 1)
    assert jobs.overdue() == []
    Chunk.objects.filter(pk=chunk).update(leased_until=timezone.now() - dt.timedelta(seconds=1))
    assert jobs.overdue() == [chunk]
    assert jobs.overdue() == []
    finish(job)
    assert [number for number, _ in read(job)] == list(range(1, 11))


def test_a_chunk_that_always_ends_badly_says_that_it_was_not_judged(revision: str) -> None:
    job = made(revision, 4, Terms(TODAY, (), "none", Gate()))
    Chunk.objects.filter(job=job, first=1).update(attempts=jobs.MOST_ATTEMPTS)
    finish(job)
    assert [found.outcome == FAILED for _, found in jobs.results(job, 0, 4)] == [True, True, True, False]
    told = jobs.tally_of(fresh(job)).as_dict(revision, Gate())
    assert told[FAILED] == 3
    assert {"code": "not-judged", "count": 3, "first": 1}.items() <= told["gate"]["reasons"][-1].items()


def test_a_job_keeps_to_the_revision_and_the_day_it_was_given(revision: str) -> None:
    job = made(revision, 1)
    finish(job)
    (_, found), *_ = read(job)
    assert found["knowledge"] == {"revision": revision, "as_of": TODAY, "engine": found["knowledge"]["engine"]}


def test_a_line_that_cannot_be_read_is_refused_in_its_place(revision: str) -> None:
    job = jobs.make([json.dumps(ASKED), json.dumps([]), json.dumps(ASKED)], TERMS, revision)
    finish(job)
    assert [found.outcome == REFUSED for _, found in jobs.results(job, 0, 3)] == [False, True, False]


def test_what_goes_wrong_while_it_is_taken_in_leaves_nothing(revision: str) -> None:
    def broken() -> Iterator[str]:
        yield from questions(7)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        jobs.make(broken(), TERMS, revision)
    assert not Job.objects.exists()


def test_an_empty_job_is_done(revision: str) -> None:
    job = made(revision, 0)
    assert job.finished_at is not None
    assert (jobs.given_out(job), read(job)) == ([], [])


def test_a_job_is_forgotten_when_told_and_when_its_time_is_over(revision: str) -> None:
    job, old, late = made(revision), made(revision), made(revision)
    chunk = jobs.given_out(job)[0]
    assert jobs.delete(job.pk)
    assert not jobs.delete(job.pk)
    assert jobs.work(chunk) is None
    Job.objects.filter(pk=old.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert jobs.forget() == 1
    assert list(Job.objects.values_list("pk", flat=True)) == [late.pk]
    assert set(Chunk.objects.values_list("job_id", flat=True)) == {late.pk}


@pytest.mark.django_db(transaction=True)
def test_a_chunk_in_anothers_hands_is_left_to_them() -> None:
    load_sample()
    job = made(publish(who="a test", why="to try it").revision)
    first, second = jobs.given_out(job)
    params = connection.get_connection_params()
    known = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)}
    with psycopg.connect(**known) as other:
        other.execute("SELECT 1 FROM kb_chunk WHERE id = %s FOR UPDATE", [first])
        assert jobs.work(first) is None
        Chunk.objects.filter(pk=second).update(leased_until=timezone.now() - dt.timedelta(seconds=1))
        assert jobs.overdue() == [second]
    assert Chunk.objects.get(pk=first).attempts == 0
    finish(job)
    assert fresh(job).answered == 10
