"""Tokens of the API: what a program shows to be known. The token itself is stored nowhere, only what it hashes to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kb.models.columns import filled, line


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing that a token may be good for."""

    name: str
    words: str


SCOPES = {
    s.name: s
    for s in (
        Scope("read", "Read the record: lists, records, clauses, revisions, kept verdicts"),
        Scope("ask", "Ask questions and check documents; nothing is kept"),
        Scope("keep", "Keep verdicts at permanent addresses"),
        Scope("jobs", "Give in large jobs, follow them and fetch their results"),
    )
}
SECRET = 64  # hexadecimal digits of a SHA-256


class TokenQuerySet(models.QuerySet["ApiToken"]):
    """Sets of tokens."""

    def of(self, owner: Any) -> TokenQuerySet:
        """Those of one account, newest first."""
        return self.filter(owner=owner).order_by("-created_at")


class ApiToken(models.Model):
    """`prefix` is the part that may be shown; `digest` the SHA-256 of the whole token."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = line(required=True)
    prefix = models.CharField(max_length=12, unique=True, editable=False)
    digest = models.CharField(max_length=SECRET, editable=False)
    scopes = ArrayField(models.CharField(max_length=12))
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = "API token"
        ordering = ("-created_at",)
        constraints = [
            *filled("api_token", "name", "prefix"),
            models.CheckConstraint(name="api_token_digest_is_whole", condition=models.Q(digest__length=SECRET)),
            models.CheckConstraint(name="api_token_has_scopes", condition=models.Q(scopes__len__gte=1, scopes__contained_by=list(SCOPES))),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.name})"

    def state(self, now: dt.datetime) -> str:
        """`active`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "active" if now < self.expires_at else "expired"
