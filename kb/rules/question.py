"""The question: read from any mapping, normalized, or refused with the fact, the value and what is accepted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from kb.rules import vocabulary as v
from kb.rules.errors import QuestionError, QuestionErrors, nearest
from kb.rules.knowledge import Knowledge, Model
from kb.rules.names import plain, resolve

MAX_ERRORS = 20  # a question with thousands of mistakes is told the first ones
MAX_NAME = 200  # characters; nothing longer is compared with the names on record
MAX_NUMBER = 10**15
MAX_DIGITS = 30  # enough to be out of range
MAX_PLACES = 300

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Assumption:
    """A presumed fact: its value and the presumption in words."""

    fact: str
    value: object
    text: str

    def as_dict(self) -> dict[str, object]:
        """The assumption as the verdict shows it."""
        return {"fact": self.fact, "value": self.value, "text": self.text}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """All facts as understood (None: unknown), which of them were given, and what was presumed.

    `base` is None where the student starts from scratch or from a model that is not known.
    """

    facts: Facts
    given: frozenset[str]
    assumptions: tuple[Assumption, ...]
    teacher: Model
    base: Model | None

    def as_dict(self) -> dict[str, object]:
        """Every fact, normalized, in the order of the vocabulary."""
        return {name: list(x) if isinstance(x := self.facts[name], tuple) else x for name in v.FACTS}

    def query_string(self) -> str:
        """The given facts as a query string that `from_query_string` reads back."""
        return urlencode([(name, _as_text(self.facts[name])) for name in v.FACTS if name in self.given])


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def from_query_string(text: str) -> dict[str, str]:
    """The facts of a query string as texts, to be read with `text=True`. The last of a repeated fact stands."""
    return dict(parse_qsl(text, keep_blank_values=True))


class _RefusedError(Exception):
    def __init__(self, problem: str, accepted: tuple[str, ...] = ()) -> None:
        self.problem = problem
        self.accepted = accepted


@dataclass(frozen=True, slots=True)
class _Asked:
    """One given fact to be read. `text`: its value stands in a query string or on a command line."""

    knowledge: Knowledge
    fact: v.Fact
    value: Any
    text: bool


Reader = Callable[[_Asked], Any]


def _enum(asked: _Asked) -> str:
    value, values = asked.value, asked.fact.values
    if not isinstance(value, str) or value not in values:
        raise _RefusedError(f"{_shown(value)} is not one of {', '.join(values)}", tuple(values))
    return value


def _bool(asked: _Asked) -> bool:
    value = asked.value
    if isinstance(value, bool):
        return value
    words = {"true": True, "false": False, "yes": True, "no": False}
    if asked.text and isinstance(value, str) and value.lower() in words:
        return words[value.lower()]
    raise _RefusedError(f"{_shown(value)} is not true or false", ("true", "false"))


def _int(asked: _Asked) -> int:
    value = asked.value
    if asked.text and isinstance(value, str):
        digits = value.replace("_", "").replace(",", "")
        if digits.isascii() and digits.isdigit():
            value = int(digits[:MAX_DIGITS])
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _RefusedError(f"{_shown(value)} is not a whole number", ("a whole number of 0 or more",))
    if not 0 <= value <= MAX_NUMBER:
        raise _RefusedError(f"{_shown(value)} is out of range", (f"a whole number from 0 to {MAX_NUMBER}",))
    return value


def _date(asked: _Asked) -> str:
    value = asked.value
    try:
        if not isinstance(value, str) or len(value) != 10:  # noqa: PLR2004 - YYYY-MM-DD
            raise ValueError  # noqa: TRY301 - one refusal for every way of not being a date
        return dt.date.fromisoformat(value).isoformat()
    except ValueError:
        raise _RefusedError(f"{_shown(value)} is not a date of the calendar", ("YYYY-MM-DD, for example 2026-01-31",)) from None


def _place(knowledge: Knowledge, value: Any, *, seat: bool) -> str:
    accepted = ("ISO 3166-1 alpha-2, for example DE",) if seat else ("ISO 3166-1 or 3166-2, for example DE or US-CA",)
    code = value.strip().upper() if isinstance(value, str) and len(value) <= MAX_NAME else ""
    if code in knowledge.countries and not (seat and "-" in code):
        return code
    if code == "UK":
        raise _RefusedError("'UK' is not the code of a country: write GB", ("GB",))
    if code in knowledge.groups:
        members = ", ".join(sorted(knowledge.groups[code])[:40])
        raise _RefusedError(f"{_shown(value)} is a group, not a country: name a member", (members,))
    named = {plain(n): c for c, n in knowledge.countries.items()}
    found = named.get(plain(value)) if code else None
    raise _RefusedError(f"{_shown(value)} is not the code of a country", (found,) if found else accepted)


def _country(asked: _Asked) -> str:
    return _place(asked.knowledge, asked.value, seat=True)


def _places(asked: _Asked) -> tuple[str, ...]:
    value = asked.value
    if asked.text and isinstance(value, str):
        value = [x for x in value.replace(" ", ",").split(",") if x]
    if not isinstance(value, (list, tuple)):
        raise _RefusedError(f"{_shown(value)} is not a list of country codes", ('a list such as ["DE", "US-CA"]',))
    if not value or len(value) > MAX_PLACES:
        raise _RefusedError(f"a market has 1 to {MAX_PLACES} places", ('a list such as ["DE", "US-CA"]',))
    return tuple(sorted({_place(asked.knowledge, x, seat=False) for x in value}))


def _named(value: Any, index: Mapping[str, str], what: str, extra: tuple[str, ...] = ()) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_NAME:
        raise _RefusedError(f"{_shown(value)} is not the name of a {what}", ("a slug, such as the pages of this site use",))
    found = resolve(value, index)
    if found is None:
        near = list(dict.fromkeys(index.get(x, x) for x in nearest(plain(value), [*index, *extra], limit=5)))
        raise _RefusedError(f"no {what} named {_shown(value)} is on record", tuple(near[:3]))
    return found


def _service(asked: _Asked) -> str:
    return _named(asked.value, asked.knowledge.service_names, "service")


def _base(asked: _Asked) -> str:
    if isinstance(asked.value, str) and asked.value.strip().lower() == "scratch":
        return "scratch"
    return _named(asked.value, asked.knowledge.model_names, "model", ("scratch",))


READERS: dict[str, Reader] = {
    "enum": _enum, "bool": _bool, "int": _int, "date": _date, "country": _country, "places": _places, "service": _service,
    "base": _base,
}  # fmt: skip


def _shown(value: object) -> str:
    said = repr(value)
    return said if len(said) <= MAX_NAME else f"{said[:MAX_NAME]}…"


def _teacher(knowledge: Knowledge, value: Any, channel: object) -> str:
    index, other = knowledge.model_names, knowledge.dataset_names
    what, hint = "model", "a data set: ask with channel=dataset"
    if channel == "dataset":
        index, other, what, hint = other, index, "data set", "a model: another channel is meant, or the data set made with it"
    try:
        return _named(value, index, what)
    except _RefusedError:
        if isinstance(value, str) and len(value) <= MAX_NAME and resolve(value, other):
            raise _RefusedError(f"{_shown(value)} is {hint}", (str(resolve(value, other)),)) from None
        raise


def _read(knowledge: Knowledge, asked: Mapping[Any, Any], *, text: bool) -> Iterator[tuple[str, Any] | QuestionError]:
    """Each given fact with its value, or what is wrong with it. null, and an empty text of a form, is not given."""
    for name, value in asked.items():
        if not isinstance(name, str) or name not in v.FACTS:
            shown = str(name)[:MAX_NAME]
            yield QuestionError(shown, value, f"no fact is named {_shown(shown)}", nearest(shown, v.FACTS) or tuple(v.FACTS))
            continue
        if value is None or (text and value == ""):
            continue
        fact = v.FACTS[name]
        try:
            if fact.kind == "model":
                yield name, _teacher(knowledge, value, asked.get("channel"))
            else:
                yield name, READERS[fact.kind](_Asked(knowledge, fact, value, text))
        except _RefusedError as refused:
            yield QuestionError(name, value, refused.problem, refused.accepted)


def _given(knowledge: Knowledge, asked: object, *, text: bool) -> Facts:
    if not isinstance(asked, Mapping):
        raise QuestionErrors([QuestionError("question", asked, "a question is a mapping of facts to values", tuple(v.FACTS))])
    facts: Facts = {}
    errors: list[QuestionError] = []
    for found in _read(knowledge, asked, text=text):
        if isinstance(found, QuestionError):
            errors.append(found)
            if len(errors) == MAX_ERRORS:
                break
        else:
            facts[found[0]] = found[1]
    told = {e.fact for e in errors}
    missing = (f for f in v.FACT_LIST if f.required and f.name not in facts and f.name not in told)
    errors += [QuestionError(f.name, None, f"{f.name} is required", tuple(f.values) or (f.question,)) for f in missing]
    if errors:
        raise QuestionErrors(errors)
    return facts


def _presume(knowledge: Knowledge, facts: Facts, today: str) -> Iterator[tuple[str, object]]:
    """What is presumed for facts that were not given, in the order of the vocabulary."""
    yield from _presume_of_student(knowledge, facts)
    yield from _presume_of_asker(facts)
    for name in ("grounded", "permission", "base_permission", "evasion"):
        if name not in facts:
            yield name, v.FACTS[name].presumed
    if "obtained_on" not in facts:
        yield "obtained_on", facts.get("as_of", today)
    if "as_of" not in facts:
        yield "as_of", today


def _presume_of_student(knowledge: Knowledge, facts: Facts) -> Iterator[tuple[str, object]]:
    served = own_service(knowledge, facts["teacher"], facts["channel"]) if "via" not in facts else None
    if served:
        yield "via", served
    if "student_base" not in facts and facts["student_kind"] != "reward_model":
        yield "student_base", "scratch"
    if "competes_with_host" not in facts and facts.get("release") == "internal":
        yield "competes_with_host", False


def _presume_of_asker(facts: Facts) -> Iterator[tuple[str, object]]:
    if "country" not in facts:
        yield "country", None
    if "plan" not in facts and facts["channel"] == "app":
        yield "plan", "consumer"
    if "market" not in facts and "country" in facts:
        yield "market", (facts["country"],)
    if "monthly_active_users" not in facts:
        yield "monthly_active_users", None


def own_service(knowledge: Knowledge, teacher: str, channel: str) -> str | None:
    """The provider's own service for a channel, where one is on record. Logs of a product are taken from its interface for programs."""
    model = knowledge.models.get(teacher)
    kind = "api" if channel == "product_logs" else channel
    return knowledge.default_services.get((model.provider, kind)) if model else None


