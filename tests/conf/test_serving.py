"""The site as a team runs it: gunicorn with the settings of a public site, behind a proxy that speaks HTTPS."""

import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import pytest

from bootstrap import checkout, postgres
from bootstrap.checkout import ROOT
from tests.bootstrap.site import OURS, eventually, free_port

HOST = {"Host": "answers.example"}
PROXIED = HOST | {"X-Forwarded-Proto": "https"}


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def ask(address: str, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
    """Status and headers; 0 if nobody answers."""
    try:
        question = urllib.request.Request(address, headers=headers)  # noqa: S310 - an address of ours
        with urllib.request.build_opener(NoRedirect).open(question, timeout=20) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}
    except OSError:
        return 0, {}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Address of a site over an empty database that was migrated, and the file with what it logs."""
    folder = tmp_path_factory.mktemp("served")
    log = folder / "log"
    with postgres.throwaway(checkout.home()) as server:
        port = free_port()
        given = {"DATABASE_URL": server.url, "KB_SECRET_KEY": "x" * 50, "KB_HOSTS": "answers.example", "KB_BEHIND_PROXY": "1"}
        given |= {"KB_STATE": str(folder), "KB_POOL": "2", "KB_BIND": f"127.0.0.1:{port}", "KB_WORKERS": "1"}
        place = {name: value for name, value in os.environ.items() if not OURS.match(name)} | given
        for words in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, env=place, check=True)
        command = [sys.executable, "-m", "gunicorn", "-c", "python:kb.conf.gunicorn", "kb.conf.wsgi"]
        with log.open("w") as said:
            process = subprocess.Popen(command, cwd=ROOT, env=place, stdout=said, stderr=said)
            address = f"http://127.0.0.1:{port}"
            try:
                eventually(lambda: ask(f"{address}/static/none", PROXIED)[0] != 0)
                yield address, log
            finally:
                process.terminate()
                process.wait(30)


def test_plain_http_is_sent_to_https(served: tuple[str, Path]) -> None:
    status, headers = ask(f"{served[0]}/", HOST)
    assert status == 301
    assert headers["location"] == "https://answers.example/"


def test_what_the_proxy_brings_is_answered_with_the_headers_of_a_public_site(served: tuple[str, Path]) -> None:
    status, headers = ask(f"{served[0]}/account/login/", PROXIED)
    assert status == 200
    assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "Secure" in headers["set-cookie"]


def test_another_name_is_refused(served: tuple[str, Path]) -> None:
    assert ask(f"{served[0]}/", {"Host": "evil.example", "X-Forwarded-Proto": "https"})[0] == 400


def said(address: str, request: bytes) -> tuple[int, str, dict[str, Any]]:
    """Status, media type and body of the answer to bytes that a client library would not send."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as door:
        door.sendall(request)
        with HTTPResponse(door) as answer:
            answer.begin()
            return answer.status, answer.headers["Content-Type"], json.loads(answer.read())


@pytest.mark.parametrize(
    ("request_", "status", "kind"),
    [
        (b"GET /api/v1/models/?x=" + b"y" * 9000 + b" HTTP/1.1\r\nHost: answers.example\r\n\r\n", 414, "address-too-long"),
        (b"GET /api/v1/models/ HTTP/1.1\r\nHost: answers.example\r\nX: " + b"y" * 9000 + b"\r\n\r\n", 431, "headers-too-large"),
        (b"GET /api/v1/models/ HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431, "headers-too-large"),
        (b"GET /api/v1/models/ HTTP/1.1\r\nHost answers.example\r\n\r\n", 400, "bad-request"),
        (b"GET /api/v1/models/ HTTP/1.1\r\nBad Header: x\r\n\r\n", 400, "bad-request"),
        (b"GET /api/v1/models/ HTTP/9.9\r\n\r\n", 400, "bad-request"),
        (b"G\xffT /api/v1/models/ HTTP/1.1\r\n\r\n", 400, "bad-request"),
        (b"nonsense\r\n\r\n", 400, "bad-request"),
        (b"POST /api/v1/verdicts/ HTTP/1.1\r\nContent-Length: many\r\n\r\n", 400, "bad-request"),
        (b"POST /api/v1/verdicts/ HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "bad-request"),
        (b"GET /api/v1/models/ HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Proto: https\r\n\r\n", 400, "bad-request"),
        (b"GET /api/v1/models/ HTTP/1.1\r\nX-Forwarded-Proto: https\r\n\r\n", 400, "bad-request"),
    ],
)
def test_what_nobody_can_read_is_a_problem(served: tuple[str, Path], request_: bytes, status: int, kind: str) -> None:
    found, media, problem = said(served[0], request_)
    assert (found, media) == (status, "application/problem+json")
    assert (problem["status"], problem["type"]) == (status, f"/api/v1/docs/#{kind}")
    assert problem["detail"]


def test_style_sheets_have_names_that_change_with_them(served: tuple[str, Path]) -> None:
    manifest = json.loads((served[1].parent / "static" / "staticfiles.json").read_text(encoding="utf-8"))
    hashed = manifest["paths"]["css/site.css"]
    assert hashed != "css/site.css"
    status, headers = ask(f"{served[0]}/static/{hashed}", PROXIED)
    assert status == 200
    assert "immutable" in headers["cache-control"]
    assert ask(f"{served[0]}/static/css/site.css", PROXIED)[0] == 200


def test_questions_stay_out_of_the_log(served: tuple[str, Path]) -> None:
    ask(f"{served[0]}/no-such-page/?teacher=very-secret", PROXIED)
    ask(f"{served[0]}/api/v1/verdicts/?teacher=very-secret&channel=nonsense", PROXIED)
    ask(f"{served[0]}/ask/?teacher=very-secret", {"Host": "evil.example"})
    eventually(lambda: "no-such-page" in served[1].read_text(encoding="utf-8"))
    assert "very-secret" not in served[1].read_text(encoding="utf-8")
