"""Notices: word of something that ended, owed to an address outside. What is to be sent, and how far that is, stands here."""

from __future__ import annotations

from django.db import models

from kb.models.verdicts import new_id

WAITING, DUE, DELIVERED, GIVEN_UP = "waiting", "due", "delivered", "given_up"
STATES = (WAITING, DUE, DELIVERED, GIVEN_UP)
LONGEST_ADDRESS = 2_000  # characters
DIGEST = 64  # hexadecimal digits of a SHA-256


class Notice(models.Model):
    """`id` is the same at every try, so that who hears twice can tell. `about`: the address of what the word is about.

    `digest`: SHA-256 of the secret that signs, which is stored nowhere. `body`: what is sent, fixed when it is due.
    `due_at`: when the next try may begin. A try that begins moves it on, so that it is the lease of that try too.
    `problem`, `status`: what went wrong at the last try, and the HTTP status that answered it, if any.
    """

    id = models.CharField(primary_key=True, max_length=22, default=new_id, editable=False)
    address = models.CharField(max_length=LONGEST_ADDRESS)
    about = models.TextField()
    digest = models.CharField(max_length=DIGEST, editable=False)
    state = models.CharField(max_length=9, choices=[(s, s) for s in STATES], default=WAITING)
    body = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=20, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(name="notice_id_is_long", condition=models.Q(id__length__gte=22)),
            models.CheckConstraint(name="notice_digest_is_whole", condition=models.Q(digest__length=DIGEST)),
            models.CheckConstraint(name="notice_state_known", condition=models.Q(state__in=STATES)),
            models.CheckConstraint(
                name="notice_due_has_time",
                condition=models.Q(state=DUE, due_at__isnull=False) | ~models.Q(state=DUE) & models.Q(due_at=None),
            ),
            models.CheckConstraint(name="notice_says_something", condition=models.Q(state=WAITING) | ~models.Q(body="")),
        ]
        indexes = [models.Index(name="notice_due", fields=["due_at"], condition=models.Q(state=DUE))]

    def __str__(self) -> str:
        return str(self.id)
