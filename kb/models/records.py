"""What all records share: an address that never changes, a state, and the file that they came from."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from kb.models.columns import key_column

STATES = ("draft", "published")
SLUG_PATTERN = r"^[a-z0-9][a-z0-9.-]*$"


class Record(models.Model):
    """One thing of the record. The slug is its key: other records point to it by that name.

    `file_digest` is the sha256 of the file that it was loaded from, "" for what was written here.
    `row_digest` is that of the same record in canonical form: where the rows say something else, they were edited here.
    """

    KIND: ClassVar[str]
    LABEL: ClassVar[str] = "title"

    slug = models.CharField(primary_key=True, max_length=200)
    state = models.CharField(choices=[(s, s) for s in STATES], default="published")
    file_digest = models.CharField(max_length=64, blank=True, default="", editable=False)
    row_digest = models.CharField(max_length=64, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.LABEL))


class Part(models.Model):
    """A part of a record with a place of its own. The key tells where it stands: `mit@undated#grant`."""

    id = key_column()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position",)

    def __str__(self) -> str:
        return str(self.pk)


def addressed(table: str, pattern: str = SLUG_PATTERN) -> list[models.CheckConstraint]:
    """A slug is lower case, digits, dots and hyphens; a state is one of two."""
    return [
        models.CheckConstraint(name=f"{table}_slug_is_slug", condition=models.Q(slug__regex=pattern)),
        models.CheckConstraint(name=f"{table}_state_known", condition=models.Q(state__in=STATES)),
    ]


def sourced(table: str, *, exists: str) -> list[pgtrigger.Trigger]:
    """No published row without a source, looked at when the transaction ends. `exists` is SQL over NEW."""
    return [
        pgtrigger.Trigger(
            name=f"{table}_needs_source",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update,
            timing=pgtrigger.Deferred,
            func=f"""
                IF NEW.state = 'published' AND NOT ({exists}) THEN
                    RAISE EXCEPTION '% has no source', NEW.slug USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
                END IF;
                RETURN NULL;
            """,
        )
    ]


def unchangeable(*operations: pgtrigger.Operation) -> list[pgtrigger.Trigger]:
    """Rows that are written once."""
    whole = operations[0]
    for more in operations[1:]:
        whole = whole | more  # type: ignore[assignment]
    return [pgtrigger.Protect(name="unchangeable", operation=whole)]