def read_question(asked: object, knowledge: Knowledge, today: str, *, text: bool = False) -> Question:
    """Read a question from a mapping of facts.

    `today` is the day (ISO) taken for `as_of` where it was not given. `text` is true for query strings and command
    lines, where every value is text. Raises `QuestionErrors` that name each fact, its value and what is accepted.
    """
    facts = _given(knowledge, asked, text=text)
    given = frozenset(facts)
    presumed = dict(_presume(knowledge, facts, today))
    facts.update(presumed)
    if facts["obtained_on"] > facts["as_of"]:
        problem = f"obtained_on {facts['obtained_on']} is after as_of {facts['as_of']}"
        raise QuestionErrors([QuestionError("obtained_on", facts["obtained_on"], problem, (f"a day up to {facts['as_of']}",))])
    shown = {n: x for n, x in presumed.items() if n not in ("as_of", "obtained_on")}
    assumptions = tuple(Assumption(n, list(x) if isinstance(x, tuple) else x, v.FACTS[n].presumption) for n, x in shown.items())
    whole = {name: facts.get(name) for name in v.FACTS}
    return build(knowledge, whole, given, assumptions)


def build(knowledge: Knowledge, facts: Facts, given: frozenset[str] = frozenset(), assumptions: tuple[Assumption, ...] = ()) -> Question:
    """A question from facts that are already normalized: every name of the vocabulary, None for unknown."""
    pool = knowledge.datasets if facts["channel"] == "dataset" else knowledge.models
    base = knowledge.models.get(facts["student_base"] or "")
    return Question(facts, given, assumptions, pool[facts["teacher"]], base)
