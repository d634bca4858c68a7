"""One POST to a real server on this machine, which answers well, badly, slowly, or not at all."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from kb.services import posting
from kb.services.posting import UndeliveredError, post
from kb.services.receivers import read
from tests.services.receiving import certificate, receiving

BODY = b'{"type":"job.done"}'
SECURED = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")


def test_a_body_is_posted_whole_with_its_headers() -> None:
    with receiving(204) as receiver:
        assert post(read(receiver.address("/a?b=c")), {"webhook-id": "x", "Content-Type": "application/json"}, BODY) == 204
    path, headers, body = receiver.heard[0]
    assert (path, body) == ("/a?b=c", BODY)
    assert (headers["webhook-id"], headers["host"], headers["connection"]) == ("x", f"127.0.0.1:{receiver.port}", "close")


@pytest.mark.parametrize("status", [200, 301, 302, 307, 308, 404, 410, 500])
def test_the_status_is_told_and_no_redirect_is_followed(status: int) -> None:
    with receiving(status) as receiver:
        assert post(read(receiver.address()), {}, BODY) == status
    assert [path for path, _, _ in receiver.heard] == ["/hook"]


@contextmanager
def speaking(say: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that says something of its own to whoever connects."""
    door = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            caller, _ = door.accept()
            with caller:
                caller.recv(65_536)
                say(caller)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{door.getsockname()[1]}/"
    door.close()
    thread.join(10)
    assert not thread.is_alive(), "it was never let go"


class ForEver:
    """Says the same again and again, until it is cut off, or has had enough: then it was not `cut`."""

    def __init__(self, piece: bytes) -> None:
        self.piece = piece
        self.cut = False

    def __call__(self, caller: socket.socket) -> None:
        self.cut = True
        for _ in range(1_000):
            caller.sendall(self.piece)
            time.sleep(0.02)
        self.cut = False


def code_of(address: str) -> str:
    with pytest.raises(UndeliveredError) as error:
        post(read(address), {}, BODY)
    return error.value.code


@pytest.mark.parametrize("said", [b"", b"no HTTP at all\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200])
def test_what_is_no_answer_is_told(said: bytes) -> None:
    with speaking(lambda caller: caller.sendall(said)) as address:
        assert code_of(address) == "no-answer"


@pytest.mark.parametrize("piece", [b"H", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_who_dribbles_is_cut_off(piece: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "PATIENCE", 0.5)
    dribbling = ForEver(piece)
    with speaking(dribbling) as address:
        assert code_of(address) == "no-answer"
    assert dribbling.cut


def test_a_head_without_end_is_cut_off_once_its_status_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "PATIENCE", 0.5)
    dribbling = ForEver(b"HTTP/1.1 200 OK\r\nx: ")
    with speaking(dribbling) as address:
        assert post(read(address), {}, BODY) == 200
    assert dribbling.cut


def test_who_says_nothing_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "PATIENCE", 0.3)
    with speaking(lambda caller: caller.recv(1) and None) as address:
        assert code_of(address) == "no-answer"


def test_a_body_without_end_is_not_read() -> None:
    body = ForEver(b"x" * 65_536)

    def say(caller: socket.socket) -> None:
        caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        body(caller)

    with speaking(say) as address:
        assert post(read(address), {}, BODY) == 200
    assert body.cut


def test_where_nobody_listens_is_told() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        assert code_of(f"http://127.0.0.1:{door.getsockname()[1]}/") == "unreachable"


def test_a_name_that_nobody_knows_is_told() -> None:
    assert code_of("https://nobody.invalid/") == "not-public"


@SECURED
def test_a_certificate_is_asked_for_and_held_against_the_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = certificate(tmp_path, "DNS:localhost")
    with receiving(204, secured_by=signed) as receiver:
        address = f"https://localhost:{receiver.port}/hook"
        assert code_of(address) == "not-secure"  # nobody vouches for it
        monkeypatch.setenv("SSL_CERT_FILE", str(signed))
        assert post(read(address), {}, BODY) == 204
        assert code_of(receiver.address(scheme="https")) == "not-secure"  # it is of another name
    assert len(receiver.heard) == 1


def test_a_receiver_without_tls_is_not_told_over_https() -> None:
    with receiving(204) as receiver:
        assert code_of(receiver.address(scheme="https")) == "not-secure"
    assert receiver.heard == []


@SECURED
def test_the_connection_goes_to_what_was_judged_whatever_the_name_says_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]  # a name server that says something else the second time
    asked: list[str] = []

    def resolver(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port)) for place in answers[len(asked) - 1]]

    signed = certificate(tmp_path, "DNS:hooks.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(signed))
    with receiving(204, secured_by=signed) as receiver:
        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        assert post(read(f"https://hooks.example.org:{receiver.port}/hook"), {}, BODY) == 204
    assert asked == ["hooks.example.org"]
    assert receiver.heard[0][1]["host"] == f"hooks.example.org:{receiver.port}"


def test_of_a_name_with_many_places_few_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    many = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{n}", 443)) for n in range(1, 200)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: many)
    monkeypatch.setattr(posting, "_reached", lambda place, *_: tried.append(str(place)))
    assert code_of("https://hooks.example.org/") == "unreachable"
    assert tried == ["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"]


def test_a_name_that_leads_inside_is_not_connected_to(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.NOTIFY_LOOPBACK = False
    with receiving(204) as receiver:
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
        monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("it connected"))
        assert code_of(f"https://hooks.example.org:{receiver.port}/") == "not-public"
    assert receiver.heard == []
