"""Revisions: immutable states of the whole record, named by their content, and the addresses that they made public."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models

from kb.models.columns import filled, line
from kb.models.records import unchangeable


class Digest(models.Func):
    """sha256 of a text, as a revision is named: `sha256:` and 64 hexadecimal digits."""

    template = "('sha256:' || encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex'))"

    @property
    def output_field(self) -> models.Field[Any, Any]:
        """The name of a revision."""
        return models.CharField()


class Lines(models.Func):
    """Every record of a kind in a document, one a row: the very text that stands there, in its order."""

    template = "(json_array_elements((%(expressions)s)::json -> '%(kind)s'))::text"
    set_returning = True

    def __init__(self, document: str, kind: str) -> None:
        super().__init__(document, kind=kind, output_field=models.TextField())


class Revision(models.Model):
    """One published state. `document` is the canonical JSON of all published records by kind; its sha256 is the key."""

    id = models.CharField(primary_key=True, max_length=71)
    document = models.TextField()
    records = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-created_at", "id")
        constraints = [models.CheckConstraint(name="revision_named_by_content", condition=models.Q(id=Digest("document")))]
        triggers = unchangeable(pgtrigger.Update, pgtrigger.Delete)

    def __str__(self) -> str:
        return str(self.id)


class Publication(models.Model):
    """A revision became the current one: at that time, by whom, why. The newest tells which is current."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="publications")
    at = models.DateTimeField(auto_now_add=True)
    who = line()
    why = line()

    class Meta:
        ordering = ("-id",)
        triggers = unchangeable(pgtrigger.Update, pgtrigger.Delete)

    def __str__(self) -> str:
        return f"{self.revision_id} at {self.at:%Y-%m-%d %H:%M}"


class Address(models.Model):
    """A slug that was published once and therefore never dies: live, gone (a tombstone with the reason) or moved (a redirect)."""

    kind = line(required=True)
    slug = line(required=True)
    title = line()
    first = models.ForeignKey(Revision, models.PROTECT, related_name="addresses")
    gone_at = models.DateTimeField(null=True, blank=True)
    reason = line()
    moved_to = line()

    class Meta:
        verbose_name_plural = "addresses"
        ordering = ("kind", "slug")
        constraints = [
            *filled("address", "kind", "slug"),
            models.UniqueConstraint(name="address_once", fields=["kind", "slug"]),
            models.CheckConstraint(name="address_gone_has_reason", condition=models.Q(gone_at__isnull=True) | ~models.Q(reason="")),
            models.CheckConstraint(name="address_moved_is_gone", condition=models.Q(moved_to="") | models.Q(gone_at__isnull=False)),
            models.CheckConstraint(name="address_moved_elsewhere", condition=~models.Q(moved_to=models.F("slug"))),
        ]
        triggers = unchangeable(pgtrigger.Delete)

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"
