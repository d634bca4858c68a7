"""What all records share: an address that never changes, a state, and the file that they came from."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.db import models

from kb.models.columns import key_column

STATES = ("draft", "published")
SLUG_PATTERN = r"^[a-z0-9][a-z0-9.-]*$"
KNOWN_GENERALLY = "r.verification = 'unverified'"  # general knowledge, and marked as such
SOURCED = {  # statement: its table, and what serves in place of a source
    "model": ("kb_aimodel", KNOWN_GENERALLY),
    "dataset": ("kb_dataset", KNOWN_GENERALLY),
    "edge": ("kb_edge", KNOWN_GENERALLY),
    "incident": ("kb_incident", KNOWN_GENERALLY),
    "law": ("kb_law", "r.citation <> '' OR r.url <> ''"),
    "case": ("kb_case", "r.citation <> '' OR r.docket <> ''"),
    "issue": ("kb_issue", "EXISTS (SELECT 1 FROM kb_authority a JOIN kb_position p ON a.in_position_id = p.id WHERE p.issue_id = r.slug)"),
    "conflict": ("kb_conflict", "FALSE"),
}


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


def unsourced(statement: str, slug: str) -> str:
    """SQL that tells whether the published row of that kind with that slug is without a source."""
    table, otherwise = SOURCED[statement]
    return f"""EXISTS (SELECT 1 FROM {table} r WHERE r.slug = {slug} AND r.state = 'published' AND NOT ({otherwise})
        AND NOT EXISTS (SELECT 1 FROM kb_sourceuse u WHERE u.{statement}_id = r.slug))"""  # noqa: S608 - names of our own


def refuse_at_end(name: str, condition: str, what: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Refuse a transaction at its end where `condition` (SQL) holds: `what` has no source."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.After,
        operation=operation,
        timing=pgtrigger.Deferred,
        func=f"""
            IF {condition} THEN
                RAISE EXCEPTION '% has no source', {what} USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME;
            END IF;
            RETURN NULL;
        """,
    )


def sourced(statement: str) -> list[pgtrigger.Trigger]:
    """No published row without a source, looked at when the transaction ends."""
    return [refuse_at_end(f"{statement}_needs_source", unsourced(statement, "NEW.slug"), "NEW.slug", pgtrigger.Insert | pgtrigger.Update)]


def last_sources_kept() -> list[pgtrigger.Trigger]:
    """The last source of a published row cannot be taken away."""
    lost = " OR ".join(f"(OLD.{s}_id IS NOT NULL AND {unsourced(s, f'OLD.{s}_id')})" for s in SOURCED)
    return [refuse_at_end("source_use_is_last", lost, "OLD.id", pgtrigger.Update | pgtrigger.Delete)]


def unchangeable(*operations: pgtrigger.Operation) -> list[pgtrigger.Trigger]:
    """Rows that are written once."""
    whole = operations[0]
    for more in operations[1:]:
        whole = whole | more
    return [pgtrigger.Protect(name="unchangeable", operation=whole)]
