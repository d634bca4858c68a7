"""Lineage as it is recorded: what something came from, and what came from it."""

from __future__ import annotations

from django.db.models import QuerySet

from kb.models import Edge

ENDS = ("parent_model", "parent_dataset", "parent_provider", "child_model", "child_dataset", "child_provider")


def came_from(kind: str, slug: str) -> QuerySet[Edge]:
    """Edges that end at a model, data set or provider (`kind`): what it came from."""
    return _published().filter(**{f"child_{kind}": slug})


def gave_rise_to(kind: str, slug: str) -> QuerySet[Edge]:
    """Edges that begin at a model, data set or provider (`kind`): what came from it."""
    return _published().filter(**{f"parent_{kind}": slug})


def _published() -> QuerySet[Edge]:
    return Edge.objects.filter(state="published").select_related(*ENDS).order_by("date", "slug")
