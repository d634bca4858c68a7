"""Incidents: who said what about whom."""

from __future__ import annotations

from django.db import models

from kb.models.columns import among, belongs, dates, filled, flag, line, or_none, partial_date, points, prose, verification_word, word
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed, sourced
from kb.rules import vocabulary as v


@recorded
class Incident(Record):
    """An allegation, and the answer to it."""

    KIND = "incidents"

    title = line(required=True)
    date = partial_date()
    alleged_by = line()
    against = line()
    claim = prose()
    response = prose()
    grade = word(v.GRADES)
    disputed = flag()
    legal_action = line()
    notes = prose()
    verification = verification_word()

    class Meta:
        constraints = [
            *addressed("incident"), *filled("incident", "title"), *dates("incident", "date"),
            *among("incident", grade=or_none(v.GRADES), verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip
        triggers = sourced("incident")


@recorded
class Involvement(Part):
    """A provider that an incident is about."""

    incident = belongs("Incident", "involvements")
    provider = points("Provider", "involvements")

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(name="involvement_once", fields=["incident", "provider"])]
