"""Many tables in one step. Django renders all models anew after each operation; for eighty linked tables that is most of a start's time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Operations whose states are worked out first and rendered once."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def install_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Install every trigger that the models of this state declare."""
    for model in apps.get_app_config("kb").get_models():
        for trigger in getattr(model._meta, "triggers", ()):  # noqa: SLF001 - where Django keeps a model's options
            schema_editor.execute(trigger.install_sql, params=None)


def remove_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them out again."""
    for model in apps.get_app_config("kb").get_models():
        for trigger in getattr(model._meta, "triggers", ()):  # noqa: SLF001 - where Django keeps a model's options
            schema_editor.execute(trigger.uninstall_sql, params=None)
