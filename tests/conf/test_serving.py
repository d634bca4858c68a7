"""The site as a team runs it: gunicorn with the settings of a public site, behind a proxy that speaks HTTPS."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

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
