"""Services that serve models: their terms, what they pass through, and the texts of theirs that are not held."""

from __future__ import annotations

from django.db import models

from kb.models.columns import (
    among,
    belongs,
    dates,
    each_among,
    filled,
    flag,
    in_order,
    line,
    may_point,
    or_none,
    partial_date,
    points,
    prose,
    text_list,
    verification_word,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed
from kb.rules import vocabulary as v

SERVICE_KINDS = ("api", "app", "cloud", "platform", "marketplace")
OWN_CHANNELS = ("api", "app")
SERVES = ("own", "others", "both")
PLANS = ("consumer", "business")
TERM_ROLES = ("terms", "policy", "supplement")
ABSENT_PLACES = ("incorporated", "other")
OUTPUT_RULES = ("yes", "no", "unknown")


@recorded
class Service(Record):
    """A service: its operator, its kind, and the channels for which it is the operator's own."""

    KIND = "services"
    LABEL = "name"

    name = line(required=True)
    operator = points("Provider", "services")
    kind = word(SERVICE_KINDS, required=True)
    aliases = text_list()
    default_for = text_list(OWN_CHANNELS)
    serves = word(SERVES)
    verification = verification_word()
    notes = prose()

    class Meta:
        constraints = [
            *addressed("service"), *filled("service", "name"), *each_among("service", default_for=OWN_CHANNELS),
            *among("service", kind=SERVICE_KINDS, serves=or_none(SERVES), verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip


@recorded
class Term(Part):
    """A text that governs a service: for a plan, in a region, from a day, until a day."""

    service = belongs("Service", "terms")
    instrument = points("Instrument", "terms")
    plan = word(PLANS)
    region = text_list()
    without = text_list()
    since = partial_date()
    until = partial_date()
    role = word(TERM_ROLES)
    verification = verification_word()
    source = line()
    note = line()

    class Meta(Part.Meta):
        constraints = [
            *dates("term", "since", "until"), in_order("term"),
            *among("term", plan=or_none(PLANS), role=or_none(TERM_ROLES), verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip


@recorded
class PassThrough(Part):
    """What a host passes through for which models: `texts` in the order in which they are tried where `otherwise`."""

    service = belongs("Service", "passes_through")
    when = line()
    texts = text_list()
    otherwise = flag()
    since = partial_date()
    until = partial_date()
    pinpoint = line()
    instrument = may_point("Instrument", "passes_through")
    verification = verification_word()
    list_held = flag()
    note = line()

    class Meta(Part.Meta):
        constraints = [
            *dates("pass_through", "since", "until"), in_order("pass_through"),
            *among("pass_through", verification=or_none(v.VERIFICATIONS)),
            models.CheckConstraint(name="pass_through_texts_given", condition=models.Q(texts__len__gt=0)),
        ]  # fmt: skip


@recorded
class AbsentText(Part):
    """A text that is known of and not held: incorporated by the terms held (`place` incorporated), or another of that service."""

    service = belongs("Service", "absent_texts")
    place = word(ABSENT_PLACES, required=True)
    title = line(required=True)
    holds_output_rules = word(OUTPUT_RULES)
    why = line()
    when = line()
    plan = word(PLANS)
    region = text_list()
    since = partial_date()
    until = partial_date()

    class Meta(Part.Meta):
        constraints = [
            *filled("absent", "title"), *dates("absent", "since", "until"), in_order("absent"),
            *among("absent", place=ABSENT_PLACES, holds_output_rules=or_none(OUTPUT_RULES), plan=or_none(PLANS)),
        ]  # fmt: skip
