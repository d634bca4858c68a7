"""What every address that reads from a revision shares: which one, on which day, in which form, and for how long the answer stands."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from rest_framework.request import Request

from kb.api import record_schemas
from kb.api.endpoint import ALWAYS_NEW, conditional, current, form
from kb.api.operations import path_parameter
from kb.api.parameters import Parameter
from kb.api.problems import Problem
from kb.models import Revision
from kb.queries import revisions
from kb.queries.published import Published, published_as
from kb.rules.verdict import ENGINE

REVISION = Parameter("revision", "Read from this revision; from the current one if not given.", record_schemas.REVISION)
CURRENT = "current"  # in an address, in place of a revision's name
NAMED = path_parameter(
    "revision",
    {"type": "string", "pattern": f"^(?:{CURRENT}|sha256:[0-9a-f]{{64}})$"},
    f"The id of the revision, as verdicts and `revisions/` name it, or `{CURRENT}`.",
)
DAY = {"type": "string", "format": "date"}


def as_of(words: str) -> Parameter:
    """The day for which something is read."""
    return Parameter("as_of", words, DAY)


def no_revision(name: str) -> Problem:
    """There is no revision of that name."""
    return Problem("not-found", f"No revision is named {name[:200]!r}.", nearest=[])


def at(asked: Mapping[str, Any]) -> Published:
    """The revision asked for, else the current one. Raises `Problem` where there is none of that name."""
    if "revision" not in asked:
        return current()
    try:
        return published_as(asked["revision"])
    except Revision.DoesNotExist:
        raise no_revision(asked["revision"]) from None


def known(name: str) -> str:
    """The name of a revision that is there. Raises `Problem` where none is."""
    if "\x00" in name or revisions.published_at(name) is None:
        raise no_revision(name)
    return name


def to_current(request: Request, address: str, *more: str) -> HttpResponseRedirect:
    """To where the current revision is now, at an address of that name."""
    query = request.META.get("QUERY_STRING")
    place = reverse(address, args=[current().revision, *more])
    return HttpResponseRedirect(f"{place}?{query}" if query else place, headers={"Cache-Control": ALWAYS_NEW})


def read(request: Request, now: Published, media: str, build: Callable[[], HttpResponse], day: str = "") -> HttpResponse:
    """What was read from a revision, under its ETag and the time of its publication; with `day`, an answer that is made anew each day."""
    state = f"{form()} {ENGINE} {now.revision} {day} {media} {request.get_full_path()}"
    response = conditional(request, hashlib.sha256(state.encode()).hexdigest()[:32], build, since=_since(now, day))
    response.headers["Record-Revision"] = now.revision
    return response


def _since(now: Published, day: str) -> datetime | None:
    published = revisions.published_at(now.revision)
    midnight = datetime.combine(datetime.fromisoformat(day), time(), UTC) if day else None
    return max((x for x in (published, midnight) if x), default=None)
