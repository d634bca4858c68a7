"""Allowances, counted in the process's own memory, and in a Redis that processes share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from kb.services import allowances
from kb.services.allowances import Policy, SpentError
from tests.bootstrap.test_jobs import Broker

DAY = Policy("questions", 100, 86_400)
DJANGO = "django.core.cache.backends"


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    if shutil.which("redis-server") is None:
        pytest.skip("needs redis-server")
    made = Broker(Path(tmp_path_factory.mktemp("redis")))
    yield made
    made.stop()


@pytest.fixture(params=["memory", "redis"], autouse=True)
def counted(request: pytest.FixtureRequest, settings: Any) -> None:
    if request.param == "memory":
        settings.CACHES = {"default": {"BACKEND": f"{DJANGO}.locmem.LocMemCache", "LOCATION": request.node.name}}
    else:
        broker = request.getfixturevalue("broker")
        broker.forget_everything()
        settings.CACHES = {"default": {"BACKEND": f"{DJANGO}.redis.RedisCache", "LOCATION": f"unix://{broker.socket}"}}


def left(count: int, who: str = "anna", policy: Policy = DAY) -> int:
    return allowances.take(who, policy, count).count


def test_what_is_taken_is_gone_and_what_does_not_fit_takes_nothing() -> None:
    assert left(60) == 40
    with pytest.raises(SpentError) as refused:
        left(41)
    assert refused.value.left.count == 40
    assert 1 <= refused.value.left.seconds <= DAY.window
    assert left(40) == 0
    with pytest.raises(SpentError):
        left(1)


def test_everybody_and_everything_has_an_allowance_of_its_own() -> None:
    assert left(100) == 0
    assert left(1, who="ben") == 99
    assert left(1, policy=Policy("requests", 5, 60)) == 4
    allowances.give_back("anna", DAY, 30)
    assert left(30) == 0


def test_the_next_window_begins_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allowances.time, "time", lambda: 86_399.0)
    taken = allowances.take("anna", DAY, 100)
    assert (taken.count, taken.seconds) == (0, 1)
    monkeypatch.setattr(allowances.time, "time", lambda: 86_401.0)
    taken = allowances.take("anna", DAY, 1)
    assert (taken.count, taken.seconds) == (99, 86_399)


def test_many_at_once_get_no_more_than_there_is() -> None:
    def one(_number: int) -> bool:
        try:
            left(1)
        except SpentError:
            return False
        finally:
            caches.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(150))) == DAY.quota
