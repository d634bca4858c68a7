"""Who is told: the option `notify`, how far a notice is, and what the receiver is sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase

from kb.api.parameters import SHOWN, TEXT, Parameter
from kb.api.problems import Problem
from kb.api.record_schemas import REFERENCE, object_of
from kb.models import Notice
from kb.models.notices import LONGEST_ADDRESS, STATES
from kb.rendering.fact_types import nullable
from kb.rules.verdict import to_json
from kb.services import notices, receivers
from kb.services.receivers import EXAMPLE, Receiver, ReceiverError

NAME = "notify"
NOTIFY = Parameter(
    NAME, "Send word to this address when the job has ended: one signed POST, tried again until it is answered with 2xx. HTTPS on the "
    "public network, port 443 or from 1024; no name or password in it. The answer holds the secret that signs, once.",
    {**TEXT, "maxLength": LONGEST_ADDRESS, "examples": [EXAMPLE]},
)  # fmt: skip
EVENTS = {
    "job.done": "Every question is answered, or refused in its place.",
    "job.failed": "It is done too, but some of its questions could not be judged, for no fault of theirs: the summary counts them.",
    "job.cancelled": "It was deleted before its end.",
}
TOLD_ONCE = "What signs, in base64 after `whsec_`. The answer that made the job has it, also when it is given again; no other has."
HEADERS = {
    "webhook-id": "Names the notice; the same at every try. What was heard already is heard again where an answer got lost.",
    "webhook-timestamp": "When this try was made, in Unix seconds.",
    "webhook-signature": "`v1,` and the base64 of HMAC-SHA256, by the secret, of id, timestamp and body with full stops between.",
}


def receiver(options: Mapping[str, Any]) -> Receiver | None:
    """Who is to be told, if anybody. Raises `Problem`."""
    address = options.get(NAME)
    if address is None:
        return None
    if not settings.NOTIFY:
        raise _refused(address, "cannot be told: this site sends no notices", "leave it out, and follow the job")
    try:
        return receivers.read(address)
    except ReceiverError as error:
        raise _refused(address, str(error), EXAMPLE) from None


def _refused(address: str, problem: str, accepted: str) -> Problem:
    wrong = {"parameter": NAME, "value": address[:SHOWN], "problem": problem, "accepted": [accepted]}
    return Problem("notify-refused", f"{NAME}: {problem}.", errors=[wrong])


def shown(notice: Notice | None) -> dict[str, Any] | None:
    """How far a notice is, without the path of its address: that is for whoever named it."""
    if notice is None:
        return None
    return {
        "id": notice.pk, "to": receivers.origin_of(notice.address), "state": notice.state, "attempts": notice.attempts,
        "next_attempt_at": notice.due_at.isoformat() if notice.due_at else None,
        "problem": notice.problem or None, "status": notice.status,
    }  # fmt: skip


def with_secret(answer: HttpResponseBase) -> HttpResponseBase:
    """The answer that made a job, with the secret of its notice. It is added as the answer leaves, so that nothing keeps it."""
    if isinstance(answer, HttpResponse) and (notice := (told := json.loads(answer.content))[NAME]):
        notice["secret"] = notices.secret(notice["id"])
        answer.content = to_json(told)
    return answer


def components() -> dict[str, Any]:
    """The types of a notice as its job shows it, and of what is sent."""
    text, when = {"type": "string"}, {"type": "string", "format": "date-time"}
    name = {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"}
    shown_notice = object_of({
        "id": {**name, "description": "The `webhook-id` under which it is sent."},
        "to": {**text, "description": "The receiver, without path."}, "state": {"type": "string", "enum": list(STATES)},
        "attempts": {"type": "integer", "minimum": 0, "maximum": notices.MOST_TRIES},
        "next_attempt_at": {**nullable(when), "description": "No sooner than then; null where there is none."},
        "problem": {**nullable({"type": "string", "enum": list(notices.PROBLEMS)}), "description": "What went wrong at the last try."},
        "status": {"type": ["integer", "null"], "description": "The HTTP status with which the last try was answered."},
        "secret": {**text, "description": TOLD_ONCE},
    }, "secret")  # fmt: skip
    state = {"type": "string", "enum": ["done", "cancelled"]}
    job = object_of({"id": name, "url": {"type": "string", "format": "uri"}, "state": state})
    sent = object_of({"type": {"type": "string", "enum": list(EVENTS)}, "timestamp": when, "data": job})
    return {"Notice": shown_notice, "JobEnded": sent}


def webhooks() -> dict[str, Any]:
    """What is sent to those who asked to be told, as OpenAPI has it."""
    told = {"in": "header", "required": True, "schema": {"type": "string"}}
    happened = " ".join(f"`{event}`: {words}" for event, words in EVENTS.items())
    return {"job.ended": {"post": {
        "operationId": "job_ended", "tags": ["jobs"], "summary": "A job has ended",
        "description": f"Sent to the address that `{NAME}` named, by the conventions of Standard Webhooks. {happened} The body never holds "
        f"an answer. Any 2xx within {notices.TRY_SECONDS} seconds will do; else it is tried again, {notices.MOST_TRIES} times in all. "
        "No redirect is followed. 410 ends it.",
        "parameters": [{"name": name, "description": words, **told} for name, words in HEADERS.items()],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": f"{REFERENCE}JobEnded"}}}},
        "responses": {"2XX": {"description": "It was heard."}, "410": {"description": "Nothing is to be sent again."},
                      "default": {"description": "It is tried again."}},
    }}}  # fmt: skip
