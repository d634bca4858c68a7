"""Locks between processes. The system drops them when their holder dies, however it dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from bootstrap.messages import say


class Lock:
    """One lock file. Not shared between threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def exclusive(self, *, wait: bool = True) -> bool:
        """Take it alone. False if another holds it and `wait` is false."""
        return self._take(fcntl.LOCK_EX, wait=wait)

    def shared(self) -> bool:
        """Take it beside others; waits for one who holds it alone."""
        return self._take(fcntl.LOCK_SH, wait=True)

    def release(self) -> None:
        """Let go; taking it again is fine."""
        fcntl.flock(self._handle, fcntl.LOCK_UN)

    def _take(self, kind: int, *, wait: bool) -> bool:
        try:
            fcntl.flock(self._handle, kind | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


@contextlib.contextmanager
def held(path: Path, *, waiting: str = "") -> Iterator[None]:
    """Hold `path` alone for a while; says `waiting` if that takes its turn behind another."""
    lock = Lock(path)
    if not lock.exclusive(wait=False):
        if waiting:
            say(waiting)
        lock.exclusive()
    try:
        yield
    finally:
        lock.release()
