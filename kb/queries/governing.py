"""Which texts govern a model, a data set or a service on a day, as the dated links say."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from kb.models import Link, Term


def _on(day: str) -> Q:
    """Begun by that day (ISO), and not ended. A month or a year counts from its first day; no date is open."""
    begun = Q(since="") | Q(since__first_day__lte=day)
    return begun & (Q(until="") | Q(until__first_day__gt=day))


def links_of_model(model: str, day: str) -> QuerySet[Link]:
    """A model's own links in force on a day (ISO); what it inherits from the models that it was made from is the engine's business."""
    return Link.objects.filter(_on(day), model=model).select_related("instrument").order_by("position")


def links_of_dataset(dataset: str, day: str) -> QuerySet[Link]:
    """A data set's links in force on a day (ISO)."""
    return Link.objects.filter(_on(day), dataset=dataset).select_related("instrument").order_by("position")


def terms_of_service(service: str, day: str, *, plan: str = "") -> QuerySet[Term]:
    """The terms of a service in force on a day (ISO), of one plan where it is named."""
    chosen = Term.objects.filter(_on(day), service=service).select_related("instrument").order_by("position")
    return chosen.filter(plan__in=["", plan]) if plan else chosen


def governed_by(instrument: str, day: str) -> QuerySet[Link]:
    """The links that lead to a text on a day (ISO): which models and data sets it governs."""
    return Link.objects.filter(_on(day), instrument=instrument).select_related("model", "dataset").order_by("model_id", "dataset_id")
