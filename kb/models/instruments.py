"""Instruments, their versions, clauses, and what the clauses mean for the machine."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Coalesce

from kb.models.columns import (
    LeafField,
    among,
    belongs,
    dates,
    day,
    each_among,
    exactly_one,
    filled,
    flag,
    line,
    may_belong,
    may_point,
    or_none,
    partial_date,
    points,
    prose,
    short_quote,
    text_list,
    verification_word,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed, refuse_at_end
from kb.rules import vocabulary as v

DATED_BY = ("stated", "seen", "undated")
ATTACHES = ("seat", "market")


class TextPoint(models.Func):
    """A text as a range of one number: equality inside an exclusion constraint, without an extension."""

    template = "int8range(hashtextextended(%(expressions)s, 0), hashtextextended(%(expressions)s, 0), '[]')"


class DayAfter(models.Func):
    template = "(%(expressions)s + 1)"
    output_field = models.DateField()


IN_FORCE = models.Func(
    models.F("valid_from"),
    Coalesce(models.F("valid_to"), DayAfter(models.F("valid_from"))),
    function="daterange",
    output_field=DateRangeField(),
)


def _unread(slug: str) -> str:
    """SQL that tells whether a published instrument has a version of which nobody says where it was read."""
    return f"""EXISTS (SELECT 1 FROM kb_instrument i JOIN kb_version v ON v.instrument_id = i.slug
        WHERE i.slug = {slug} AND i.state = 'published' AND i.url = ''
        AND NOT EXISTS (SELECT 1 FROM kb_provenance p WHERE p.version_id = v.id))"""  # noqa: S608 - names of our own


@recorded
class Instrument(Record):
    """A document with legal effect: model license, service terms, use policy, data set license."""

    KIND = "instruments"

    title = line(required=True)
    kind = word(v.INSTRUMENT_KINDS, required=True)
    provider = may_point("Provider", "instruments")
    generic = flag()
    spdx = line()
    silent = flag()
    governing_law = line()
    summary = prose()
    url = line()
    verification = verification_word()
    left_out = LeafField(default=list, blank=True)
    tests = LeafField(default=list, blank=True)

    class Meta:
        constraints = [
            *addressed("instrument"), *filled("instrument", "title"),
            *among("instrument", kind=v.INSTRUMENT_KINDS, verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip
        triggers = [refuse_at_end("instrument_needs_source", _unread("NEW.slug"), "NEW.slug", pgtrigger.Update)]


@recorded
class Incorporation(Part):
    """One text makes another part of itself."""

    instrument = belongs("Instrument", "incorporations")
    incorporated = points("Instrument", "incorporated_by")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(name="incorporation_once", fields=["instrument", "incorporated"])]


@recorded
class Version(Part):
    """The text of an instrument for a region and language, in force from `valid_from` until the next.

    `name` is its part of a citation: the date, with language or region where two begin on one day. `scope` is filled in by the
    database: versions of one scope may not overlap.
    """

    instrument = belongs("Instrument", "versions")
    name = line(required=True)
    label = line()
    valid_from = day()
    dated_by = word(DATED_BY)
    valid_to = day()
    region = text_list()
    language = line()
    complete = flag()
    newest_seen = day()
    verification = verification_word()
    note = prose()
    scope = models.TextField(editable=False, default="", db_collation="C")

    class Meta(Part.Meta):
        constraints = [
            *among("version", dated_by=or_none(DATED_BY), verification=or_none(v.VERIFICATIONS)),
            models.UniqueConstraint(name="version_named_once", fields=["instrument", "name"]),
            models.UniqueConstraint(name="version_begins_once", fields=["scope", "valid_from"], nulls_distinct=False),
            models.CheckConstraint(
                name="version_range",
                condition=models.Q(valid_to=None) | models.Q(valid_from=None) | models.Q(valid_to__gt=models.F("valid_from")),
            ),
            models.CheckConstraint(name="version_undated", condition=~models.Q(dated_by="undated", valid_from__isnull=False)),
            ExclusionConstraint(
                name="version_no_overlap",
                expressions=[(TextPoint("scope"), RangeOperators.OVERLAPS), (IN_FORCE, RangeOperators.OVERLAPS)],
                condition=models.Q(valid_from__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="version_scope",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    NEW.scope = NEW.instrument_id || '|' || NEW.language || '|'
                        || coalesce((SELECT string_agg(r, ',' ORDER BY r) FROM unnest(NEW.region) AS r), '');
                    RETURN NEW;
                """,
            ),
            refuse_at_end("version_needs_source", _unread("NEW.instrument_id"), "NEW.id", pgtrigger.Insert | pgtrigger.Update),
        ]

    @property
    def citation(self) -> str:
        """How a verdict names it: `instrument@version`."""
        return f"{self.instrument_id}@{self.name}"


