"""One POST to an address outside: within a time, to a place that was judged, following nothing, and reading no more than the head."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException

from kb.services import receivers
from kb.services.receivers import Place, Receiver

PATIENCE = 10.0  # seconds for all of it, from the look-up of the name to the head of the answer
MOST_PLACES = 4  # of one name that are tried: who has thousands does not hold us
SHORTEST = 0.05  # seconds; a timeout of nothing would mean something else


class UndeliveredError(Exception):
    """It was not sent, or not answered. `code` says which."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def post(to: Receiver, headers: Mapping[str, str], body: bytes) -> int:
    """The HTTP status with which it was answered; the answer itself is not read. Raises `UndeliveredError`."""
    until = time.monotonic() + PATIENCE
    with _connected(to, until) as door:
        speaking = HTTPConnection(to.host, to.port)
        speaking.sock = door
        try:
            speaking.request("POST", to.target, body, {"Host": to.authority, "Connection": "close", **headers})
            with speaking.getresponse() as answer:
                return answer.status
        except (OSError, HTTPException):
            raise UndeliveredError("no-answer") from None


@contextmanager
def _connected(to: Receiver, until: float) -> Iterator[socket.socket]:
    """A connection that is cut when the time is over: who sends a byte now and then does not hold us."""
    with _opened(to, until) as door:
        cut = threading.Timer(_left(until), _cut, [door])
        cut.start()
        try:
            yield door
        finally:
            cut.cancel()


def _opened(to: Receiver, until: float) -> socket.socket:
    """A connection to the first place of the host that takes one, secured where the address asks for it."""
    found = receivers.places(to, _left(until))
    if not found:
        raise UndeliveredError("not-public")
    for place in found[:MOST_PLACES]:
        door = _reached(place, to.port, until)
        if door is not None:
            return _secured(door, to.host, until) if to.scheme == "https" else door
    raise UndeliveredError("unreachable")


def _reached(place: Place, port: int, until: float) -> socket.socket | None:
    door = socket.socket(socket.AF_INET if place.version == 4 else socket.AF_INET6, socket.SOCK_STREAM)  # noqa: PLR2004 - of IP
    try:
        door.settimeout(_left(until))
        door.connect((str(place), port))
    except OSError:
        door.close()
        return None
    return door


def _secured(door: socket.socket, host: str, until: float) -> socket.socket:
    try:
        door.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(door, server_hostname=host)
    except OSError:  # a certificate that is not good, too
        door.close()
        raise UndeliveredError("not-secure") from None


def _cut(door: socket.socket) -> None:
    try:
        socket.socket.shutdown(door, socket.SHUT_RDWR)  # not TLS's own, which would wait for the other side
    except OSError:
        return


def _left(until: float) -> float:
    return max(until - time.monotonic(), SHORTEST)
