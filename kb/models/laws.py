"""Laws and bills: their provisions, and their status over time."""

from __future__ import annotations

from django.db import models

from kb.models.columns import (
    LeafField,
    among,
    belongs,
    dates,
    day,
    each_among,
    filled,
    line,
    or_none,
    partial_date,
    prose,
    short_quote,
    text_list,
    verification_word,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed, sourced
from kb.rules import vocabulary as v


@recorded
class Law(Record):
    """A statute, regulation, treaty or bill."""

    KIND = "laws"

    title = line(required=True)
    kind = word(v.LAW_KINDS, required=True)
    jurisdiction = line(required=True)
    citation = line()
    url = line()
    status_as_of = partial_date()
    speaks_of = line()
    override_when = line()
    if_in_force = prose()
    avenues = text_list(v.AVENUES)
    summary = prose()
    recheck = line()
    retrieved = partial_date()
    verification = verification_word()
    notes = prose()
    tests = LeafField(default=list, blank=True)

    class Meta:
        constraints = [
            *addressed("law"), *filled("law", "title", "jurisdiction"), *dates("law", "status_as_of", "retrieved"),
            *among("law", kind=v.LAW_KINDS, verification=or_none(v.VERIFICATIONS)), *each_among("law", avenues=v.AVENUES),
        ]  # fmt: skip
        triggers = sourced("law")


@recorded
class LawStatus(Part):
    """What a law or bill was from that day on."""

    law = belongs("Law", "statuses")
    date = partial_date()
    status = word(v.LAW_STATUSES, required=True)
    note = line()

    class Meta(Part.Meta):
        constraints = [*filled("law_status", "date"), *dates("law_status", "date"), *among("law_status", status=v.LAW_STATUSES)]


@recorded
class Provision(Part):
    """A passage of a law."""

    law = belongs("Law", "provisions")
    key = line(required=True)
    pinpoint = line(required=True)
    quote = prose()
    summary = prose()
    applies_from = day()
    verification = verification_word()
    url = line()

    class Meta(Part.Meta):
        constraints = [
            *filled("provision", "key", "pinpoint"), *among("provision", verification=or_none(v.VERIFICATIONS)), short_quote("provision"),
            models.UniqueConstraint(name="provision_once_in_law", fields=["law", "key"]),
        ]  # fmt: skip

    @property
    def citation(self) -> str:
        """How a verdict names it: `law:slug#provision`."""
        return f"law:{self.law_id}#{self.key}"
