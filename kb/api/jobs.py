"""Jobs: very many questions, answered in the background. Given in, followed, fetched in order while they run, and forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from rest_framework.request import Request

from kb.api import asking, bodies, many, notify, parameters
from kb.api import once as requests
from kb.api.endpoint import PRIVATE, Endpoint
from kb.api.operations import Operation, path_parameter
from kb.api.parameters import Parameter
from kb.api.problems import Problem
from kb.api.verdicts import private
from kb.models import Job
from kb.models.jobs import MOST_QUESTIONS
from kb.queries.knowledge import revision_named
from kb.rules.verdict import to_json
from kb.services import jobs
from kb.tasks import notices as telling
from kb.tasks.jobs import tell

LONGEST_JOB = 64_000_000  # bytes
LONGEST_WAIT = 30  # seconds
LOOK_EVERY = 0.5  # seconds
DAYS = jobs.KEPT_FOR.days
WAIT = Parameter(
    "wait", "Hold the answer until the job is done, for so many seconds at most. Where many wait already, it comes at once.",
    {"type": "integer", "minimum": 0, "maximum": LONGEST_WAIT, "default": 0},
)  # fmt: skip
AFTER = Parameter(
    "after", "Leave out the results up to this number: those that you have already.",
    {"type": "integer", "minimum": 0, "maximum": MOST_QUESTIONS, "default": 0},
)  # fmt: skip
ID = path_parameter("job_id", {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"}, "The id that the job was given.")
waiting_room = threading.BoundedSemaphore(max(1, settings.MOST_WAITING))


def found(job_id: str) -> Job:
    """The job with that id. Raises `Problem`."""
    job = jobs.job(job_id)
    if job is None:
        raise Problem("not-found", "No job has this id: there never was one, or it was deleted, or its time is over.", nearest=[])
    return job


def address_of(request: Request, job: Job) -> str:
    """Where a job is followed."""
    return request.build_absolute_uri(reverse("api-job", args=[job.pk]))


def shown(request: Request, job: Job) -> dict[str, Any]:
    """A job for a machine. The gate is told when all is answered, never before."""
    state = "done" if job.finished_at else "running" if job.answered else "waiting"
    terms, address = jobs.terms_of(job), address_of(request, job)
    return {
        "id": job.pk, "url": address, "results": f"{address}results/", "state": state, "questions": job.questions, "answered": job.answered,
        "terms": {"revision": job.revision_id, **job.terms},
        "summary": jobs.tally_of(job).as_dict(job.revision_id, terms.gate if job.finished_at else None),
        "created_at": job.created_at.isoformat(), "finished_at": job.finished_at.isoformat() if job.finished_at else None,
        "expires_at": job.expires_at.isoformat(), "notify": notify.shown(job.notice),
    }  # fmt: skip


def waited(job_id: str, seconds: int) -> Job:
    """The job as soon as it is done, or as it is after so many seconds. No connection to the database is held meanwhile."""
    until = time.monotonic() + seconds
    job = found(job_id)
    if job.finished_at or not seconds or not waiting_room.acquire(blocking=False):
        return job
    try:
        while not job.finished_at and time.monotonic() < until:
            jobs.let_go()
            time.sleep(LOOK_EVERY)
            job = found(job_id)
    finally:
        waiting_room.release()
    return job


def _tell_who_asked(job: Job) -> None:
    """Have the notice of a job sent, where it is due by now."""
    telling.tell([job.notice.pk] if job.notice else [])


class Jobs(Endpoint):
    """Where jobs are given in."""

    def scope(self, _method: str) -> str:
        """Of its own: a job keeps the site busy."""
        return "jobs"

    def declared(self) -> tuple[Parameter, ...]:
        """The terms, and who is to be told."""
        return (*asking.TERMS, notify.NOTIFY)

    def post(self, request: Request) -> HttpResponseBase:
        """The job, waiting to be begun."""
        data = bodies.read_bytes(request, LONGEST_JOB, (bodies.JSON, *bodies.LINES))
        return notify.with_secret(requests.once(self, request, data, lambda: self.taken_in(request, data)))

    def taken_in(self, request: Request, data: bytes) -> HttpResponse:
        """The job is made, all of it or nothing, and word of it is sent."""
        asked = many.read(request, data, self.declared(), MOST_QUESTIONS)
        terms, revision = asking.terms(asked.options, many=True), revision_named(asked.options.get("revision"))
        receiver = notify.receiver(asked.options)
        with transaction.atomic():
            job = jobs.make(asked.texts(), terms, revision)
            self.charge("questions", job.questions)
            if receiver is not None:
                jobs.notify(job, receiver, address_of(request, job))
            chunks = jobs.given_out(job)
            transaction.on_commit(lambda: tell(chunks))
            if job.finished_at is not None:  # there was nothing to be done
                transaction.on_commit(lambda: _tell_who_asked(job))
        told = shown(request, job)
        return private(to_json(told), 202, {"Location": told["url"]})

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "give_in_job", "jobs", "Give in a job",
            f"Up to {MOST_QUESTIONS:,} questions and {LONGEST_JOB // 1_000_000} MB, best as JSON Lines with the options in the address. "
            "They are answered in the background, all by the revision and for the day on which the job was given in. "
            "Anything wrong with a line is told at once, and nothing is taken in. "
            f"The job and its results are deleted {DAYS} days after it was given in. With `{notify.NAME}`, word of its end is sent.",
            (*self.declared(), requests.HEADER), {202: {"$ref": "#/components/schemas/Job"}},
            ("invalid-batch", "notify-refused", "length-required", "too-large", "unsupported-media-type", *requests.REFUSALS),
            body={"$ref": "#/components/schemas/JobBatch"}, bodies=dict.fromkeys(bodies.LINES, many.BODY),
        )  # fmt: skip


class JobDetail(Endpoint):
    """One job."""

    http_method_names = ["get", "head", "delete", "options"]

    def scope(self, _method: str) -> str:
        """As for giving it in."""
        return "jobs"

    def declared(self) -> tuple[Parameter, ...]:
        """How long to wait."""
        return (WAIT,) if self.request.method == "GET" else ()

    def get(self, request: Request, job_id: str) -> HttpResponse:
        """How far it is."""
        return private(to_json(shown(request, waited(job_id, parameters.read(request, (WAIT,))["wait"]))))

    def delete(self, request: Request, job_id: str) -> HttpResponse:
        """It is cancelled and forgotten."""
        parameters.read(request, ())
        job = found(job_id)
        if not jobs.delete(job.pk):
            found(job_id)
        _tell_who_asked(job)
        return HttpResponse(status=204, headers=PRIVATE)

    def describe(self, method: str) -> Operation:
        """What it does."""
        if method == "DELETE":
            return Operation(
                "delete_job", "jobs", "Cancel and forget a job", "Its questions and its results are deleted, whatever state it is in. "
                f"Who was to be told by `{notify.NAME}` hears that it was cancelled, or, where it had ended, nothing more.",
                (ID,), {204: {}}, ("invalid-parameter", "not-found"),
            )  # fmt: skip
        return Operation(
            "get_job", "jobs", "Follow a job",
            "How many questions are answered, and how. The `gate`, where one was asked for, comes when all are.",
            (ID, WAIT), {200: {"$ref": "#/components/schemas/Job"}}, ("invalid-parameter", "not-found"),
        )  # fmt: skip


class JobResults(Endpoint):
    """The results of a job, as JSON Lines."""

    forms = bodies.LINES

    def scope(self, _method: str) -> str:
        """As for giving it in."""
        return "jobs"

    def declared(self) -> tuple[Parameter, ...]:
        """Where to go on."""
        return (AFTER,)

    def get(self, request: Request, job_id: str) -> HttpResponseBase:
        """The results that can be read: in order, up to the first question that is not answered."""
        after = parameters.read(request, self.declared())["after"]
        job = found(job_id)
        content = many.as_lines(self.results(job, after), self.summary(request, job_id, after))
        return StreamingHttpResponse(content, content_type=request.accepted_media_type, headers=PRIVATE)

    def results(self, job: Job, after: int) -> Iterator[str]:
        """One result a line."""
        self.reached = after
        for number, answer in jobs.results(job, after, jobs.ready(job)):
            yield many.result(number, answer)
            self.reached = number

    def summary(self, request: Request, job_id: str, after: int) -> Iterator[str]:
        """How far these results reach, and where to go on. Made when they are all sent."""
        told = shown(request, found(job_id))
        complete = self.reached >= told["questions"]
        following = None if complete else f"{told['results']}?after={max(after, self.reached)}"
        yield to_json({**told["summary"], "complete": complete, "next": following})

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_job_results", "jobs", "Fetch the results of a job",
            "One result a line, in order, also while the job runs: as many as are ready without a gap. "
            "The last line is the summary; where it is missing, the answer broke off. "
            "Go on with `after`, the number of the last result that you have, until `complete` is true.",
            (ID, AFTER), {}, ("invalid-parameter", "not-found"), forms=dict.fromkeys(bodies.LINES, many.described_lines("JobSummary")),
        )  # fmt: skip
