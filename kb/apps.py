"""The one Django application."""

import importlib

from django.apps import AppConfig


class KbConfig(AppConfig):
    """Models, commands and templates of the site."""

    name = "kb"
    verbose_name = "Knowledge base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the site's Celery the one that tasks belong to, in every process."""
        importlib.import_module("kb.conf.celery")
