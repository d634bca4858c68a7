"""What the reader of an overview sets: what the teachers make, how they are reached, and facts that hold for every question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from kb.rendering.clock import today
from kb.rules import vocabulary as v
from kb.rules.errors import QuestionErrors
from kb.rules.knowledge import Knowledge
from kb.rules.question import read_question

FACTS = ("purpose", "release", "competes", "country", "as_of")
MAKES = {"llm": "language models", "image": "images and video", "audio": "audio", "embedding": "embeddings", "classifier": "classifiers",
         "reward_model": "reward models", "other": "other models"}  # fmt: skip
CHANNELS = {"own": "as its maker offers it", "weights": "weights that you run", "api": "its maker's API"}
USUAL = {"purpose": "commercial", "release": "service"}
SHORT = {
    "purpose": {"commercial": "commercial", "research": "non-commercial research", "personal": "personal"},
    "release": {"internal": "stays internal", "service": "offered as a service", "weights": "released with weights"},
    "competes": {"true": "yes", "false": "no"},
}
LABELS = {"makes": "Teachers that make", "channel": "Reached through", "purpose": "Purpose", "release": "The student is",
          "competes": "It competes with the teacher's maker", "country": "You are established in",
          "as_of": "As of (empty: today)"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One control of the form: a choice of values, or (no values) a date or a number."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    error: str = ""
    shown_as: str = "date"


@dataclass(frozen=True, slots=True)
class Settings:
    """What was set. `facts` are read and normalized, `as_of` among them; `typed` is as the address holds it."""

    makes: str
    channel: str
    facts: Mapping[str, Any]
    typed: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)

    def query(self, **changed: object) -> str:
        """The query string of these settings with something added or changed; "" and None take it out."""
        values = {**self.typed, **changed}
        return urlencode({n: str(x) for n, x in values.items() if x not in ("", None)})


def read_settings(knowledge: Knowledge, data: Mapping[str, str]) -> Settings:
    """Read the settings of an address. What cannot be read is left out and named under `errors`. An empty address means the usual."""
    typed = {n: data[n].strip() for n in (*LABELS,) if n in data}
    given = {**USUAL, **typed} if not typed.keys() & set(FACTS) else typed
    errors = {}
    makes, channel = given.get("makes") or "llm", given.get("channel") or "own"
    if makes not in MAKES:
        errors["makes"], makes = f"“{makes[:40]}” is not one of {', '.join(MAKES)}", "llm"
    if channel not in CHANNELS:
        errors["channel"], channel = f"“{channel[:40]}” is not one of {', '.join(CHANNELS)}", "own"
    facts, wrong = _facts(knowledge, {n: given[n] for n in FACTS if given.get(n)})
    shown = {n: x for n, x in {**given, "makes": makes, "channel": channel}.items() if n not in wrong}
    return Settings(makes, channel, facts, shown, {**errors, **wrong})


def _facts(knowledge: Knowledge, given: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The facts as the engine reads them, and what is wrong with those that it does not."""
    wrong: dict[str, str] = {}
    sample = {"teacher": next(iter(knowledge.models)), "channel": "web", "method": "outputs", "student_kind": "general_llm"}
    while True:
        try:
            question = read_question({**sample, **given}, knowledge, today(), text=True)
            return {n: question.facts[n] for n in (*given, "as_of")}, wrong
        except QuestionErrors as errors:
            wrong |= {e.fact: e.problem for e in errors.errors if e.fact in given}
            if not wrong.keys() & given.keys():
                raise
            given = {n: x for n, x in given.items() if n not in wrong}


def controls(knowledge: Knowledge, settings: Settings, names: tuple[str, ...] = tuple(LABELS)) -> Iterator[Setting]:
    """The controls of the form, in order, with what is wrong at each."""
    for name in names:
        value = {"makes": settings.makes, "channel": settings.channel}.get(name, settings.typed.get(name, ""))
        yield Setting(name, LABELS[name], tuple(_options(knowledge, name)), value, settings.errors.get(name, ""))


def _options(knowledge: Knowledge, name: str) -> Iterator[tuple[str, str]]:
    if name in ("makes", "channel"):
        yield from (MAKES if name == "makes" else CHANNELS).items()
    elif name != "as_of":
        yield "", "any country" if name == "country" else "not said"
        if name == "country":
            yield from sorted(((c, n) for c, n in knowledge.countries.items() if "-" not in c), key=lambda x: x[1])
        else:
            yield from ((x, SHORT[name][x]) for x in (v.FACTS[name].values or ("true", "false")))
