"""Records and their parts. New parts come by file: their keys tell where they stand, and a file says that best."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.http import HttpRequest

from kb.admin.forms import Lines
from kb.models import Clause, Norm, Part, Position, Provision, Version
from kb.models.layout import TABLES, Table

COLUMNS = ("kind", "provider", "operator", "jurisdiction", "avenue", "level", "weights", "modality", "relation", "grade", "stage", "status",
           "tier", "verification", "state")  # fmt: skip
FILTERS = ("kind", "modality", "weights", "relation", "grade", "stage", "avenue", "level", "tier", "verification", "state")
SEARCHED = (models.CharField, models.TextField)
Listed = list[str]


def _names(model: type[models.Model]) -> Listed:
    return [f.name for f in model._meta.concrete_fields]


def _foreign(model: type[models.Model]) -> Listed:
    return [f.name for f in model._meta.concrete_fields if isinstance(f, models.ForeignKey)]


def _texts(model: type[models.Model]) -> Listed:
    return [f.name for f in model._meta.concrete_fields if isinstance(f, SEARCHED) and not f.choices and f.editable]


class PartInline(admin.TabularInline):  # type: ignore[type-arg]
    """Parts below what they belong to: changed in place, added and removed by file."""

    extra = 0
    can_delete = False
    show_change_link = True
    readonly_fields = ("id",)
    formfield_overrides = {ArrayField: {"form_class": Lines}}

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """New parts come by file."""
        return False


def _inlines(table: Table) -> list[type[PartInline]]:
    """One inline for each list of parts; the rows that merely point to other records are shown, not changed."""
    parts = [(t.model, t.owner, t.fixed) for t in table.parts.values()] + [(m, owner, {}) for m, owner, _ in table.references.values()]
    unique = {(model, owner): None for model, owner, _ in parts}
    return [_inline(model, owner) for model, owner in unique]


def _inline(model: type[models.Model], owner: str) -> type[PartInline]:
    others = [n for n in _foreign(model) if n != owner]
    return type(
        f"{model.__name__}Inline", (PartInline,), {"model": model, "fk_name": owner, "raw_id_fields": others, "exclude": ["position"]}
    )


class RecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One kind of record."""

    formfield_overrides = {ArrayField: {"form_class": Lines}}
    list_per_page = 50

    def get_readonly_fields(self, _request: HttpRequest, obj: Any = None) -> Listed:
        """The slug of a record that is there."""
        return ["slug"] if obj else []  # a slug never changes


class PartAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A part that holds parts of its own. Reached from the record; not in the index."""

    readonly_fields = ("id",)
    formfield_overrides = {ArrayField: {"form_class": Lines}}
    list_per_page = 50

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """New parts come by file."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Parts go by file."""
        return False


def _record_admin(table: Table) -> type[RecordAdmin]:
    names = _names(table.model)
    shown = ["slug", *([label] if (label := table.model.LABEL) != "slug" else []), *(c for c in COLUMNS if c in names)]  # type: ignore[attr-defined]
    return type(f"{table.model.__name__}Admin", (RecordAdmin,), {
        "list_display": shown, "list_filter": [c for c in FILTERS if c in names], "search_fields": _texts(table.model),
        "list_select_related": [n for n in _foreign(table.model) if n in shown] or False,
        "raw_id_fields": _foreign(table.model), "inlines": _inlines(table), "ordering": ["slug"],
    })  # fmt: skip


def _part_admin(table: Table, shown: Listed) -> type[PartAdmin]:
    return type(f"{table.model.__name__}Admin", (PartAdmin,), {
        "list_display": ["id", *shown], "search_fields": _texts(table.model), "raw_id_fields": _foreign(table.model),
        "inlines": _inlines(table), "exclude": ["position"],
    })  # fmt: skip


PARTS: dict[type[Part], Listed] = {
    Version: ["valid_from", "region", "language", "verification"],
    Clause: ["pinpoint", "summary", "verification"],
    Norm: ["effect", "act", "when"],
    Provision: ["pinpoint", "applies_from", "verification"],
    Position: ["text"],
}


def _tables(table: Table) -> dict[type[models.Model], Table]:
    found = {table.model: table}
    for part in table.parts.values():
        found |= _tables(part)
    return found


for _table in TABLES.values():
    admin.site.register(_table.model, _record_admin(_table))
for _model, _found in {m: t for table in TABLES.values() for m, t in _tables(table).items()}.items():
    if _model in PARTS:
        admin.site.register(_model, _part_admin(_found, PARTS[_model]))
