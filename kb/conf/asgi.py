"""The site for ASGI servers."""

import os

from django.core.asgi import get_asgi_application

from kb.conf.celery import app as jobs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.conf.settings")

__all__ = ["application", "jobs"]

application = get_asgi_application()
