"""Background jobs: `celery -A kb.conf.celery worker`. The broker is CELERY_BROKER_URL, else a folder."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.conf.settings")

app = Celery("kb")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["kb"])
