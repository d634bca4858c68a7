"""The knowledge that questions are answered from: a revision's document, compiled once per process."""

from __future__ import annotations

import json
import threading
import time
from collections import OrderedDict

from django.conf import settings

from kb.models import Publication, Revision
from kb.rules.compile import compile_knowledge
from kb.rules.knowledge import Knowledge

UNPUBLISHED = "nothing has been published yet: `python3 manage.py publish`"
KEPT = 3  # revisions whose knowledge stays in memory
_kept: OrderedDict[str, Knowledge] = OrderedDict()
_current: tuple[str | None, float] = (None, 0.0)  # and until when that is believed
_lock = threading.Lock()
_compiling = threading.Lock()  # one at a time; who asks by what is in memory does not wait for it


class NothingPublishedError(LookupError):
    """There is no revision to answer from."""


class UnknownRevisionError(NothingPublishedError):
    """No revision has that name."""

    def __init__(self, revision: str) -> None:
        self.revision = revision
        super().__init__(f"there is no revision {revision}")


def current_revision() -> str | None:
    """The name of the current revision, or None where nothing was published.

    It is looked up once in CURRENT_FOR seconds at most, so that a question costs no query; a process that publishes knows at once.
    """
    global _current  # noqa: PLW0603 - one value for all threads, replaced whole
    name, until = _current
    if name is None or time.monotonic() >= until:
        name = published_last()
        _current = name, time.monotonic() + settings.CURRENT_FOR
    return name


def look_again() -> None:
    """Something was published: what was looked up is old."""
    global _current  # noqa: PLW0603 - as above
    _current = None, 0.0


def published_last() -> str | None:
    """The name of the revision that was made current last, or None where nothing was published."""
    return Publication.objects.order_by("-id").values_list("revision_id", flat=True).first()


def newest_revisions(most: int = 5) -> list[str]:
    """The names of the revisions that were made last, newest first."""
    return list(Revision.objects.order_by("-created_at", "id").values_list("id", flat=True)[:most])


def revision_named(revision: str | None = None) -> str:
    """The name of a revision that is there, of the current one when none is named. Raises as `knowledge_of` does, and compiles nothing."""
    name = revision or current_revision()
    if name is None:
        raise NothingPublishedError(UNPUBLISHED)
    if revision is not None and ("\x00" in name or not Revision.objects.filter(pk=name).exists()):
        raise UnknownRevisionError(name)
    return name


def knowledge_of(revision: str | None = None) -> Knowledge:
    """The compiled knowledge of a revision, of the current one when none is named.

    Raises `NothingPublishedError`, and `UnknownRevisionError` where the one named is not there.
    """
    name = revision or current_revision()
    if name is None:
        raise NothingPublishedError(UNPUBLISHED)
    if found := _in_memory(name):
        return found
    with _compiling:
        return _in_memory(name) or _compiled(name)


def _in_memory(name: str) -> Knowledge | None:
    with _lock:
        if name in _kept:
            _kept.move_to_end(name)
        return _kept.get(name)


def _compiled(name: str) -> Knowledge:
    made = compile_knowledge(json.loads(_document(name)), name)
    with _lock:
        _kept[name] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def _document(revision: str) -> str:
    found = Revision.objects.filter(pk=revision).values_list("document", flat=True).first() if "\x00" not in revision else None
    if found is None:
        raise UnknownRevisionError(revision)
    return found
