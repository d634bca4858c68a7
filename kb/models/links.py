"""Dated links from models and data sets to the texts that govern them."""

from __future__ import annotations

from django.db import models

from kb.models.columns import (
    among,
    dates,
    exactly_one,
    in_order,
    line,
    may_belong,
    may_point,
    or_none,
    partial_date,
    verification_word,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part
from kb.rules import vocabulary as v

LINK_ROLES = ("license", "use_policy", "inherited", "declared", "part", "tag", "notice", "listed")
LINK_BASES = ("declared", "found", "concluded")


@recorded
class Link(Part):
    """A text that governs a model or data set, from a day, until a day. No instrument: the text is not held, `title` names it."""

    model = may_belong("AiModel", "links")
    dataset = may_belong("Dataset", "links")
    instrument = may_point("Instrument", "links")
    title = line()
    since = partial_date()
    until = partial_date()
    role = word(LINK_ROLES)
    basis = word(LINK_BASES)
    verification = verification_word()
    note = line()
    nearest = line()

    class Meta(Part.Meta):
        constraints = [
            exactly_one("link", "model", "dataset"), *dates("link", "since", "until"), in_order("link"),
            *among("link", role=or_none(LINK_ROLES), basis=or_none(LINK_BASES), verification=or_none(v.VERIFICATIONS)),
            models.CheckConstraint(
                name="link_names_a_text",
                condition=models.Q(instrument__isnull=False) | ~models.Q(title="") | ~models.Q(note="") | ~models.Q(nearest=""),
            ),
        ]  # fmt: skip
