"""Addresses that were made public: they outlive their records, as a redirect or as a tombstone with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils import timezone

from kb.models import Address, Revision
from kb.rules.errors import nearest

Name = tuple[str, str]  # kind, slug
NO_REASON = "removed from the record"


class AddressError(ValueError):
    """A move that leads nowhere."""


def bury(gone: Iterable[Name], moved: Mapping[Name, str], why: str) -> None:
    """Mark the addresses of removed records. `moved` gives the new slug of those that live on under another name."""
    removed = set(gone)
    for name in moved.keys() - removed:
        near = ", ".join(nearest(name[1], (slug for _, slug in removed))) or "nothing of that name"
        raise AddressError(f"{'/'.join(name)} was not removed, so it has not moved (removed: {near})")
    for kind, slug in removed:
        Address.objects.filter(kind=kind, slug=slug).update(
            gone_at=timezone.now(), reason=why or NO_REASON, moved_to=moved.get((kind, slug), "")
        )


def make_public(revision: Revision, titles: Mapping[Name, str]) -> None:
    """Note the addresses of a revision: new ones are entered, buried ones that are back live again."""
    Address.objects.bulk_create(
        [Address(kind=kind, slug=slug, title=title, first=revision) for (kind, slug), title in titles.items()], ignore_conflicts=True
    )
    for address in Address.objects.filter(gone_at__isnull=False):
        if (address.kind, address.slug) in titles:
            Address.objects.filter(pk=address.pk).update(gone_at=None, reason="", moved_to="")
