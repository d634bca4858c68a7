"""The site for WSGI servers such as gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from kb.conf.celery import app as jobs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.conf.settings")

__all__ = ["application", "jobs"]

application = get_wsgi_application()
