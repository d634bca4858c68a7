"""Requests between the client and instances that behave badly."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from canidistill_client import InputError, Site, UnjudgedError
from canidistill_client.wire import TRIES, Wire, waits

Reply = tuple[int, dict[str, str], bytes]


class Other:
    """A server that gives what it is told to give, in order, the last again and again; it notes what it was asked."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.heard: list[tuple[str, dict[str, str]]] = []
        other = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                other.heard.append((self.path, dict(self.headers)))
                status, headers, body = other.replies.pop(0) if len(other.replies) > 1 else other.replies[0]
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815 - the library's name

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def others() -> Iterator[Any]:
    """Makes servers, and stops them."""
    made: list[Other] = []

    def make(*replies: Reply) -> Other:
        made.append(Other(*replies))
        return made[-1]

    yield make
    for other in made:
        other.server.shutdown()
        other.server.server_close()


def wire(other: Other, pauses: list[float], **more: Any) -> Wire:
    return Wire(other.address, wait=pauses.append, **more)


def test_who_asks_for_patience_is_waited_for(others: Any) -> None:
    pauses: list[float] = []
    other = others((429, {"Retry-After": "7"}, b""), (503, {}, b""), (200, {}, b"well"))
    assert wire(other, pauses).read("/x") == b"well"
    assert pauses == [7.0, 2.0]


@pytest.mark.parametrize(("headers", "tries"), [({}, TRIES), ({"Retry-After": "3600"}, 1)])
def test_patience_has_an_end(others: Any, headers: dict[str, str], tries: int) -> None:
    other = others((503, headers, b'{"title": "The site cannot answer now"}'))
    with pytest.raises(UnjudgedError, match="cannot answer now"):
        wire(other, []).read("/x")
    assert len(other.heard) == tries


@pytest.mark.parametrize(("status", "kind"), [(400, InputError), (401, InputError), (404, InputError), (500, UnjudgedError)])
def test_a_refusal_is_told_once(others: Any, status: int, kind: type[Exception]) -> None:
    other = others((status, {}, b"<html>"))
    with pytest.raises(kind, match=f"status {status}"):
        wire(other, []).read("/x")
    assert len(other.heard) == 1


def test_retry_after_may_be_a_date() -> None:
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    assert 0 < waits(soon, 1) <= 30
    assert waits("Thu, 01 Jan 1970 00:00:00 GMT", 1) == 0
    assert [waits(said, 3) for said in (None, "", "soon", "-1")] == [4, 4, 4, 4]


def test_the_token_goes_to_its_own_host_alone(others: Any) -> None:
    stranger = others((200, {}, b"well"))
    first = others((302, {"Location": f"{stranger.address}/y"}, b""))
    assert wire(first, [], token="secret-word").read("/x") == b"well"
    assert first.heard[0][1]["Authorization"] == "Bearer secret-word"
    assert "Authorization" not in stranger.heard[0][1]


def test_an_instance_leads_to_web_addresses_alone(others: Any, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    with pytest.raises((UnjudgedError, InputError)):
        wire(others((302, {"Location": f"file://{tmp_path}/secret"}, b"")), []).read("/x")


def test_answers_are_bounded(others: Any) -> None:
    with pytest.raises(UnjudgedError, match="longer than 3 bytes"):
        wire(others((200, {}, b"well")), []).read("/x", largest=3)


def test_an_answer_that_breaks_off_is_none(others: Any) -> None:
    short = others((200, {"Content-Length": "100"}, b"{"))
    with pytest.raises(UnjudgedError):
        wire(short, []).read("/x")
    lines = others((200, {}, b'{"number":1,"status":200}\n'))
    with pytest.raises(UnjudgedError, match="broke off"):
        list(Site(lines.address).ask_many([{}]))


def test_proxies_are_those_of_the_environment(others: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = others((200, {}, b"well"))
    monkeypatch.setenv("http_proxy", proxy.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert Wire("http://distill.example.org").read("/x") == b"well"
    assert proxy.heard[0][0] == "http://distill.example.org/x"


@pytest.mark.parametrize("manifest", [
    b"[]", b"{}", b'{"revision": "sha256:../..", "files": []}',
    b'{"revision": "sha256:%s", "files": [{"kind": "../x", "bytes": 1}]}' % (b"0" * 64),
])  # fmt: skip
def test_a_manifest_that_leads_astray_is_not_followed(others: Any, tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(UnjudgedError, match="manifest"):
        Site(others((200, {}, manifest)).address).download(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []
