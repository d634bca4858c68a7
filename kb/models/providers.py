"""Providers: who makes models, runs services or publishes data sets."""

from __future__ import annotations

from kb.models.columns import filled, line, prose, text_list
from kb.models.history import recorded
from kb.models.records import Record, addressed


@recorded
class Provider(Record):
    """A maker, operator or publisher."""

    KIND = "providers"
    LABEL = "name"

    name = line(required=True)
    aliases = text_list()
    country = line()
    url = line()
    notes = prose()

    class Meta:
        constraints = [*addressed("provider"), *filled("provider", "name")]
