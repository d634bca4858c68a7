"""A receiver of notices on this machine: a real server that notes what comes and answers as it is told."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Receiver(ThreadingHTTPServer):
    """`heard`: (path, headers in lower case, body) of each POST. `statuses`: what is answered, in order; the last for good.

    While `awake` is not set, nothing is answered.
    """

    daemon_threads = True

    def __init__(self, statuses: Sequence[int] = (204,)) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.statuses = list(statuses)
        self.awake = threading.Event()
        self.awake.set()
        self.heard: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def handle_error(self, *_: object) -> None:
        """Who let go of us in the middle is no concern of ours."""

    def address(self, path: str = "/hook", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        self.server.awake.wait()
        statuses = self.server.statuses
        self.send_response(statuses.pop(0) if len(statuses) > 1 else statuses[0])
        self.send_header("Location", self.server.address("/elsewhere"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is written."""


@contextmanager
def receiving(*statuses: int, secured_by: Path | None = None) -> Iterator[Receiver]:
    """A receiver that listens; with TLS by the certificate and key in a file, if one is named."""
    with Receiver(statuses or (204,)) as receiver:
        if secured_by is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(secured_by)
            receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
        threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield receiver
        receiver.shutdown()


def certificate(folder: Path, names: str) -> Path:
    """A certificate for these names (as OpenSSL writes them, such as `DNS:localhost`) that vouches for itself, with its key in one file."""
    place = folder / "certificate.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=receiver", "-days", "2", "-addext", f"subjectAltName={names}"]
    subprocess.run(["openssl", *words, "-keyout", "key.pem", "-out", str(place)], cwd=folder, check=True, capture_output=True)
    place.write_text(place.read_text() + (folder / "key.pem").read_text())
    return place
