"""Notices are sent. A message only hints that one is due: whatever is lost or fails here is tried again when its pause is over."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from celery import shared_task
from django.conf import settings
from django.db import InterfaceError, OperationalError

from kb.services import notices
from kb.tasks.hints import hint

log = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def send(notice_id: str) -> None:
    """Try to deliver a notice."""
    try:
        notices.send(notice_id)
    except (OperationalError, InterfaceError):
        log.warning("The database is away; what was to be told is told later.")
    except Exception:  # by kind and place: the words could tell an address
        log.exception("A notice could not be sent; it is tried again.")


@shared_task  # type: ignore[untyped-decorator]
def send_again() -> None:
    """Send word of the notices whose pause is over."""
    try:
        tell(notices.overdue())
    except (OperationalError, InterfaceError):
        log.warning("The database is away; looked for notices in vain.")


def tell(notice_ids: Iterable[str]) -> None:
    """Send word of these notices. Messages that nobody takes in time are dropped, since the notices are found again."""
    hint(send, notice_ids, expires=settings.JOB_LEASE)
