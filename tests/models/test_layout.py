"""The tables hold every field that a record can have, and speak the vocabulary's words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import models

from kb.models.columns import LeafField
from kb.models.layout import TABLES, Table
from kb.rules.shapes import KINDS, Field


def tables() -> Iterator[tuple[str, Table]]:
    def below(name: str, table: Table) -> Iterator[tuple[str, Table]]:
        yield name, table
        for part, inside in table.parts.items():
            yield from below(f"{name}/{part}", inside)

    for kind, table in TABLES.items():
        yield from below(kind, table)


ALL = dict(tables())


def column(table: Table, field: Field) -> models.Field:  # type: ignore[type-arg]
    return next(f for f in table.model._meta.concrete_fields if f.attname == table.column(field))


def test_every_kind_has_a_table() -> None:
    assert tuple(TABLES) == KINDS


@pytest.mark.parametrize("name", ALL)
def test_every_field_has_its_place(name: str) -> None:
    table = ALL[name]
    columns = {f.attname for f in table.model._meta.concrete_fields}
    assert {table.column(f) for f in table.plain()} <= columns
    assert {c for fold in table.folds for c in fold.columns} <= columns
    assert {*table.parts, *table.references} <= {f.name for f in table.shape.fields}


@pytest.mark.parametrize("name", ALL)
def test_columns_are_of_the_type_of_their_field(name: str) -> None:
    for field in ALL[name].plain():
        found = column(ALL[name], field)
        if field.ref:
            assert isinstance(found, models.ForeignKey)
            assert found.related_model is TABLES[field.ref].model
        elif field.shape is not None or field.type == "mapping":
            assert isinstance(found, LeafField)
        elif field.many:
            assert found.get_internal_type() == "ArrayField"
        elif field.type == "bool":
            assert isinstance(found, models.BooleanField)
            assert found.null
        elif field.type == "day":
            assert isinstance(found, models.DateField)
        else:
            assert isinstance(found, models.CharField | models.TextField)


@pytest.mark.parametrize("name", ALL)
def test_columns_offer_the_words_of_their_field(name: str) -> None:
    table = ALL[name]
    for field in table.plain():
        found = column(table, field)
        base = getattr(found, "base_field", found)
        assert tuple(c for c, _ in base.choices or ()) == tuple(field.choices)


@pytest.mark.parametrize("name", ALL)
def test_words_and_dates_are_checked_by_the_database(name: str) -> None:
    table = ALL[name]
    checks = " ".join(str(c.condition) for c in table.model._meta.constraints if isinstance(c, models.CheckConstraint))
    for field in table.plain():
        if field.choices:
            kind = "contained_by" if field.many else "in"
            assert f"'{table.column(field)}__{kind}'" in checks, field.name
        elif field.type == "when":
            assert f"'{table.column(field)}__regex'" in checks, field.name


@pytest.mark.parametrize("name", ALL)
def test_every_table_keeps_its_history(name: str) -> None:
    model = ALL[name].model
    installed = {t.name for t in model._meta.triggers}  # type: ignore[attr-defined]
    assert {"insert_insert", "update_update", "delete_delete"} <= installed
