"""Where sources disagree: both stand, and the record says which it follows and why."""

from __future__ import annotations

from kb.models.columns import filled, line, prose
from kb.models.history import recorded
from kb.models.records import Record, addressed, sourced


@recorded
class Conflict(Record):
    """Sources that contradict each other."""

    KIND = "conflicts"

    title = line(required=True)
    claim = prose()
    others = prose()
    follows = prose()
    because = prose()

    class Meta:
        constraints = [*addressed("conflict"), *filled("conflict", "title")]
        triggers = sourced("conflict")
