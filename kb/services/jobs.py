"""Large jobs: questions taken in, answered chunk by chunk, results given out in order. Nothing here sends messages: doorways and tasks do.

A chunk is answered under the lock of its row, so no two workers answer it; the results are written, counted, and the next chunk given out
in the transaction that holds the lock. A worker that dies lets go of it at once, and nothing of its work is there.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from kb.models import Chunk, Job, Notice
from kb.models.jobs import DONE, GIVEN_OUT, WAITING
from kb.models.notices import DUE
from kb.queries.knowledge import knowledge_of
from kb.services import notices
from kb.services.answers import FAILED, Answer, Tally, Terms, answers, failed
from kb.services.gate import Gate
from kb.services.receivers import Receiver
from kb.services.verdicts import ID

CHUNK = 200  # questions that are answered in one go
ROWS = 50  # chunks that are written at a time
AT_ONCE = 4  # chunks of a job that are given out at a time, so that small jobs need not wait for the end of large ones
MOST_ATTEMPTS = 5  # a chunk that was begun so often and never ended is given up: its questions say that they were not judged
KEPT_FOR = dt.timedelta(days=7)
MOST_OVERDUE = 1_000


def make(questions: Iterable[str], terms: Terms, revision: str) -> Job:
    """A job of these questions (each JSON in one line), its first chunks given out. Whatever `questions` raises leaves nothing behind."""
    with transaction.atomic():
        job = Job.objects.create(revision_id=revision, terms=_told(terms), expires_at=timezone.now() + KEPT_FOR)
        waiting = _chunks(job, questions)
        while rows := list(islice(waiting, ROWS)):
            Chunk.objects.bulk_create(rows)
            job.questions += sum(c.count for c in rows)
        job.finished_at = None if job.questions else timezone.now()
        job.save(update_fields=["questions", "finished_at"])
        first = Chunk.objects.filter(job=job, first__lte=AT_ONCE * CHUNK)
        first.update(state=GIVEN_OUT, leased_until=_lease())
    return job


def notify(job: Job, to: Receiver, about: str) -> None:
    """Let a receiver know when a job has ended. `about`: the job's own address."""
    job.notice = notices.make(to, about)
    job.save(update_fields=["notice"])
    if job.finished_at is not None:
        _tell_of_end(job)
        job.notice.refresh_from_db()


def notices_due(chunk_id: int) -> list[str]:
    """The notice of the end of a chunk's job, where somebody must be told that it is due."""
    return list(Notice.objects.filter(job__chunks=chunk_id, state=DUE).values_list("pk", flat=True))


def _tell_of_end(job: Job, state: str = "done") -> None:
    """Whoever asked for it is to hear how the job ended, as soon as this transaction does."""
    if job.notice is not None:
        end = "failed" if state == "done" and job.outcomes.get(FAILED) else state
        notices.due(job.notice, f"job.{end}", {"id": job.pk, "url": job.notice.about, "state": state})


def job(job_id: str) -> Job | None:
    """The job with that id, or None."""
    return Job.objects.select_related("notice").filter(pk=job_id).first() if ID.match(job_id) else None


def given_out(job: Job) -> list[int]:
    """The chunks of a job that somebody must be told of."""
    return list(Chunk.objects.filter(job=job, state=GIVEN_OUT).values_list("pk", flat=True))


def _chunks(job: Job, questions: Iterable[str]) -> Iterator[Chunk]:
    asked, first = iter(questions), 1
    while some := list(islice(asked, CHUNK)):
        yield Chunk(job=job, first=first, count=len(some), asked="\n".join(some))
        first += len(some)


def _told(terms: Terms) -> dict[str, Any]:
    gate = terms.gate.as_dict() if terms.gate else None
    return {"today": terms.today, "include": sorted(terms.include), "explain": terms.explain, "gate": gate}


def terms_of(job: Job) -> Terms:
    """On what terms the questions of a job are answered."""
    told, gate = job.terms, job.terms["gate"]
    return Terms(told["today"], told["include"], told["explain"], Gate(tuple(gate["fail_on"]), gate["max_risk"]) if gate else None)


def _lease() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=settings.JOB_LEASE)


def work(chunk_id: int) -> int | None:
    """Answer a chunk, unless it is done, gone, or in another's hands. The next chunk of its job that somebody must be told of, if any."""
    if not _begun(chunk_id):
        return None
    with transaction.atomic():
        chunk = _held(chunk_id)
        if chunk is None:
            return None
        tally, lines = Tally(), []
        for number, found in enumerate(_answers(chunk), chunk.first):
            tally.add(number, found)
            lines.append(f"{found.outcome} {found.body}")
        chunk.results = zlib.compress("\n".join(lines).encode("utf-8", "backslashreplace"), 1)
        chunk.state = DONE
        chunk.save(update_fields=["results", "state"])
        _count(chunk, tally)
        return _next(chunk)


