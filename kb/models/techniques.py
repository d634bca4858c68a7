"""Ways of distilling, ways against it, and the papers that describe them."""

from __future__ import annotations

from django.db import models

from kb.models.columns import (
    among,
    belongs,
    each_among,
    exactly_one,
    filled,
    line,
    may_belong,
    may_point,
    or_none,
    points,
    prose,
    text_list,
    verification_word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed
from kb.rules import vocabulary as v

METHODS = tuple(v.FACT_VALUES["method"])


@recorded
class Technique(Record):
    """A way of distilling."""

    KIND = "techniques"
    LABEL = "name"

    name = line(required=True)
    what = prose()
    access_needed = text_list()
    methods = text_list(METHODS)
    leaves_trace_in = line()

    class Meta:
        constraints = [*addressed("technique"), *filled("technique", "name"), *each_among("technique", methods=METHODS)]


@recorded
class Countermeasure(Record):
    """A way against distilling."""

    KIND = "countermeasures"
    LABEL = "name"

    name = line(required=True)
    what = prose()

    class Meta:
        constraints = [*addressed("countermeasure"), *filled("countermeasure", "name")]


@recorded
class Defense(Part):
    """A technique against which a source says that a countermeasure is meant."""

    countermeasure = belongs("Countermeasure", "against")
    technique = points("Technique", "defenses")
    note = line()
    source = points("Source", "defenses")
    verification = verification_word()

    class Meta(Part.Meta):
        constraints = [
            *among("defense", verification=or_none(v.VERIFICATIONS)),
            models.UniqueConstraint(name="defense_once", fields=["countermeasure", "technique"]),
        ]


@recorded
class Paper(Part):
    """A paper on a technique or countermeasure."""

    technique = may_belong("Technique", "papers")
    countermeasure = may_belong("Countermeasure", "papers")
    title = line()
    authors = line()
    year = line()
    arxiv = line()
    source = may_point("Source", "papers")
    verification = verification_word()

    class Meta(Part.Meta):
        constraints = [exactly_one("paper", "technique", "countermeasure"), *among("paper", verification=or_none(v.VERIFICATIONS))]
