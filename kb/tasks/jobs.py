"""Large jobs. A message only hints that there is work: whatever is lost or fails here is given out again when its lease is over."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from celery import shared_task
from django.db import InterfaceError, OperationalError

from kb.services import jobs, notices, once
from kb.tasks import notices as telling
from kb.tasks.hints import hint

log = logging.getLogger(__name__)


@shared_task  # type: ignore[untyped-decorator]
def answer(chunk_id: int) -> None:
    """Answer a chunk, and send word of the next one of its job."""
    try:
        following = jobs.work(chunk_id)
        ended = jobs.notices_due(chunk_id) if following is None else []
    except (OperationalError, InterfaceError):
        log.warning("The database is away; what was begun is given out again.")
    except Exception:  # by kind and place: what Celery says of an error could tell a question
        log.exception("A chunk could not be answered; it is given out again.")
    else:
        tell([] if following is None else [following])
        telling.tell(ended)


@shared_task  # type: ignore[untyped-decorator]
def give_out_again() -> None:
    """Send word of what was not heard of for too long."""
    try:
        tell(jobs.overdue())
    except (OperationalError, InterfaceError):
        log.warning("The database is away; looked for lost work in vain.")


@shared_task  # type: ignore[untyped-decorator]
def forget() -> None:
    """Drop what is past its time."""
    jobs.forget()
    notices.forget()
    once.forget()


def tell(chunk_ids: Iterable[int]) -> None:
    """Send word of these chunks. Where the broker is away, their leases bring them up again."""
    hint(answer, chunk_ids)
