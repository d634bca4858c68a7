"""Columns and constraints that several nouns share. Choices and checks come from the vocabulary, so the two cannot drift."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Length

from kb.rules import vocabulary as v

LONGEST_KEY = 400
WHEN_PATTERN = r"^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?$"


class Words(models.Transform):
    """How many words a text holds; one for an empty text. Lookup `words`."""

    lookup_name = "words"
    template = r"cardinality(regexp_split_to_array(btrim(%(expressions)s), '\s+'))"

    @property
    def output_field(self) -> models.Field[Any, Any]:
        """A number of words."""
        return models.IntegerField()


class FirstDay(models.Transform):
    """The first day of a day, month or year, as text. Lookup `first_day`."""

    lookup_name = "first_day"
    template = "rpad(%(expressions)s, 10, '-01-01')"

    @property
    def output_field(self) -> models.Field[Any, Any]:
        """A day as text."""
        return models.CharField(db_collation="C")


for _field in (models.CharField, models.TextField):
    _field.register_lookup(Words)
    _field.register_lookup(FirstDay)
    _field.register_lookup(Length, "length")


class LeafField(models.TextField):  # type: ignore[type-arg]
    """Plain data kept as JSON text: the order of keys stays as written, which a dump needs."""

    if TYPE_CHECKING:  # what the checker of types asks a field for
        _pyi_private_set_type: Any
        _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Any:
        """The data that the stored text says."""
        return None if value is None else json.loads(value)

    def to_python(self, value: Any) -> Any:
        """Data, from data or from JSON text."""
        return json.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> str | None:
        """JSON text without blanks; an empty list for nothing where nothing is not allowed."""
        if value is None:
            return None if self.null else "[]"
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def formfield(self, **_more: Any) -> Any:
        """A form shows it as JSON."""
        return forms.JSONField(required=not self.blank, label=str(self.verbose_name).capitalize())

    def value_to_string(self, obj: models.Model) -> str:
        """The stored text, for a serializer."""
        return self.get_prep_value(self.value_from_object(obj)) or ""


def key_column() -> models.CharField[str, str]:
    """The key of a part: where it stands in its record."""
    return models.CharField(primary_key=True, max_length=LONGEST_KEY)


def line(*, required: bool = False) -> models.CharField[str, str]:
    """A text of one line; empty where nothing is known."""
    return models.CharField(blank=not required, default="") if not required else models.CharField()


def prose() -> models.TextField[str, str]:
    """A longer text of ours, Markdown; empty where there is none."""
    return models.TextField(blank=True, default="")


def word(choices: Iterable[str], *, required: bool = False) -> models.CharField[str, str]:
    """One of the words given; empty where it is left out. `among` adds the check to the database."""
    named = [(c, c.replace("_", " ")) for c in choices]
    return models.CharField(choices=named) if required else models.CharField(choices=named, blank=True, default="")


def verification_word() -> models.CharField[str, str]:
    """How far a statement was checked."""
    return word(v.VERIFICATIONS)


def partial_date() -> models.CharField[str, str]:
    """A day, a month or a year (`2025-01-20`, `2025-01`, `2025`), compared as it reads."""
    return models.CharField(blank=True, default="", db_collation="C")


def day() -> models.DateField[Any, Any]:
    """A day of the calendar, or none."""
    return models.DateField(null=True, blank=True)


def flag() -> models.BooleanField[Any, Any]:
    """Yes, no, or left out."""
    return models.BooleanField(null=True, blank=True)


def text_list(choices: Iterable[str] = ()) -> ArrayField[Any, Any]:
    """A list of short texts in the order given."""
    named = [(c, c.replace("_", " ")) for c in choices] or None
    return ArrayField(models.CharField(choices=named), default=list, blank=True)


def belongs(to: str, name: str) -> models.ForeignKey[Any, Any]:
    """The record or part that this one is a part of."""
    return models.ForeignKey(to, models.CASCADE, related_name=name)


def may_belong(to: str, name: str) -> models.ForeignKey[Any, Any]:
    """One of several kinds of records that this may be a part of; `exactly_one` holds them to one."""
    return models.ForeignKey(to, models.CASCADE, related_name=name, null=True, blank=True)


def points(to: str, name: str) -> models.ForeignKey[Any, Any]:
    """Another record that must exist and cannot go while this one stands."""
    return models.ForeignKey(to, models.PROTECT, related_name=name)


def may_point(to: str, name: str) -> models.ForeignKey[Any, Any]:
    """As `points`, where there may be none."""
    return models.ForeignKey(to, models.PROTECT, related_name=name, null=True, blank=True)


def among(table: str, **columns: Iterable[str]) -> list[models.CheckConstraint]:
    """Each column holds one of its words; an empty text only where "" is among them."""
    return [
        models.CheckConstraint(name=f"{table}_{name}_known", condition=models.Q(**{f"{name}__in": list(words)}))
        for name, words in columns.items()
    ]


def or_none(words: Iterable[str]) -> list[str]:
    """The words, and the empty text for a word left out."""
    return ["", *words]


def each_among(table: str, **columns: Iterable[str]) -> list[models.CheckConstraint]:
    """Every item of each list is one of its words."""
    return [
        models.CheckConstraint(name=f"{table}_{name}_known", condition=models.Q(**{f"{name}__contained_by": list(words)}))
        for name, words in columns.items()
    ]


def dates(table: str, *columns: str) -> list[models.CheckConstraint]:
    """Each column holds a day, a month, a year or nothing."""
    return [
        models.CheckConstraint(name=f"{table}_{name}_is_date", condition=models.Q(**{f"{name}__regex": WHEN_PATTERN})) for name in columns
    ]


def in_order(table: str, since: str = "since", until: str = "until") -> models.CheckConstraint:
    """A range of two texts of dates ends after it begins."""
    ends_later = models.Q(**{f"{until}__first_day__gt": FirstDay(models.F(since))})
    return models.CheckConstraint(name=f"{table}_range", condition=models.Q(**{until: ""}) | models.Q(**{since: ""}) | ends_later)


def short_quote(table: str, column: str = "quote") -> models.CheckConstraint:
    """A quote has 40 words at most."""
    return models.CheckConstraint(name=f"{table}_{column}_is_short", condition=models.Q(**{f"{column}__words__lte": 40}))


def exactly_one(table: str, *columns: str) -> models.CheckConstraint:
    """Exactly one of the foreign keys is given."""
    whole = models.Q()
    for chosen in columns:
        whole |= models.Q(**{f"{c}__isnull": c != chosen for c in columns})
    return models.CheckConstraint(name=f"{table}_belongs_to_one", condition=whole)


def filled(table: str, *columns: str) -> list[models.CheckConstraint]:
    """Each column holds a text that is not empty."""
    return [models.CheckConstraint(name=f"{table}_{name}_given", condition=~models.Q(**{name: ""})) for name in columns]
