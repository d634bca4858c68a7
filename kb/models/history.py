"""History of every row, written by triggers of the database: what was, when, by whom and why (`pghistory.context`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

AnyModel = TypeVar("AnyModel", bound=type[models.Model])


def recorded(model: AnyModel) -> AnyModel:
    """Keep every insert, change and removal of `model` in a table beside its own, `<Model>History`."""
    track: Callable[[AnyModel], AnyModel] = pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        model_name=f"{model.__name__}History",
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
        append_only=True,
    )
    return track(model)
