"""The knowledge that questions are answered from: a revision's document, compiled once per process."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict

from kb.models import Publication, Revision
from kb.rules.compile import compile_knowledge
from kb.rules.knowledge import Knowledge

KEPT = 3  # revisions whose knowledge stays in memory
_kept: OrderedDict[str, Knowledge] = OrderedDict()
_lock = threading.Lock()


class NothingPublishedError(LookupError):
    """There is no revision to answer from."""


def current_revision() -> str | None:
    """The name of the revision that was made current last, or None where nothing was published."""
    return Publication.objects.order_by("-id").values_list("revision_id", flat=True).first()


def knowledge_of(revision: str | None = None) -> Knowledge:
    """The compiled knowledge of a revision, of the current one when none is named. Raises `NothingPublishedError`."""
    name = revision or current_revision()
    if name is None:
        raise NothingPublishedError("nothing has been published yet: `python3 manage.py publish`")
    with _lock:
        if name not in _kept:
            _kept[name] = compile_knowledge(json.loads(_document(name)), name)
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
        _kept.move_to_end(name)
        return _kept[name]


def _document(revision: str) -> str:
    found = Revision.objects.filter(pk=revision).values_list("document", flat=True).first()
    if found is None:
        raise NothingPublishedError(f"there is no revision {revision}")
    return found