def _held(chunk_id: int) -> Chunk | None:
    """The chunk, locked until the transaction ends; None where it is done, gone, or locked by another."""
    waiting = Chunk.objects.exclude(state=DONE).select_related("job")
    return waiting.select_for_update(skip_locked=True, of=("self",)).filter(pk=chunk_id).first()


def _begun(chunk_id: int) -> bool:
    """Note the attempt, so that it is known even if it kills the worker."""
    with transaction.atomic():
        chunk = _held(chunk_id)
        if chunk is not None:
            Chunk.objects.filter(pk=chunk_id).update(state=GIVEN_OUT, attempts=F("attempts") + 1, leased_until=_lease())
    return chunk is not None


def _answers(chunk: Chunk) -> Iterator[Answer]:
    terms = terms_of(chunk.job)
    if chunk.attempts > MOST_ATTEMPTS:
        return (failed(terms) for _ in range(chunk.count))
    return answers(knowledge_of(chunk.job.revision_id), map(json.loads, chunk.asked.split("\n")), terms)


def _count(chunk: Chunk, tally: Tally) -> None:
    job = Job.objects.select_for_update().get(pk=chunk.job_id)
    whole = tally_of(job)
    whole.merge(tally.outcomes, tally.reasons)
    job.outcomes, job.reasons = dict(whole.outcomes), whole.reasons
    job.answered += chunk.count
    job.finished_at = timezone.now() if job.answered == job.questions else None
    job.save(update_fields=["outcomes", "reasons", "answered", "finished_at"])
    if job.finished_at is not None:
        _tell_of_end(job)


def _next(chunk: Chunk) -> int | None:
    waiting = Chunk.objects.filter(job=chunk.job_id, state=WAITING).select_for_update(skip_locked=True)
    following = waiting.order_by("first").values_list("pk", flat=True).first()
    if following is not None:
        Chunk.objects.filter(pk=following).update(state=GIVEN_OUT, leased_until=_lease())
    return following


def overdue() -> list[int]:
    """Chunks that were given out and not heard of again, with a new lease: messages were lost, or workers died. Somebody must be told."""
    with transaction.atomic():
        late = Chunk.objects.filter(state=GIVEN_OUT, leased_until__lt=timezone.now()).select_for_update(skip_locked=True)
        found = list(late.order_by("leased_until").values_list("pk", flat=True)[:MOST_OVERDUE])
        Chunk.objects.filter(pk__in=found).update(leased_until=_lease())
    return found


def tally_of(job: Job) -> Tally:
    """What came of the questions that are answered."""
    tally = Tally()
    tally.merge(job.outcomes, job.reasons)
    return tally


def ready(job: Job) -> int:
    """How many results can be read: those up to the first question that is not answered."""
    first = Chunk.objects.filter(job=job).exclude(state=DONE).order_by("first").values_list("first", flat=True).first()
    return job.questions if first is None else first - 1


def results(job: Job, after: int, upto: int) -> Iterator[tuple[int, Answer]]:
    """The answers with numbers above `after`, up to `upto`, in order. One chunk is in memory at a time; no connection is held meanwhile."""
    wanted = Chunk.objects.filter(job=job, state=DONE, first__gt=after - F("count"), first__lte=upto)
    for pk in list(wanted.order_by("first").values_list("pk", flat=True)):
        chunk = Chunk.objects.filter(pk=pk).only("first", "results").first()
        let_go()
        if chunk is None:  # the job was deleted meanwhile
            return
        for number, line in enumerate(zlib.decompress(chunk.results or b"").decode().split("\n"), chunk.first):
            if after < number <= upto:
                outcome, _, body = line.partition(" ")
                yield number, Answer(outcome, body)


def let_go() -> None:
    """Give the connection to the database back while nothing is asked of it; inside a transaction it stays."""
    if not connection.in_atomic_block:
        connection.close()


def delete(job_id: str) -> bool:
    """Cancel a job and forget it: questions, results and all. False where there is none.

    Whoever asked to be notified hears that a job was cancelled in its middle; of one that had ended, nothing more is said.
    """
    with transaction.atomic():  # chunks first, as workers do: then none waits for the other
        list(Chunk.objects.filter(job=job_id).select_for_update().order_by("pk").values_list("pk", flat=True))
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            return False
        if job.finished_at is None:
            _tell_of_end(job, "cancelled")
        elif job.notice is not None:
            job.notice.delete()
        job.delete()
        return True


def forget() -> int:
    """Delete the jobs that are past their time; how many."""
    late = list(Job.objects.filter(expires_at__lte=timezone.now()).values_list("pk", flat=True))
    return sum(delete(pk) for pk in late)
