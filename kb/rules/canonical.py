"""The canonical JSON of the record, which names a revision: the same content gives the same bytes everywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any


def canonical(value: Any) -> str:
    """A value as JSON: names of fields in order of the alphabet, no blanks, text as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document_of(whole: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Canonical JSON of all records by kind: records by slug, kinds without a record left out."""
    return canonical({kind: sorted(rows, key=lambda r: str(r["slug"])) for kind, rows in whole.items() if rows})


def name_of(document: str) -> str:
    """The name of the revision with that document."""
    return f"sha256:{hashlib.sha256(document.encode()).hexdigest()}"
