"""What gunicorn refuses before the site sees it, as problems: it has no page for people, and only programs send such requests."""

from __future__ import annotations

import socket
from http import HTTPStatus

from gunicorn import util

KINDS = {414: "address-too-long", 431: "headers-too-large"}
SHOWN = 200  # characters of what was wrong


def answer_with_problems() -> None:
    """From now on, in this process."""
    util.write_error = write


def write(sock: socket.socket, status: int, _reason: str, message: str) -> None:
    """Send the problem for a status of gunicorn's."""
    from kb.api import problems  # noqa: PLC0415 - gunicorn reads its settings before Django is set up

    kind = KINDS.get(status) or ("server-error" if status == HTTPStatus.INTERNAL_SERVER_ERROR else "bad-request")
    problem = problems.Problem(kind, message[:SHOWN] or problems.KINDS[kind].title)
    body = problems.response(problem).content
    line = HTTPStatus(problem.kind.status)
    headers = {"Connection": "close", "Content-Type": problems.MEDIA_TYPE, "Content-Length": len(body)}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    util.write_nonblock(sock, f"HTTP/1.1 {line.value} {line.phrase}\r\n{head}\r\n".encode("ascii") + body)
