"""Saved verdicts: what was asked and what was answered, as it was."""

from __future__ import annotations

import secrets

import pgtrigger
from django.db import models

from kb.models.columns import LeafField, filled
from kb.models.records import unchangeable
from kb.models.revisions import Revision


def new_id() -> str:
    """An id that nobody can guess: 128 random bits, 22 letters that stand in an address as they are."""
    return secrets.token_urlsafe(16)


class SavedVerdict(models.Model):
    """`question`: the facts as they were asked. `answer`: the verdict as JSON, byte for byte as it was given."""

    id = models.CharField(primary_key=True, max_length=22, default=new_id, editable=False)
    question = LeafField()
    answer = models.TextField()
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="verdicts")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(name="saved_verdict_id_is_long", condition=models.Q(id__length__gte=22)),
            *filled("saved_verdict", "answer"),
        ]
        triggers = unchangeable(pgtrigger.Update, pgtrigger.Delete)

    def __str__(self) -> str:
        return str(self.id)
