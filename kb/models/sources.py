"""Sources, and which statement rests on which source."""

from __future__ import annotations

from django.db import models

from kb.models.columns import among, dates, exactly_one, filled, line, may_belong, or_none, partial_date, points, text_list, word
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed, last_sources_kept
from kb.rules import vocabulary as v

STATEMENTS = (
    "provider", "model", "dataset", "service", "edge", "case", "event", "holding", "treatment", "proceeding", "bearing", "law", "status",
    "incident", "issue", "conflict",
)  # fmt: skip


@recorded
class Source(Record):
    """Something that was read."""

    KIND = "sources"

    title = line(required=True)
    publisher = line()
    url = line()
    date = partial_date()
    tier = word(v.TIERS)
    retrieved = partial_date()
    files = text_list()
    note = line()

    class Meta:
        constraints = [
            *addressed("source"), *filled("source", "title"), *dates("source", "date", "retrieved"),
            *among("source", tier=or_none(v.TIERS)),
        ]  # fmt: skip


@recorded
class SourceUse(Part):
    """One statement rests on one source. Exactly one of the foreign keys to statements is given."""

    source = points("Source", "uses")
    provider = may_belong("Provider", "source_uses")
    model = may_belong("AiModel", "source_uses")
    dataset = may_belong("Dataset", "source_uses")
    service = may_belong("Service", "source_uses")
    edge = may_belong("Edge", "source_uses")
    case = may_belong("Case", "source_uses")
    event = may_belong("CaseEvent", "source_uses")
    holding = may_belong("Holding", "source_uses")
    treatment = may_belong("Treatment", "source_uses")
    proceeding = may_belong("Proceeding", "source_uses")
    bearing = may_belong("Bearing", "source_uses")
    law = may_belong("Law", "source_uses")
    status = may_belong("LawStatus", "source_uses")
    incident = may_belong("Incident", "source_uses")
    issue = may_belong("Issue", "source_uses")
    conflict = may_belong("Conflict", "source_uses")

    class Meta(Part.Meta):
        constraints = [exactly_one("source_use", *STATEMENTS)]
        triggers = last_sources_kept()

    @property
    def statement(self) -> models.Model:
        """The row that rests on the source."""
        found: models.Model = next(row for name in STATEMENTS if (row := getattr(self, name)) is not None)
        return found
