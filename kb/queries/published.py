"""What is published now: the current revision's records by kind and slug, its compiled knowledge, and what points to what."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from kb.models import Revision
from kb.queries.knowledge import current_revision, knowledge_of
from kb.rules.knowledge import Knowledge
from kb.rules.shapes import SHAPES, Shape
from kb.rules.vocabulary import AVENUES, RELATIONS

Record = Mapping[str, Any]
Pointer = tuple[str, str]  # kind, slug
PREFIXES = {"case": "cases", "law": "laws", "source": "sources"}


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """One revision, ready to be read. `pointers` maps a record to the records that point to it."""

    revision: str
    knowledge: Knowledge
    records: Mapping[str, Mapping[str, Record]]
    pointers: Mapping[Pointer, tuple[Pointer, ...]]

    def title(self, kind: str, slug: str) -> str:
        """The name of a record for people; its slug where it has none."""
        record = self.records.get(kind, {}).get(slug, {})
        if kind == "edges" and record:
            return " ".join(self.ends(record))
        if kind == "assessments" and record:
            return f"{AVENUES[record['avenue']]}: {', '.join(record.get('jurisdictions') or ['elsewhere'])}, {record['level']}"
        return str(record.get("title") or record.get("name") or record.get("caption") or slug)

    def ends(self, edge: Record) -> tuple[str, str, str]:
        """An edge as a phrase: child, relation, parent."""
        child, parent = (self.title(f"{edge[f'{end}_kind']}s", edge[end]) for end in ("child", "parent"))
        return child, RELATIONS[edge["relation"]], parent


def published() -> Published | None:
    """The current revision, or None where nothing was published. Kept in memory; one short query tells whether it is still current."""
    revision = current_revision()
    return _of(revision) if revision else None


def published_as(revision: str) -> Published:
    """A revision, without asking which is current. Kept in memory. Raises `Revision.DoesNotExist`."""
    return _of(revision)


@lru_cache(maxsize=4)
def _of(revision: str) -> Published:
    document = json.loads(Revision.objects.values_list("document", flat=True).get(pk=revision))
    records = {kind: {r["slug"]: r for r in document.get(kind, ())} for kind in SHAPES}
    return Published(revision, knowledge_of(revision), records, _pointers(records))


def _pointers(records: Mapping[str, Mapping[str, Record]]) -> dict[Pointer, tuple[Pointer, ...]]:
    found: dict[Pointer, dict[Pointer, None]] = {}
    for kind, rows in records.items():
        for slug, record in rows.items():
            for target in pointed_at(SHAPES[kind], record):
                if target != (kind, slug):
                    found.setdefault(target, {})[kind, slug] = None
    return {target: tuple(sorted(sources)) for target, sources in found.items()}


def pointed_at(shape: Shape, value: Record) -> Iterator[Pointer]:
    """Every record that a record names: by reference, as an end of an edge, or as an authority."""
    for field in shape.fields:
        here = value.get(field.name)
        if here is None:
            continue
        many = here if isinstance(here, list) else [here]
        if field.shape is not None:
            for item in many:
                yield from pointed_at(field.shape, item)
        elif field.ref:
            yield from ((field.ref, str(x)) for x in many)
        elif field.name in ("parent", "child"):
            yield f"{value.get(f'{field.name}_kind')}s", str(here)
        elif field.name == "cite":
            prefix, _, rest = str(here).partition(":")
            if prefix in PREFIXES:
                yield PREFIXES[prefix], rest.split("#")[0]
