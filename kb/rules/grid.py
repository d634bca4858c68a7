"""One question asked of many teachers and many uses at once: a row for each way in which teachers answer alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.rules.families import families, own_channel
from kb.rules.flips import rank
from kb.rules.knowledge import Knowledge, Model
from kb.rules.lineage import STUDENT_OF_KIND
from kb.rules.memory import remembered
from kb.rules.outcome import judged
from kb.rules.question import read_question

SIMILAR_KINDS = {"video": "image"}  # asked together: the students that they resemble are of one kind


@dataclass(frozen=True, slots=True)
class Use:
    """What is trained, and how the teacher is used for it."""

    student_kind: str
    method: str

    @property
    def name(self) -> str:
        """As it stands in an address."""
        return f"{self.student_kind}-{self.method}"


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer. `silent` tells that no text allows it in words."""

    verdict: str
    risk: str
    silent: bool

    @property
    def tone(self) -> str:
        """The verdict as it may be shown: a permission by silence with risk left is no plain yes (contract, section 4)."""
        return "conditional" if self.hedged else self.verdict

    @property
    def hedged(self) -> bool:
        """Whether it is not forbidden, by silence alone and with risk left."""
        return self.verdict == "permitted" and self.silent and self.risk in ("medium", "high")

    @property
    def order(self) -> tuple[int, int]:
        """Best first: the most lenient verdict, then the lowest risk; what is hedged stands behind what is plain."""
        verdict, risk = rank((self.verdict, self.risk))
        return verdict, risk


@dataclass(frozen=True, slots=True)
class Row:
    """Teachers that share every answer of the grid, and what governs them: their texts, or their maker's service."""

    channel: str
    governed: tuple[str, ...]
    members: tuple[Model, ...]
    cells: tuple[Cell, ...]


def uses_for(kind: str) -> tuple[Use, ...]:
    """The uses of teachers that make a kind of thing: students of its own kind first, then the others."""
    own = STUDENT_OF_KIND[kind]
    trained = dict.fromkeys((own, "general_llm", "task_llm", "embedding", "classifier"))
    more = [Use("reward_model", "preferences"), Use(own, "preferences"), Use(own, "logits"), Use(own, "evaluation")]
    return tuple(dict.fromkeys([*(Use(s, "outputs") for s in trained), *more]))


def grid_kind(kind: str) -> str:
    """The kind of grid in which a teacher that makes `kind` stands."""
    return SIMILAR_KINDS.get(kind, kind)


def channels_of(channel: str) -> tuple[str, ...]:
    """`own` is each teacher as its maker offers it: weights where they are open, else the API."""
    return ("weights", "api") if channel == "own" else (channel,)


def grid(knowledge: Knowledge, facts: Mapping[str, Any], channel: str, kind: str, uses: Sequence[Use]) -> tuple[Row, ...]:
    """The answers for every teacher that makes `kind` and is offered through `channel` (`own`, `weights`, `api`).

    `facts` are the given facts but teacher, channel, student and method, `as_of` among them. Remembered by all arguments.
    """
    key = ("grid", tuple(sorted(facts.items())), channel, kind, tuple(uses))
    return remembered(knowledge, key, lambda: _rows(knowledge, facts, channel, kind, uses))


def _rows(knowledge: Knowledge, facts: Mapping[str, Any], channel: str, kind: str, uses: Sequence[Use]) -> tuple[Row, ...]:
    groups: dict[tuple[object, ...], list[Model]] = {}
    for way in channels_of(channel):
        for family in families(knowledge, way, facts["as_of"]):
            members = [m for m in family if grid_kind(m.kind) == kind and (channel != "own" or own_channel(m) == way)]
            if members:
                cells = answers(knowledge, members[0], way, facts, uses)
                groups.setdefault((way, governed(members[0], way, facts["as_of"]), cells), []).extend(members)
    return tuple(Row(way, texts, tuple(members), cells) for (way, texts, cells), members in groups.items())  # type: ignore[arg-type]


def answers(knowledge: Knowledge, model: Model, channel: str, facts: Mapping[str, Any], uses: Sequence[Use]) -> tuple[Cell, ...]:
    """The answer to each use of one teacher."""
    return tuple(cell(knowledge, asked(model, channel, facts, use)) for use in uses)


def asked(model: Model, channel: str, facts: Mapping[str, Any], use: Use) -> dict[str, Any]:
    """The question behind a cell, as given facts."""
    return {"teacher": model.slug, "channel": channel, "method": use.method, "student_kind": use.student_kind, **facts}


def cell(knowledge: Knowledge, given: Mapping[str, Any]) -> Cell:
    """One answer to a question of given facts, `as_of` among them."""
    verdict, basis, risk = judged(knowledge, read_question(given, knowledge, given["as_of"]))
    return Cell(verdict, risk, basis == "silence")


def governed(model: Model, channel: str, day: str) -> tuple[str, ...]:
    """What governs a teacher through a channel on a day: the slugs (or titles, where not held) of its licenses, or its maker."""
    if channel != "weights":
        return (model.provider,)
    return tuple(sorted({x.instrument or x.title for x in model.links if x.in_force(day) and x.role != "use_policy"}))
