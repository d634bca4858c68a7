"""Settings: what is wrong is refused by name, defaults are safe, and logs hold no question."""

import importlib
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from bootstrap.checkout import ROOT
from kb.conf import environment
from kb.conf.logs import NoQuestions, PlainFormatter

PUBLIC = {"KB_SECRET_KEY": "x" * 50, "DATABASE_URL": "postgresql://db.example/kb", "KB_HOSTS": "answers.example"}


def imported(*names: str, **given: str) -> subprocess.CompletedProcess[str]:
    """Settings as another process sees them, one value a line."""
    code = "from kb.conf import settings as s\n" + "".join(f"print(s.{name})\n" for name in names)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "DATABASE_", "DJANGO_", "CELERY_"))}
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean | given, capture_output=True, text=True, check=False)


def test_defaults_are_those_of_a_public_site() -> None:
    names = ("DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS > 0", "ALLOWED_HOSTS")
    assert imported(*names, **PUBLIC).stdout.split("\n")[:6] == ["False", "True", "True", "True", "True", "['answers.example']"]


@pytest.mark.parametrize("missing", ["KB_SECRET_KEY", "DATABASE_URL"])
def test_what_must_be_given_is_asked_for_by_name(missing: str) -> None:
    done = imported("DEBUG", **{name: value for name, value in PUBLIC.items() if name != missing})
    assert done.returncode == 1
    assert f"{missing} is not set" in done.stderr


def test_a_short_key_is_refused() -> None:
    assert "KB_SECRET_KEY is too short" in imported("DEBUG", **PUBLIC | {"KB_SECRET_KEY": "short"}).stderr


def test_a_flag_is_one_or_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_X", "yes")
    with pytest.raises(ImproperlyConfigured, match="KB_X is 'yes'"):
        environment.flag("KB_X", default=False)
    monkeypatch.setenv("KB_X", "1")
    assert environment.flag("KB_X", default=False)
    monkeypatch.delenv("KB_X")
    assert environment.flag("KB_X", default=True)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1e3"])
def test_a_number_is_whole_and_above_nothing(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KB_X", value)
    with pytest.raises(ImproperlyConfigured, match=f"KB_X is '{value}'"):
        environment.whole("KB_X", default=1)
    monkeypatch.setenv("KB_X", "")
    assert environment.whole("KB_X", default=7) == 7


def test_a_token_never_has_less_than_nobody() -> None:
    given = {"KB_ANONYMOUS_REQUESTS": "9000", "KB_TOKEN_QUESTIONS": "5000000"}
    found = imported("ALLOWANCES['token']", "ALLOWANCES['anonymous']", "OPEN_SCOPES", **PUBLIC | given).stdout.split("\n")
    assert found[:3] == ["{'requests': 9000, 'questions': 5000000}", "{'requests': 9000, 'questions': 20000}", "['read', 'ask', 'keep']"]


@pytest.mark.parametrize(("name", "value"), [("KB_SECURITY_CONTACT", "me@answers.example"), ("KB_SECURITY_EXPIRES", "next year")])
def test_what_security_txt_cannot_say_is_refused_at_the_start(name: str, value: str) -> None:
    assert f"{name} " in imported("DEBUG", **PUBLIC | {name: value}).stderr


def test_a_database_address_is_read_as_the_driver_reads_it() -> None:
    found = environment.database_at("postgresql://ann:p%40ss@db.example:6432/kb?sslmode=require", pool=3)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == ("ann", "p@ss", "db.example", "6432", "kb")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["OPTIONS"]["pool"]["max_size"] == 3
    assert environment.database_at("postgresql:///kb?host=%2Fsrv%2Frun", pool=0)["HOST"] == "/srv/run"


@pytest.mark.parametrize("url", ["sqlite:///kb", "postgresql://h:notaport:1/x?nonsense=1", "mysql://h/kb"])
def test_an_address_that_is_not_postgresqls_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="database address"):
        environment.database_at(url, pool=0)


def test_scripts_and_styles_come_from_the_site_alone() -> None:
    policy = Client().get("/static/no-such-file").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "*" not in policy


def test_no_question_reaches_a_log() -> None:
    record = logging.LogRecord("x", logging.WARNING, "", 1, "Bad Request: %s %s", ("/ask/?teacher=secret&x=1", "then"), None)
    assert NoQuestions().filter(record)
    assert PlainFormatter("%(message)s").format(record) == "Bad Request: /ask/?… then"


def test_words_of_an_error_over_input_reach_no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KB_DEBUG", raising=False)
    with pytest.raises(ValueError, match="secret") as raised:
        int("secret\n  teacher=secret")
    text = PlainFormatter().formatException((raised.type, raised.value, raised.tb))
    assert "teacher=secret" not in text.replace('int("secret\\n  teacher=secret")', "")
    assert text.endswith("ValueError")


def test_words_of_an_error_in_code_are_kept() -> None:
    with pytest.raises(ImportError) as raised:
        importlib.import_module("so_and_so")
    assert "'so_and_so'" in PlainFormatter().formatException((raised.type, raised.value, raised.tb))


def test_every_log_is_filtered() -> None:
    assert set(settings.LOGGING["handlers"]) == {"console"}
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["no_questions"]
    for logger in settings.LOGGING["loggers"].values():
        assert logger["handlers"] == []