@recorded
class Provenance(Part):
    """Where the text of a version was read."""

    version = belongs("Version", "sources")
    url = line()
    publisher = line()
    retrieved = partial_date()
    tier = word(v.TIERS)
    file = line()
    sha256 = line()
    note = line()

    class Meta(Part.Meta):
        constraints = [*among("provenance", tier=or_none(v.TIERS)), *dates("provenance", "retrieved")]
        triggers = [
            refuse_at_end(
                "provenance_is_last",
                _unread("(SELECT w.instrument_id FROM kb_version w WHERE w.id = OLD.version_id)"),
                "OLD.version_id",
                pgtrigger.Update | pgtrigger.Delete,
            )
        ]


@recorded
class Clause(Part):
    """A passage of a version. `same_as` carries the words over from another version, which `origin` then names."""

    version = belongs("Version", "clauses")
    key = line(required=True)
    pinpoint = line()
    heading = line()
    quote = prose()
    summary = prose()
    same_as = day()
    unencoded = prose()
    unencoded_when = line()
    verification = verification_word()
    origin = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="carried_over", editable=False)

    class Meta(Part.Meta):
        constraints = [
            *filled("clause", "key"), *among("clause", verification=or_none(v.VERIFICATIONS)), short_quote("clause"),
            models.UniqueConstraint(name="clause_once_in_version", fields=["version", "key"]),
            models.CheckConstraint(name="clause_has_pinpoint", condition=models.Q(same_as__isnull=False) | ~models.Q(pinpoint="")),
            models.CheckConstraint(
                name="clause_carried_has_origin", condition=models.Q(same_as__isnull=True) | models.Q(origin__isnull=False)
            ),
        ]  # fmt: skip

    @property
    def words(self) -> Clause:
        """The clause that holds the words: itself, or the one that it carries over."""
        return self.origin or self

    @property
    def citation(self) -> str:
        """How a verdict names it: `instrument@version#clause`."""
        return str(self.pk)


@recorded
class Norm(Part):
    """The machine-readable meaning of a clause or of a law's provision: one effect on one act."""

    clause = may_belong("Clause", "norms")
    provision = may_belong("Provision", "norms")
    name = line()
    effect = word(v.EFFECTS, required=True)
    act = word(v.ACTS, required=True)
    when = line()
    open_when = line()
    duty = prose()
    name_prefix = line()
    yields_to = text_list()
    yields_because = line()
    basis = word(v.BASES)
    attaches = text_list(ATTACHES)
    liftable = flag()
    warning = line()

    class Meta(Part.Meta):
        constraints = [
            exactly_one("norm", "clause", "provision"),
            *among("norm", effect=v.EFFECTS, act=v.ACTS, basis=or_none(v.BASES)),
            *each_among("norm", attaches=ATTACHES),
            models.CheckConstraint(name="norm_duty_in_words", condition=~models.Q(effect="obliges", duty="")),
        ]


@recorded
class Reading(Part):
    """A norm's reading leans on a rule of construction."""

    norm = belongs("Norm", "readings")
    construction = points("Construction", "readings")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(name="reading_once", fields=["norm", "construction"])]


@recorded
class NormException(Part):
    """What defeats a norm. `clause` is the key of the clause that makes the exception, "" for the norm's own."""

    norm = belongs("Norm", "exceptions")
    when = line(required=True)
    clause = line()
    words = prose()

    class Meta(Part.Meta):
        constraints = [*filled("exception", "when"), short_quote("exception", "words")]


__all__ = ["Clause", "Incorporation", "Instrument", "Norm", "NormException", "Provenance", "Reading", "Version"]
