"""The database behind a command: the one that DATABASE_URL names, or the private server, shared by all who need it.

Every process that needs the private server counts as a user of it for as long as it lives; the last one stops it.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bootstrap import postgres
from bootstrap.locks import Lock, held
from bootstrap.messages import say
from bootstrap.postgres import Server


def given() -> str | None:
    """The address that the operator chose, if any."""
    return os.environ.get("DATABASE_URL") or None


@contextlib.contextmanager
def running(home: Path) -> Iterator[Server | None]:
    """Have a database while the block runs; DATABASE_URL says where. Yields the private server, or None if another is used.

    Raises StopError if the private server cannot be made or started.
    """
    if given():
        yield None
        return
    server = postgres.lasting(home)
    users = _enter(home, server)
    os.environ["DATABASE_URL"] = server.url
    try:
        yield server
    finally:
        _leave(home, server, users)


def _enter(home: Path, server: Server) -> Lock:
    users = Lock(home / "users.lock")
    with held(home / "change.lock"):
        users.shared()
        if not server.running():
            say("Starting PostgreSQL …")
            server.start()
    return users


def _leave(home: Path, server: Server, users: Lock) -> None:
    with held(home / "change.lock"):
        users.release()
        if users.exclusive(wait=False):
            server.stop()
            users.release()
