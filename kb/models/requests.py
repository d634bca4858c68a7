"""Requests that are done once, however often they are sent: what was answered the first time."""

from __future__ import annotations

from django.db import models

DIGEST = 64  # hexadecimal digits


class DoneRequest(models.Model):
    """`id`: keyed hash of the caller and their key. `digest`: hash of all that was sent. `content`: the answer, compressed."""

    id = models.CharField(primary_key=True, max_length=DIGEST, editable=False)
    digest = models.CharField(max_length=DIGEST)
    status = models.PositiveSmallIntegerField()
    media_type = models.CharField(max_length=100)
    location = models.CharField(blank=True)
    content = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="done_request_hashes_are_whole", condition=models.Q(id__length=DIGEST, digest__length=DIGEST)),
        ]

    def __str__(self) -> str:
        return str(self.id)
