"""The one Django application."""

from django.apps import AppConfig


class KbConfig(AppConfig):
    """Models, commands and templates of the site."""

    name = "kb"
    verbose_name = "Knowledge base"
    default_auto_field = "django.db.models.BigAutoField"
