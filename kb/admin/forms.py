"""Form fields of the admin."""

from __future__ import annotations

from typing import Any

from django import forms


class Lines(forms.CharField):
    """A list of short texts, one a line: names may hold commas."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, base_field: forms.Field | None = None, max_length: int | None = None, **more: Any) -> None:  # noqa: ARG002 - of arrays
        super().__init__(**more)

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """The lines as a list, without those that are blank."""
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the lines say something else."""
        return bool(list(initial or []) != self.to_python(data))
