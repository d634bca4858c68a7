"""Publication: the whole record as one immutable revision, named by its content."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pghistory
from django.db import transaction

from kb.models import Publication, Revision
from kb.models.layout import Row
from kb.queries.knowledge import look_again, published_last
from kb.queries.records import records
from kb.rules.audit import Problem, findings
from kb.rules.canonical import document_of, name_of
from kb.rules.compile import compile_knowledge
from kb.services import search_entries
from kb.services.addresses import make_public
from kb.services.load import alone


class PublishError(Exception):
    """The audit found what blocks; nothing was published."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


@dataclass(frozen=True, slots=True)
class Published:
    """The current revision, whether it became current just now, and what the audit has to say about it (only then)."""

    revision: str
    new: bool
    remarks: tuple[Problem, ...] = ()


def publish(*, who: str, why: str, tell: Callable[[str], None] = lambda _: None) -> Published:
    """Make what is published now the current revision. The same content is the same revision. Raises `PublishError`."""
    with transaction.atomic(), pghistory.context(who=who, why=why):
        alone()
        whole = records()
        document = document_of(whole)
        name = name_of(document)
        if name == published_last():
            _make_findable(document, name)
            return Published(name, new=False)
        tell(f"{sum(map(len, whole.values()))} records: audit")
        knowledge = compile_knowledge(json.loads(document), name)
        problems = tuple(findings(knowledge))
        if any(p.blocks for p in problems):
            raise PublishError(p for p in problems if p.blocks)
        revision, _ = Revision.objects.get_or_create(pk=name, defaults={"document": document, "records": sum(map(len, whole.values()))})
        Publication.objects.create(revision=revision, who=who, why=why)
        transaction.on_commit(look_again)
        make_public(revision, {(kind, str(r["slug"])): _title(r) for kind, rows in whole.items() for r in rows})
        search_entries.index(json.loads(document), knowledge)
    return Published(name, new=True, remarks=problems)


def _make_findable(document: str, name: str) -> None:
    """Fill what the search box finds, where an installation published before it had a search box."""
    if not search_entries.indexed(name):
        records_by_kind = json.loads(document)
        search_entries.index(records_by_kind, compile_knowledge(records_by_kind, name))


def _title(record: Row) -> str:
    return str(record.get("title") or record.get("name") or record.get("caption") or record["slug"])
