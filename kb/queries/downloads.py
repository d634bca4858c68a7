"""A whole revision as files, one for each kind of record: JSON Lines, from which its document can be made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.models import Revision
from kb.models.revisions import Lines
from kb.rules.canonical import canonical

AT_A_TIME = 200  # records that are fetched from the database at once


@dataclass(frozen=True, slots=True)
class File:
    """One file: its kind of record, its sha256 (hexadecimal), its size, and how many records it holds."""

    kind: str
    sha256: str
    bytes: int
    records: int


def lines(revision: str, kind: str) -> Iterator[bytes]:
    """The records of a kind by slug, each as its canonical JSON and a line feed. Nothing where there are none."""
    found = Revision.objects.filter(pk=revision).order_by().annotate(line=Lines("document", kind)).values_list("line", flat=True)
    return (f"{line}\n".encode() for line in found.iterator(chunk_size=AT_A_TIME))


@lru_cache(maxsize=8)
def files(revision: str) -> tuple[File, ...]:
    """The files of a revision, a kind without records left out. Raises `Revision.DoesNotExist`."""
    document = json.loads(Revision.objects.values_list("document", flat=True).get(pk=revision))
    return tuple(_file(kind, [canonical(record) for record in records]) for kind, records in document.items())


def _file(kind: str, records: Sequence[str]) -> File:
    data = "".join(f"{line}\n" for line in records).encode()
    return File(kind, hashlib.sha256(data).hexdigest(), len(data), len(records))
