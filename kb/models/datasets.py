"""Data sets, and the models that wrote them."""

from __future__ import annotations

from django.db import models

from kb.models.columns import (
    LeafField,
    among,
    belongs,
    dates,
    filled,
    flag,
    line,
    may_point,
    or_none,
    partial_date,
    prose,
    text_list,
    verification_word,
    word,
)  # fmt: skip
from kb.models.history import recorded
from kb.models.records import Part, Record, addressed, sourced
from kb.rules import vocabulary as v

MODES = ("one", "parts", "conflict")


@recorded
class Dataset(Record):
    """A data set that somebody published."""

    KIND = "datasets"
    LABEL = "name"

    name = line(required=True)
    provider = may_point("Provider", "datasets")
    released = partial_date()
    aliases = text_list()
    size = line()
    human_written = flag()
    mode = word(MODES)
    no_license_stated = flag()
    conflict = LeafField(null=True, blank=True)
    generator_terms = line()
    paper = line()
    verification = verification_word()
    notes = prose()

    class Meta:
        constraints = [
            *addressed("dataset"), *filled("dataset", "name"), *dates("dataset", "released"),
            *among("dataset", mode=or_none(MODES), verification=or_none(v.VERIFICATIONS)),
        ]  # fmt: skip
        triggers = sourced("dataset")


@recorded
class Generator(Part):
    """A model whose outputs stand in a data set; `name` where no record of it is held."""

    dataset = belongs("Dataset", "generators")
    model = may_point("AiModel", "generated")
    name = line()
    grade = word(v.GRADES)
    source = may_point("Source", "generators")
    date = partial_date()

    class Meta(Part.Meta):
        constraints = [
            *among("generator", grade=or_none(v.GRADES)), *dates("generator", "date"),
            models.CheckConstraint(name="generator_is_named", condition=models.Q(model__isnull=False) | ~models.Q(name="")),
        ]  # fmt: skip
