"""Rules of construction: how a text is read where it leaves room, and what speaks against that."""

from __future__ import annotations

from kb.models.columns import filled, line, prose
from kb.models.history import recorded
from kb.models.records import Record, addressed


@recorded
class Construction(Record):
    """One rule of construction, with its reason and what speaks against it."""

    KIND = "constructions"

    number = line()
    title = line(required=True)
    text = prose()
    reason = prose()
    against = prose()

    class Meta:
        constraints = [*addressed("construction"), *filled("construction", "title", "text")]
