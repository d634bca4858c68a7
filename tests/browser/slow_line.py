"""A slow line: a page passed on in pieces with pauses between, so that a browser draws what has come before the rest is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread
from time import sleep
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CUTS = (6_000, 9_000, 12_000, 15_000, 20_000, 25_000, 50_000)  # bytes: most where the first window full is
PAUSE = 0.08  # seconds: long enough for a browser to draw
PASSED_ON = ("Content-Type", "Location", "Set-Cookie", "Content-Security-Policy")


@contextmanager
def slow_line(server: str) -> Iterator[str]:
    """The address at which the pages of `server` come slowly."""

    class Slowly(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Styles come at once, or nothing would be drawn before all is there."""
            status, headers, body = fetch(server + self.path)
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            cuts = [c for c in CUTS if c < len(body)] if dict(headers)["Content-Type"].startswith("text/html") else []
            for begin, end in pairwise((0, *cuts, len(body))):
                sleep(PAUSE if begin else 0)
                self.wfile.write(body[begin:end])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Slowly) as line:
        Thread(target=line.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{line.server_port}"
        line.shutdown()


def fetch(address: str) -> tuple[int, list[tuple[str, str]], bytes]:
    """Status, headers to pass on, and body of an answer, refusals too."""
    try:
        answer = urlopen(Request(address, headers={"Accept": "text/html"}))  # noqa: S310 - of the tests themselves
    except HTTPError as refused:
        answer = refused
    with answer:
        return answer.status, [(n, v) for n in PASSED_ON for v in answer.headers.get_all(n, [])], answer.read()
