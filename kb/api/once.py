"""The header Idempotency-Key: what is sent twice under one key is done once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request

from kb.api.access import Guarded, caller
from kb.api.endpoint import PRIVATE
from kb.api.problems import Problem
from kb.services import once as requests
from kb.services.once import KEPT_FOR, Done, packed

NAME = "Idempotency-Key"
FORM = re.compile(r"[!-~]{1,255}\Z")
IN_ONE = 1_000_000  # compressed bytes; a longer answer is sent in pieces
HOURS = int(KEPT_FOR.total_seconds() // 3600)
HEADER: dict[str, Any] = {
    "name": NAME, "in": "header", "required": False, "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "description": f"A name of the caller's for this request, such as a UUID. Sent again under it within {HOURS} hours, the same request "
    "gets the same answer and nothing is done twice (`Idempotent-Replayed: true`); another request is refused.",
}  # fmt: skip
REFUSALS = ("invalid-parameter", "key-reused", "in-work")


def once(view: Guarded, request: Request, data: bytes, do: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """What `do` answers, or answered when this caller sent the same under the same key. Only what succeeds is kept. Raises `Problem`."""
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return do()
    if not FORM.match(key):
        wrong = {"parameter": NAME, "value": key[:200], "problem": "is no key", "accepted": ["1 to 255 visible ASCII characters"]}
        raise Problem("invalid-parameter", f"{NAME}: is no key.", errors=[wrong])
    asked = [request.META.get(name, "") for name in ("CONTENT_TYPE", "HTTP_ACCEPT")]
    sent = "\n".join([str(request.method), request.get_full_path(), *asked, ""])
    digest = hashlib.sha256(sent.encode("utf-8", "backslashreplace") + data).hexdigest()
    try:
        return _answer(requests.once(caller(request, view.token()), key, digest, lambda: _done(do())))
    except requests.InWorkError:
        raise Problem("in-work", "The same request is being done at this moment.", {"Retry-After": "1"}) from None
    except requests.OtherRequestError:
        raise Problem("key-reused", "Another request was sent under this key: another address, body, or form of the answer.") from None


def _done(response: HttpResponseBase) -> Done:
    content = response if isinstance(response, (HttpResponse, StreamingHttpResponse)) else ()
    return Done(response.status_code, response["Content-Type"], response.get("Location", ""), packed(content))


def _answer(done: Done) -> HttpResponseBase:
    form: dict[str, Any] = {"status": done.status, "content_type": done.media_type, "headers": PRIVATE}
    made: HttpResponseBase = StreamingHttpResponse(done.content(), **form)
    if len(done.packed) <= IN_ONE:
        made = HttpResponse(b"".join(done.content()), **form)
    for name, value in (("Location", done.location), ("Idempotent-Replayed", "true" if done.again else "")):
        if value:
            made.headers[name] = value
    return made
