"""Instruments, versions and clauses as people browse them."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from kb.models import Clause, Instrument, Norm, Version


def published_instruments() -> QuerySet[Instrument]:
    """Published instruments with their issuer, by title."""
    return Instrument.objects.filter(state="published").select_related("provider").order_by("title", "slug")


def in_force(day: date) -> QuerySet[Version]:
    """Versions in force on a day: begun, not ended, and not followed by another of the same text, region and language."""
    begun = Version.objects.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day))
    later = Version.objects.filter(scope=OuterRef("scope"), valid_from__gt=OuterRef("valid_from"), valid_from__lte=day)
    return begun.filter(~Exists(later), instrument__state="published").select_related("instrument").order_by("instrument_id", "position")


def clauses() -> QuerySet[Clause]:
    """Clauses of published instruments with the words that they hold or carry over, and the norms of those."""
    norms = Norm.objects.prefetch_related("exceptions", "readings")
    return (
        Clause.objects.filter(version__instrument__state="published")
        .select_related("version__instrument", "origin")
        .prefetch_related(Prefetch("norms", norms), Prefetch("origin__norms", norms))
        .order_by("version__instrument_id", "version__position", "position")
    )


def clause_through_versions(instrument: str, key: str) -> QuerySet[Clause]:
    """One clause in every version that has it, oldest version first."""
    return clauses().filter(version__instrument=instrument, key=key).order_by("version__valid_from", "version__position")


def leaning_on(construction: str) -> QuerySet[Clause]:
    """Clauses with a norm whose reading leans on a rule of construction: what would turn if it were dropped."""
    return clauses().filter(norms__readings__construction=construction).distinct()
