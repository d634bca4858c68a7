"""How much somebody has used of an allowance: counted in the cache, by windows of time. Who it is stands there as a keyed hash only."""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from redis import RedisError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Policy:
    """An allowance: so many of what it is named after, in each window of so many seconds."""

    name: str
    quota: int
    window: int


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of an allowance, and in how many seconds it is whole again."""

    policy: Policy
    count: int
    seconds: int


class SpentError(Exception):
    """The allowance does not suffice; `left` tells what is left of it. Nothing was taken."""

    def __init__(self, left: Left) -> None:
        self.left = left
        super().__init__(left.policy.name)


def take(who: str, policy: Policy, count: int = 1) -> Left:
    """Take so many from somebody's allowance. Raises `SpentError`, and takes nothing, where it does not suffice."""
    now = time.time()
    seconds = max(1, round(policy.window - now % policy.window))
    key = _key(who, policy, now)
    try:
        spent = _add(key, count, policy.window)
    except RedisError:  # a limit protects the site; without what counts, the site answers all the same
        log.warning("The cache is away: nothing is counted.")
        spent = count
    if spent > policy.quota:
        cache.decr(key, count)
        raise SpentError(Left(policy, max(0, policy.quota - spent + count), seconds))
    return Left(policy, policy.quota - spent, seconds)


def give_back(who: str, policy: Policy, count: int = 1) -> None:
    """Undo a `take` of this window."""
    _add(_key(who, policy, time.time()), -count, policy.window)


def _add(key: str, count: int, lasting: int) -> int:
    try:
        return cache.incr(key, count)
    except ValueError:  # the first of its window
        cache.add(key, 0, lasting + 1)
        return cache.incr(key, count)


def _key(who: str, policy: Policy, now: float) -> str:
    return f"{policy.name}:{int(now // policy.window)}:{_hidden(who)}"


def _hidden(who: str) -> str:
    return hashlib.blake2b(who.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=8).hexdigest()
