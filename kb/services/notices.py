"""Word of what ended, sent to an address outside by the conventions of Standard Webhooks: signed, and at least once.

A try is noted, and the next one set, before anything is sent. So a try that dies is followed by the next, two never run at once as long
as a pause is longer than a try, and no transaction is open while the network is waited for.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import time
from collections.abc import Mapping
from http import HTTPStatus

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kb.models import Notice
from kb.models.notices import DELIVERED, DUE, GIVEN_UP, WAITING
from kb.rules.verdict import to_json
from kb.services import receivers
from kb.services.posting import PATIENCE, UndeliveredError, post
from kb.services.receivers import Receiver, ReceiverError

PAUSES = tuple(dt.timedelta(seconds=s) for s in (15, 120, 600, 3_600, 14_400, 43_200, 86_400))  # each longer than a try
MOST_TRIES = len(PAUSES) + 1
TRY_SECONDS = int(PATIENCE)
MOST_OVERDUE = 1_000
SECRET = "whsec_"  # noqa: S105 - how a secret begins
PROBLEMS: Mapping[str, str] = {  # code -> what it means and what to do
    "broken-off": "The try began, and its end is not known: it runs, or the site was stopped in its middle. It is made again.",
    "not-public": "The name is not known, or leads to an address that is not of the public network. Correct the name.",
    "unreachable": "Nothing takes a connection there. See that the receiver runs, and that its port is open.",
    "not-secure": "There was no TLS, or the certificate is not good for that name. Renew it, with the whole chain.",
    "no-answer": "The connection was made, and no HTTP answer came in time. Answer first, and work afterwards.",
    "refused": "The answer was not 2xx; `status` has it. No redirect is followed, and after 410 nothing is sent again.",
    "secret-lost": "The site's own key was changed since, so that it cannot sign any more. Follow the job by its address.",
    "switched-off": "Whoever runs the site switched notices off since. Follow the job by its address.",
}
FINAL = ("secret-lost", "switched-off")


def make(to: Receiver, about: str) -> Notice:
    """A notice that will be sent to a receiver once what is at the address `about` has ended."""
    notice = Notice(address=str(to), about=about)
    notice.digest = _digest(secret(notice.pk))
    notice.save()
    return notice


def secret(notice_id: str) -> str:
    """What signs a notice. It is made of the site's own key, and stored nowhere."""
    return SECRET + base64.b64encode(salted_hmac("kb.services.notices", notice_id, algorithm="sha256").digest()).decode()


def signature(secret: str, notice_id: str, timestamp: int, body: str) -> str:
    """The signature of a body that is sent at that time (Unix seconds), as the header has it."""
    key = base64.b64decode(secret.removeprefix(SECRET))
    signed = hmac.digest(key, f"{notice_id}.{timestamp}.{body}".encode(), "sha256")
    return f"v1,{base64.b64encode(signed).decode()}"


def due(notice: Notice, event: str, data: Mapping[str, str]) -> None:
    """It happened: what is sent is fixed, and the first try may begin. A notice that was due already stays as it is."""
    now = timezone.now()
    body = to_json({"type": event, "timestamp": now.isoformat(), "data": data})
    Notice.objects.filter(pk=notice.pk, state=WAITING).update(state=DUE, body=body, due_at=now)


def overdue() -> list[str]:
    """The notices whose next try may begin. Somebody must be told."""
    late = Notice.objects.filter(state=DUE, due_at__lte=timezone.now())
    return list(late.order_by("due_at").values_list("pk", flat=True)[:MOST_OVERDUE])


def send(notice_id: str) -> None:
    """Try to deliver a notice, unless it is not due, is gone, or is in another's hands."""
    notice = _begun(notice_id)
    if notice is None:
        return
    try:
        status = _posted(notice)
    except UndeliveredError as error:
        _failed(notice, error.code, None)
    else:
        if HTTPStatus(200) <= status < HTTPStatus(300):
            _settled(notice, DELIVERED, "", status)
        else:
            _failed(notice, "refused", status)


def _begun(notice_id: str) -> Notice | None:
    """Note the try, so that it is known even if it kills the worker, and set the next one."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Notice.objects.select_for_update(skip_locked=True).filter(pk=notice_id, state=DUE, due_at__lte=now)
        notice = waiting.first()
        if notice is None:
            return None
        if notice.attempts >= MOST_TRIES:
            _settled(notice, GIVEN_UP, notice.problem, notice.status)
            return None
        notice.due_at = now + (*PAUSES, PAUSES[0])[notice.attempts]
        notice.attempts += 1
        notice.problem, notice.status = "broken-off", None
        notice.save(update_fields=["due_at", "attempts", "problem", "status"])
    return notice


def _posted(notice: Notice) -> int:
    if not settings.NOTIFY:
        raise UndeliveredError("switched-off")
    key = secret(notice.pk)
    if not hmac.compare_digest(_digest(key), notice.digest):
        raise UndeliveredError("secret-lost")
    try:
        to = receivers.read(notice.address)
    except ReceiverError:  # what was allowed when it was given may not be now
        raise UndeliveredError("not-public") from None
    now = int(time.time())
    headers = {
        "Content-Type": "application/json", "User-Agent": "canidistill",
        "webhook-id": notice.pk, "webhook-timestamp": str(now), "webhook-signature": signature(key, notice.pk, now, notice.body),
    }  # fmt: skip
    return post(to, headers, notice.body.encode())


def _failed(notice: Notice, problem: str, status: int | None) -> None:
    if notice.attempts >= MOST_TRIES or status == HTTPStatus.GONE or problem in FINAL:
        _settled(notice, GIVEN_UP, problem, status)
    else:
        Notice.objects.filter(pk=notice.pk, state=DUE, attempts=notice.attempts).update(problem=problem, status=status)


def _settled(notice: Notice, state: str, problem: str, status: int | None) -> None:
    Notice.objects.filter(pk=notice.pk, state=DUE).update(state=state, due_at=None, problem=problem, status=status)


def forget() -> int:
    """Delete the notices whose job is gone and of which nothing more is to be sent; how many."""
    return Notice.objects.filter(job=None, state__in=(DELIVERED, GIVEN_UP)).delete()[0]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
