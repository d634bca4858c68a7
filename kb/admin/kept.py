"""What was published and what was answered: to be read, never to be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from kb.models import Address, Publication, Revision, SavedVerdict


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that nobody changes here."""

    list_per_page = 50

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody adds."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody changes."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody removes."""
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    """Revisions without their documents, which are long: the site shows what they hold."""

    list_display = ("id", "records", "created_at")
    search_fields = ("id",)
    fields = ("id", "records", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Revisions without their documents."""
        return super().get_queryset(request).defer("document")


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    """When which revision became current."""

    list_display = ("revision_id", "at", "who", "why")
    search_fields = ("revision__id", "who", "why")


@admin.register(Address)
class AddressAdmin(ReadOnlyAdmin):
    """Public addresses, tombstones and redirects."""

    list_display = ("kind", "slug", "title", "gone_at", "moved_to", "reason")
    list_filter = ("kind",)
    search_fields = ("slug", "title")


@admin.register(SavedVerdict)
class SavedVerdictAdmin(ReadOnlyAdmin):
    """Saved verdicts. Their ids are their secret, so none is listed: whoever has one can look it up."""

    list_display = ("created_at", "revision_id")
    list_display_links = None
    fields = ("id", "question", "answer", "revision", "created_at")
