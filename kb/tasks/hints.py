"""Messages that only hint at work. The rows are the truth, and somebody looks for what is overdue, so a lost hint loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from celery import Task
from kombu.exceptions import OperationalError as BrokerError

log = logging.getLogger(__name__)


def hint(task: Task, keys: Iterable[int | str], **options: Any) -> None:
    """Send word of these rows to a task. Where the broker is away, they are found again later."""
    try:
        for key in keys:
            task.apply_async([key], retry=False, **options)
    except (BrokerError, OSError):
        log.warning("The broker is away; %s is tried again later.", task.name)
