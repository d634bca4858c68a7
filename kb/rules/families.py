"""Teachers that share every answer, so that work grows with kinds of teachers, not with teachers.

What an answer reads of a teacher is: what it makes, its weights, the texts that govern it on the day, its own service,
the traces of others' outputs in it, and its name or its maker's where a condition of the record names them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kb.rules.conditions import Atom, Condition
from kb.rules.dates import first_day
from kb.rules.knowledge import Knowledge, Model
from kb.rules.lineage import traces_of
from kb.rules.memory import remembered
from kb.rules.question import own_service

Family = tuple[Model, ...]
NAMES = ("model", "model_provider", "model_license")
OWN = ("weights", "api")  # the channels that a maker itself offers


def own_channel(model: Model) -> str:
    """How a maker itself offers a model: weights where they are open, else its API."""
    return "weights" if model.weights == "open" else "api"


def offered(knowledge: Knowledge, model: Model, channel: str, day: str) -> bool:
    """Whether a model was out on a day (ISO) and its maker offers it through a channel of `OWN`."""
    if model.released is not None and first_day(model.released) > day:
        return False
    return model.weights == "open" if channel == "weights" else (model.provider, "api") in knowledge.default_services


def families(knowledge: Knowledge, channel: str, day: str) -> tuple[Family, ...]:
    """The models offered through a channel on a day, in families that share every answer for a student from scratch.

    Families are in the order of their first member's slug, members in that of theirs.
    """
    return remembered(knowledge, ("families-on", channel, day), lambda: _families(knowledge, channel, day))


def _families(knowledge: Knowledge, channel: str, day: str) -> tuple[Family, ...]:
    groups: dict[object, list[Model]] = {}
    for slug in sorted(knowledge.models):
        model = knowledge.models[slug]
        if offered(knowledge, model, channel, day):
            groups.setdefault(signature(knowledge, model, channel, day), []).append(model)
    return tuple(tuple(members) for members in groups.values())


def signature(knowledge: Knowledge, model: Model, channel: str, day: str) -> tuple[object, ...]:
    """Everything that an answer on that day reads of a teacher (obtained on the same day)."""
    named = names_read(knowledge)
    texts: Any = frozenset(
        (x.instrument, "" if x.instrument else x.title, x.role, x.verification, (x.from_ or model.released or "") <= day)
        for x in model.links if x.in_force(day)
    ) if channel == "weights" else own_service(knowledge, model.slug, channel)  # fmt: skip
    traces = frozenset((t.grade, t.disputed, t.outcome) for t in traces_of(knowledge, model.slug) if t.since <= day)
    return (
        model.kind, model.weights, model.multimodal, texts, traces,
        model.slug in named["model"] and model.slug, model.provider in named["model_provider"] and model.provider,
        model.licenses & named["model_license"],
    )  # fmt: skip


def names_read(knowledge: Knowledge) -> dict[str, frozenset[str]]:
    """The models, makers and licenses that any condition of the record names."""
    return remembered(knowledge, "names-read", lambda: _names_read([a for c in _conditions(knowledge) for a in c.atoms]))


def _names_read(atoms: Sequence[Atom]) -> dict[str, frozenset[str]]:
    return {name: frozenset(str(x) for a in atoms if a.fact == name for x in a.values) for name in NAMES}


def _conditions(knowledge: Knowledge) -> Iterator[Condition]:
    versions = [v for i in knowledge.instruments.values() for v in i.versions]
    norms = [n for v in versions for n in v.norms] + [n for law in knowledge.laws for _, n in law.norms]
    for norm in norms:
        yield from (norm.when, *(x for x in (norm.open_when,) if x), *(e.when for e in norm.unless))
    yield from (c.unencoded_when for v in versions for c in v.unencoded)
    for service in knowledge.services.values():
        yield from (x.when for x in service.passes_through)
        yield from (x.when for x in (*service.incorporated, *service.elsewhere))
    yield from (a.when for a in knowledge.assessments)
    yield from (law.override_when for law in knowledge.laws if law.override_when)
