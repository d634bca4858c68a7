"""What matches a search, marked in its text."""

from __future__ import annotations

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe


def marked(text: str, start: str, stop: str) -> SafeString:
    """The text with what stands between `start` and `stop` in `<mark>`; everything else is escaped."""
    escaped = conditional_escape(text)
    return mark_safe(escaped.replace(start, "<mark>").replace(stop, "</mark>"))  # noqa: S308 - escaped on the line above
