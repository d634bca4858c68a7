"""Places: countries, states and the groups that texts name."""

from __future__ import annotations

from kb.models.columns import LeafField, filled, line
from kb.models.history import recorded
from kb.models.records import Record, addressed


@recorded
class Place(Record):
    """A group of places. `members`: code to name, in the order of the file."""

    KIND = "places"
    LABEL = "name"

    name = line(required=True)
    members = LeafField(null=True, blank=True)

    class Meta:
        constraints = [*addressed("place", r"^[A-Z][A-Z0-9-]*$"), *filled("place", "name")]
