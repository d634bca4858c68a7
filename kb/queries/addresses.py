"""Addresses that were public once."""

from __future__ import annotations

from django.db.models import QuerySet

from kb.models import Address
from kb.rules.fields import TYPES


def buried(kind: str, slug: str) -> Address | None:
    """The address of a record that is gone, or None where it is live or never was."""
    if TYPES["slug"](slug) and TYPES["place"](slug):
        return None
    return Address.objects.filter(kind=kind, slug=slug, gone_at__isnull=False).first()


def address_of(kind: str, slug: str) -> Address | None:
    """What became of a published slug; None for one that was never public."""
    return Address.objects.filter(kind=kind, slug=slug).first()


def lives_at(kind: str, slug: str) -> str | None:
    """The slug under which a published record lives today, through any number of moves; None where it is gone or unknown."""
    moves = {a.slug: a for a in Address.objects.filter(kind=kind, gone_at__isnull=False)}
    seen: set[str] = set()
    while slug in moves and slug not in seen:
        seen.add(slug)
        slug = moves[slug].moved_to
    return slug if slug and slug not in seen and Address.objects.filter(kind=kind, slug=slug).exists() else None


def gone(kind: str = "") -> QuerySet[Address]:
    """Tombstones and redirects, the newest first."""
    chosen = Address.objects.filter(gone_at__isnull=False).order_by("-gone_at", "kind", "slug")
    return chosen.filter(kind=kind) if kind else chosen
