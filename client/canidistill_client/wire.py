"""Requests to an instance: bounded in time and size, tried again when it asks for patience, the token kept to its own host.

Proxies are those of the environment (HTTPS_PROXY, NO_PROXY).
"""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from canidistill_client.errors import ClientError, InputError, UnjudgedError

TIMEOUT = 60.0  # seconds without a byte
TRIES = 4
LONGEST_WAIT = 60.0  # seconds; who asks for more patience is not waited for
LARGEST = 64_000_000  # bytes of an answer
PATIENCE = frozenset({429, 503})
OURS = 500  # from here on the instance is at fault
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
AGENT = "canidistill-client/1"


class _KeptToOneHost(HTTPRedirectHandler):
    """Follows redirects over HTTP(S) alone, and leaves the token behind where they lead to another host."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str) -> Request | None:
        """The next request."""
        if urlsplit(newurl).scheme not in ("http", "https"):
            raise UnjudgedError(f"The instance leads to {newurl[:200]!r}, which is no web address.")
        following = super().redirect_request(req, fp, code, msg, headers, newurl)
        if following is not None and urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            following.remove_header("Authorization")
        return following


class Wire:
    """One instance. `site` is its address; `wait` sleeps. Raises `InputError` for an address or a token that cannot be used."""

    def __init__(self, site: str, token: str = "", timeout: float = TIMEOUT, wait: Callable[[float], None] = time.sleep) -> None:
        parts = urlsplit(site)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(f"{site[:200]!r} is no address of an instance: write https://distill.example.org.")
        if token and parts.scheme != "https" and parts.hostname not in LOCAL:
            raise InputError("A token is sent over https alone: it could be read on its way.")
        self.site = site.rstrip("/")
        self.headers = {"User-Agent": AGENT, **({"Authorization": f"Bearer {token}"} if token else {})}
        self.timeout = timeout
        self.wait = wait
        self.opener: OpenerDirector = build_opener(_KeptToOneHost)

    @contextmanager
    def opened(self, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Iterator[HTTPResponse]:
        """The answer to a request for a path of the instance, to be read. Raises `ClientError`."""
        request = Request(self.site + path, body, {**self.headers, **(headers or {})})  # noqa: S310 - the scheme was checked
        try:
            with self._patiently(request) as response:
                yield response
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            raise UnjudgedError(f"No answer from {self.site}: {reason}.") from error

    def read(self, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, largest: int = LARGEST) -> bytes:
        """The whole answer, of at most `largest` bytes."""
        with self.opened(path, body, headers) as response:
            data = response.read(largest + 1)
            rest = response.length
        if len(data) > largest:
            raise UnjudgedError(f"The answer to {path.partition('?')[0]} is longer than {largest:,} bytes.")
        if rest:
            raise UnjudgedError(f"The answer to {path.partition('?')[0]} broke off.")
        return data

    def _patiently(self, request: Request) -> HTTPResponse:
        for left in range(TRIES - 1, -1, -1):
            try:
                response: HTTPResponse = self.opener.open(request, timeout=self.timeout)
            except HTTPError as error:
                with error:
                    pause = waits(error.headers.get("Retry-After"), TRIES - left)
                    if error.code not in PATIENCE or not left or pause > LONGEST_WAIT:
                        raise refusal(error.code, error.read(LARGEST), error.headers) from None
            except (URLError, ConnectionError):
                if not left:
                    raise
                pause = waits(None, TRIES - left)
            else:
                return response
            self.wait(pause)
        raise AssertionError("the last try ends above")


def waits(said: str | None, tries: int) -> float:
    """Seconds to wait: what Retry-After says (seconds, or a date), else 1, 2, 4 and so on."""
    if said and said.strip().isdecimal():
        return float(said)
    try:
        until = parsedate_to_datetime(said or "")
    except ValueError:
        return float(2 ** (tries - 1))
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def refusal(status: int, body: bytes, headers: Message) -> ClientError:
    """The error that an answer of 4xx or 5xx stands for."""
    problem = problem_in(body)
    told = [problem.get("title"), None if problem.get("errors") else problem.get("detail")]  # errors say it one by one
    words = ": ".join(str(x) for x in told if x) or "The instance refused"
    kind = UnjudgedError if status in PATIENCE or status >= OURS else InputError
    if after := headers.get("Retry-After"):
        words += f"; it asks to wait: {after}"
    return kind(f"{words} (status {status}).", problem)


def problem_in(body: bytes) -> dict[str, Any]:
    """The problem in a body, {} where it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
