"""Drawings made on the server, as SVG that is read without script: the bar of risk, and lineage as lines of evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from kb.rules.vocabulary import RISKS

DASHES = {"confirmed": "", "documented": "12 4", "alleged": "5 4", "inferred": "1.5 4"}
STROKES = {"confirmed": "3", "documented": "2.4", "alleged": "2.4", "inferred": "1.4"}
ROW, BOX, WIDE, GAP = 64, 36, 190, 92


def risk_bar(level: str) -> SafeString:
    """Four steps, filled up to the level; its word stands beside it in the text."""
    filled = RISKS.index(level) + 1 if level in RISKS else 0
    steps = format_html_join("", '<rect x="{}" y="2" width="15" height="10" rx="2" fill="{}" stroke="currentColor"/>',
                             ((i * 18 + 1, "currentColor" if i < filled else "none") for i in range(len(RISKS))))  # fmt: skip
    return format_html('<svg width="74" height="14" viewBox="0 0 74 14" aria-hidden="true" focusable="false">{}</svg>', steps)


def short(name: str, limit: int = 24) -> str:
    """A name that fits its box."""
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


def lineage(rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """One row for each ancestor: the path from it to the model asked about, each line drawn by its evidence."""
    if not rows:
        return format_html("")
    longest = max(len(r["path"]) for r in rows)
    width, height = longest * WIDE + (longest - 1) * GAP + 4, len(rows) * ROW
    drawn = format_html_join("", "{}", ((_row(r, i, longest),) for i, r in enumerate(rows)))
    label = "; ".join(f"{' to '.join(r['path'])}: {r['evidence']}{', disputed' if r['disputed'] else ''}" for r in rows)
    return format_html('<svg viewBox="0 0 {} {}" width="{}" role="img" aria-label="{}">{}</svg>', width, height, width, label, drawn)


def _row(row: Mapping[str, Any], at: int, longest: int) -> SafeString:
    y, offset = at * ROW + 8, longest - len(row["path"])
    parts = []
    for i, name in enumerate(row["path"]):
        x = (offset + i) * (WIDE + GAP) + 2
        if i:
            parts.append(_line(x - GAP, x, y + BOX // 2, row))
        parts.append(_box(x, y, name))
    return format_html_join("", "{}", ((p,) for p in parts))


def _box(x: int, y: int, name: str) -> SafeString:
    return format_html(
        '<g><title>{}</title><rect x="{}" y="{}" width="{}" height="{}" rx="5" fill="none" stroke="currentColor"/>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="14" fill="currentColor">{}</text></g>',
        name, x, y, WIDE, BOX, x + WIDE // 2, y + 23, short(name),
    )  # fmt: skip


def _line(start: int, end: int, y: int, row: Mapping[str, Any]) -> SafeString:
    grade = row["evidence"]
    dash = "2 5" if row["disputed"] else DASHES.get(grade, "")
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="currentColor" stroke-width="{}" stroke-dasharray="{}"/>'
        '<path d="M{} {} l-8 -5 v10 z" fill="currentColor"/>'
        '<text x="{}" y="{}" text-anchor="middle" font-size="11.5" fill="currentColor">{}</text>',
        start, y, end - 6, y, STROKES.get(grade, "2"), dash, end, y,
        (start + end) // 2 - 2, y - 7, "disputed" if row["disputed"] else grade,
    )  # fmt: skip
