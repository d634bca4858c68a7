"""What is sent twice under one key is done once."""

from __future__ import annotations

import datetime as dt

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from kb.models import DoneRequest, Place
from kb.services import once as requests
from kb.services.once import Done, InWorkError, OtherRequestError, once, packed

pytestmark = pytest.mark.django_db
SENT, OTHER = "a" * 64, "b" * 64


class Work:
    """Something that can be counted."""

    def __init__(self, text: str = "done") -> None:
        self.times = 0
        self.text = text

    def __call__(self) -> Done:
        self.times += 1
        return Done(201, "text/plain", "/there", packed([self.text.encode()]))


def test_the_same_request_is_done_once_and_answered_alike() -> None:
    work = Work("x" * 300_000)
    first, again = once("me", "k", SENT, work), once("me", "k", SENT, work)
    assert work.times == 1
    assert (first.again, again.again) == (False, True)
    assert b"".join(again.content()) == b"".join(first.content()) == b"x" * 300_000
    assert (again.status, again.media_type, again.location) == (201, "text/plain", "/there")


def test_another_request_under_the_same_key_is_refused() -> None:
    work = Work()
    once("me", "k", SENT, work)
    with pytest.raises(OtherRequestError):
        once("me", "k", OTHER, work)
    assert work.times == 1


def test_keys_belong_to_their_callers() -> None:
    work = Work()
    once("me", "k", SENT, work)
    assert not once("you", "k", SENT, work).again
    assert not once("me", "l", SENT, work).again
    assert {DoneRequest.objects.filter(pk__contains=who).count() for who in ("me", "you")} == {0}


def test_what_fails_leaves_nothing_and_may_be_tried_again() -> None:
    def broken() -> Done:
        Place.objects.create(slug="XX", name="Nowhere")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once("me", "k", SENT, broken)
    assert not Place.objects.exists()
    assert not once("me", "k", OTHER, Work()).again


def test_an_answer_is_forgotten_after_its_time() -> None:
    work = Work()
    once("me", "k", SENT, work)
    DoneRequest.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert not once("me", "k", OTHER, work).again
    assert once("me", "k", OTHER, work).again
    DoneRequest.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert requests.forget() == 1


def test_nobody_waits_for_a_request_that_is_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    params = connection.get_connection_params()
    known = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if params.get(name)}
    held: list[int] = []
    whole = connection.cursor

    with psycopg.connect(**known) as other:

        def held_by_another(name: str) -> bool:
            number = int.from_bytes(bytes.fromhex(name[:16]), signed=True)
            other.execute("SELECT pg_advisory_xact_lock(%s)", [number])
            held.append(number)
            with whole() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
                return bool(cursor.fetchone()[0])

        with monkeypatch.context() as patched:
            patched.setattr(requests, "_alone", held_by_another)
            with pytest.raises(InWorkError):
                once("me", "k", SENT, Work())
    assert held
    assert not once("me", "k", SENT, Work()).again
