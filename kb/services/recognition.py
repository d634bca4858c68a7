"""What the record has under the names that a document gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.rules.errors import nearest
from kb.rules.knowledge import Knowledge
from kb.rules.names import plain, resolve
from kb.services.license_names import of_instruments
from kb.services.mentions import Mention

OWNERS = "owners on hubs"
RECORDS: Mapping[str, str] = {"model": "models", "dataset": "datasets", "instrument": "instruments"}  # kinds of things that are on record


@dataclass(frozen=True, slots=True)
class Recognized:
    """A mention and what the record has under one of its names: slug, and kind of record; None where it has nothing."""

    mention: Mention
    kind: str
    slug: str | None
    near: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """As it is called in words: by its slug on record, else as the document calls it."""
        return self.slug if self.slug and self.kind in RECORDS else self.mention.name

    def as_dict(self) -> dict[str, Any]:
        """The mention for a machine."""
        m = self.mention
        return {"role": m.role, "name": m.name, "place": m.place, "line": m.line, "kind": self.kind, "recognized": self.slug,
                "nearest": list(self.near)}  # fmt: skip


def recognized(knowledge: Knowledge, mention: Mention) -> Recognized:
    """What the record has under the names of a mention. A teacher may be a data set where no model has its name."""
    if mention.role == "license":
        kinds: tuple[tuple[str, Mapping[str, str]], ...] = (("instrument", of_instruments(knowledge)),)
    elif mention.role == "dataset":
        kinds = (("dataset", knowledge.dataset_names),)
    elif mention.role == "teacher":
        kinds = (("model", knowledge.model_names), ("dataset", knowledge.dataset_names))
    else:
        kinds = (("model", knowledge.model_names),)
    names = [n for n in mention.names if "/" in n] or mention.names  # who names the owner means no other's
    for kind, index in kinds:
        slug = next((s for n in names if (s := _named(knowledge, n, kind, index))), None)
        if slug:
            return Recognized(mention, kind, slug)
    kind, index = kinds[0]
    near = nearest(plain(mention.name), index) if len(mention.name) < 100 else ()  # noqa: PLR2004 - longer ones are near nothing
    return Recognized(mention, kind, None, tuple(dict.fromkeys(index[n] for n in near)))


def _named(knowledge: Knowledge, name: str, kind: str, index: Mapping[str, str]) -> str | None:
    """The slug behind a name. `owner/name` is taken for `name` only where that owner publishes what its maker makes."""
    if kind == "instrument":
        return index.get(plain(name))
    slug = resolve(name, index)
    owner = plain(name).rpartition("/")[0]
    if slug is None or not owner or index.get(plain(name)) == slug:
        return slug
    maker = (knowledge.datasets if kind == "dataset" else knowledge.models)[slug].provider
    return slug if owner in owners(knowledge).get(maker, ()) else None


def owners(knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    """The names under which each provider publishes on hubs, as the aliases on record show them, by the provider's slug."""
    known = knowledge.memo.get(OWNERS)
    if isinstance(known, dict):
        return known
    found: dict[str, set[str]] = {}
    for index, pool in ((knowledge.model_names, knowledge.models), (knowledge.dataset_names, knowledge.datasets)):
        for name, slug in index.items():
            maker = pool[slug].provider
            found.setdefault(maker, {maker, plain(knowledge.providers.get(maker, maker))}).add(name.rpartition("/")[0] or maker)
    knowledge.memo[OWNERS] = frozen = {maker: frozenset(names) for maker, names in found.items()}
    return frozen
