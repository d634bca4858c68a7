"""Background jobs: `celery -A kb.conf.celery worker`. The broker is CELERY_BROKER_URL, else a folder."""

import os
from pathlib import Path

from celery import Celery
from celery.signals import setup_logging, worker_ready

from kb.conf import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.conf.settings")

ROOM = Path(__file__).resolve().parent.parent / "tasks"

app = Celery("kb", include=[f"kb.tasks.{file.stem}" for file in sorted(ROOM.glob("[!_]*.py"))])
app.config_from_object("django.conf:settings", namespace="CELERY")


@setup_logging.connect  # type: ignore[untyped-decorator]
def _log_as_the_site_does(**_told: object) -> None:
    """Leave Django's settings of logs as they are: Celery's own would write the words of errors."""


@worker_ready.connect  # type: ignore[untyped-decorator]
def _end_with_the_launcher(**_told: object) -> None:
    lifeline.watch()
