"""Settings from environment variables. What is wrong is refused at the start, by name."""

import datetime as dt
import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

FLAGS = {"1": True, "0": False, "": False}
NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def flag(name: str, *, default: bool) -> bool:
    """True for 1, False for 0 or empty. Raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value not in FLAGS:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")
    return FLAGS[value]


def required(name: str, what: str) -> str:
    """The value of a variable that must be there. Raises ImproperlyConfigured."""
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {what}. `python3 manage.py` sets it for a single machine.")
    return value


def whole(name: str, *, default: int) -> int:
    """The positive whole number of a variable. Raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name, "") or str(default)
    if not (value.isascii() and value.isdigit() and int(value)):
        raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number above 0.")
    return int(value)


def words(name: str, *, default: str) -> list[str]:
    """The words of a variable, parted by spaces or commas."""
    return os.environ.get(name, default).replace(",", " ").split()


def contacts(name: str) -> list[str]:
    """Where to write to: addresses beginning with mailto:, https: or tel:. Raises ImproperlyConfigured for others."""
    found = words(name, default="")
    for address in found:
        if not address.startswith(("mailto:", "https:", "tel:")):
            raise ImproperlyConfigured(f"{name} has {address!r}: begin it with mailto:, https: or tel:.")
    return found


def day(name: str) -> dt.date | None:
    """The day (ISO) of a variable; None if it is not set. Raises ImproperlyConfigured for anything else."""
    value = os.environ.get(name, "")
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}: write a day, such as 2027-01-31.") from None


def database(name: str, *, pool: int) -> dict[str, Any]:
    """Django's description of the PostgreSQL at a libpq address; `pool` connections are kept open, none if 0.

    Raises ImproperlyConfigured if the variable is missing or its address is not PostgreSQL's.
    """
    return database_at(required(name, "the PostgreSQL to use, as postgresql://user:password@host/name"), pool=pool)


def database_at(url: str, *, pool: int) -> dict[str, Any]:
    """The same for an address in hand. Raises ImproperlyConfigured if it is not PostgreSQL's."""
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured("The database address must begin with postgresql://: no other database will do.")
    try:
        given = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"The database address is not one that PostgreSQL understands: {error}") from None
    options: dict[str, Any] = {key: value for key, value in given.items() if key not in NAMES}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    named = {ours: str(given[theirs]) for theirs, ours in NAMES.items() if given.get(theirs) is not None}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True, "OPTIONS": options, **named}


def cache(name: str) -> dict[str, Any]:
    """Django's description of the cache: Redis at the address given, else the process's own memory."""
    url = os.environ.get(name, "")
    if not url:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}
    patience = {"socket_connect_timeout": 1, "socket_timeout": 1}  # seconds
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "OPTIONS": patience}


def broker_options(url: str, folder: Path) -> dict[str, Any]:
    """Celery's transport options: for the filesystem, the folders in which messages lie."""
    if not url.startswith("filesystem:"):
        return {}
    messages = str(folder / "messages")
    return {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(folder / "control"),
        "processed_folder": str(folder / "processed"),
        "polling_interval": 0.2,
    }
