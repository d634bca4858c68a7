"""A small record (sample.yaml) with at least one of everything: each kind, each list, each way of leaving a field out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kb.rules.errors import RecordError
from kb.services.load import Loaded, SheetError, load

Record = dict[str, Any]
SAMPLE: dict[str, list[Record]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def sample() -> dict[str, list[Record]]:
    """A copy of the record that a test may change."""
    return deepcopy(SAMPLE)


def found(whole: Mapping[str, list[Record]], kind: str, slug: str) -> Record:
    """One record of a copy."""
    return next(r for r in whole[kind] if r["slug"] == slug)


@dataclass
class Card:
    """A record file that lies nowhere. `broken` is what reading it says."""

    kind: str
    content: Record
    broken: str = ""

    @property
    def slug(self) -> str:
        return str(self.content["slug"])

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.content, self.broken]).encode()).hexdigest()

    def record(self) -> Record:
        if self.broken:
            raise SheetError(self.broken)
        return self.content

    def error(self, error: RecordError) -> Exception:
        return SheetError(f"{self.kind}/{self.slug}.yaml: {'.'.join(map(str, error.path))}: {error.reason} {', '.join(error.suggestions)}")


def cards(whole: Mapping[str, list[Record]]) -> list[Card]:
    return [Card(kind, r) for kind, rows in whole.items() for r in rows]


def load_sample(whole: Mapping[str, list[Record]] | None = None, extra: Iterable[Card] = (), **more: Any) -> Loaded:
    """Load the sample, or a changed copy of it."""
    return load([*cards(whole if whole is not None else SAMPLE), *extra], who="a test", why=more.pop("why", "to try it"), **more)
