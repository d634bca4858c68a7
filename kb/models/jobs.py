"""Jobs: many questions that are answered in the background. A message only hints that there is work; what is to be done stands here."""

from __future__ import annotations

from django.db import models

from kb.models.notices import Notice
from kb.models.revisions import Revision
from kb.models.verdicts import new_id

WAITING, GIVEN_OUT, DONE = "waiting", "given_out", "done"
STATES = (WAITING, GIVEN_OUT, DONE)
MOST_QUESTIONS = 200_000  # in one job


class Job(models.Model):
    """`terms`: on what terms its questions are answered. `outcomes` and `reasons`: what came of those that are done, counted.

    `notice`: the word of its end that somebody asked for. It outlives the job, so that they hear of a cancelled one too.
    """

    id = models.CharField(primary_key=True, max_length=22, default=new_id, editable=False)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="jobs")
    terms = models.JSONField()
    questions = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    outcomes = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)
    notice = models.OneToOneField(Notice, models.SET_NULL, null=True, blank=True, related_name="job")

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(name="job_id_is_long", condition=models.Q(id__length__gte=22)),
            models.CheckConstraint(name="job_answers_no_more_than_asked", condition=models.Q(answered__lte=models.F("questions"))),
            models.CheckConstraint(
                name="job_is_finished_when_all_are_answered",
                condition=models.Q(finished_at=None) | models.Q(answered=models.F("questions")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Chunk(models.Model):
    """Some questions of a job, in order, and their answers once all of them are there.

    `asked`: one question a line, as JSON. `results`: one answer a line, compressed; written once, with state `done`.
    `leased_until`: until then a message about it, or a worker with it, is trusted to be on its way.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    first = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    asked = models.TextField()
    state = models.CharField(max_length=9, choices=[(s, s) for s in STATES], default=WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    results = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ("first",)
        constraints = [
            models.UniqueConstraint(name="chunk_once", fields=["job", "first"]),
            models.CheckConstraint(name="chunk_state_known", condition=models.Q(state__in=STATES)),
            models.CheckConstraint(name="chunk_is_not_empty", condition=models.Q(first__gte=1, count__gte=1)),
            models.CheckConstraint(
                name="chunk_is_done_with_results",
                condition=models.Q(state=DONE, results__isnull=False) | ~models.Q(state=DONE) & models.Q(results=None),
            ),
            models.CheckConstraint(
                name="chunk_given_out_has_lease", condition=~models.Q(state=GIVEN_OUT) | models.Q(leased_until__isnull=False)
            ),
        ]
        indexes = [models.Index(name="chunk_lease", fields=["leased_until"], condition=models.Q(state=GIVEN_OUT))]

    def __str__(self) -> str:
        return f"{self.job_id} from {self.first}"
