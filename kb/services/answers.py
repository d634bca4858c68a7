"""Questions answered on a caller's terms: by which revision, shown how far, through which gate. One answer a question, in order."""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kb.models import SavedVerdict
from kb.rules import vocabulary as v
from kb.rules.decide import EXTRAS, decide
from kb.rules.errors import QuestionErrors
from kb.rules.explain import FULL, shortened
from kb.rules.knowledge import Knowledge
from kb.rules.memory import remembered
from kb.rules.question import Question, read_question
from kb.rules.verdict import ENGINE, to_json
from kb.services import gate as gates
from kb.services import verdicts
from kb.services.gate import Gate, Reason

REFUSED, FAILED = "refused", "failed"  # a question that cannot be read; one that something here went wrong with
OUTCOMES = (*v.VERDICTS, REFUSED, FAILED)
LONGEST_DETAIL = 2000  # characters
RECENT = 1_000  # answers to single questions that are remembered, for each revision
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """`today` (ISO) stands for `as_of`; `include` names extras; `explain` is a length of EXPLAIN."""

    today: str
    include: Collection[str] = EXTRAS
    explain: str = FULL
    gate: Gate | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one question. `body` is JSON: the verdict; for a refused one `detail` and `errors`; `{}` for one that failed.

    `reasons` say why the gate, where there is one, does not let it pass.
    """

    outcome: str
    body: str
    reasons: tuple[Reason, ...] = ()
    kept: SavedVerdict | None = None


def answer(knowledge: Knowledge, asked: object, terms: Terms, *, text: bool = False, keep: bool = False) -> Answer:
    """The answer to one question. `text`: every value is text; `keep`: the whole verdict is kept. Raises `QuestionErrors`.

    It is remembered for a while: pipelines ask the same again and again. Answers are texts that nobody changes.
    """
    question = read_question(asked, knowledge, terms.today, text=text)
    found = _remembered(knowledge, question, terms)
    if not keep:
        return found
    whole = _remembered(knowledge, question, Terms(terms.today, terms.include))
    return replace(found, kept=verdicts.keep(knowledge, question, whole.body))


def _remembered(knowledge: Knowledge, question: Question, terms: Terms) -> Answer:
    """An answer that was made before, or is made now. The oldest of RECENT goes when another comes."""
    recent: OrderedDict[object, Answer] = remembered(knowledge, "recent answers", OrderedDict)
    key = (*question.facts.values(), question.given, frozenset(terms.include), terms.explain, terms.gate)
    found = recent.get(key)
    if found is None:
        found = recent[key] = judged(knowledge, question, terms)
        if len(recent) > RECENT:
            recent.popitem(last=False)
    return found


def judged(knowledge: Knowledge, question: Question, terms: Terms) -> Answer:
    """The answer to a question that was read."""
    verdict = decide(knowledge, question, terms.include)
    if terms.gate is None and terms.explain == FULL:
        return Answer(verdict.verdict, verdict.as_json())
    whole = verdict.as_dict()
    shown = shortened(whole, terms.explain)
    if terms.gate is None:
        return Answer(whole["verdict"], to_json(shown))
    reasons = terms.gate.reasons(whole)
    return Answer(whole["verdict"], to_json({"gate": gates.result(reasons), **shown}), tuple(reasons))


def answers(knowledge: Knowledge, questions: Iterable[object], terms: Terms, *, keep: bool = False) -> Iterator[Answer]:
    """One answer a question, in order. One that cannot be read is refused in its place, one that fails here says so in its place.

    Where answers are kept, whatever fails is raised: all are kept, or none.
    """
    for asked in questions:
        try:
            yield (
                answer(knowledge, asked, terms, keep=True)
                if keep
                else judged(knowledge, read_question(asked, knowledge, terms.today), terms)
            )
        except QuestionErrors as errors:
            yield refused(errors, terms)
        except Exception:
            if keep:
                raise
            log.exception("A question of many could not be judged")  # by kind and place: the words of errors reach no log
            yield failed(terms)


def refused(errors: QuestionErrors, terms: Terms) -> Answer:
    """The answer to a question that cannot be read."""
    body = {"detail": str(errors)[:LONGEST_DETAIL], "errors": [e.as_dict() for e in errors.errors]}
    return Answer(REFUSED, to_json(body), (gates.refused(errors),) if terms.gate else ())


def failed(terms: Terms) -> Answer:
    """The answer to a question that could not be judged, for no fault of its own."""
    return Answer(FAILED, "{}", (("not-judged", gates.CODES["not-judged"]),) if terms.gate else ())


@dataclass(slots=True)
class Tally:
    """What came of many questions: how many of each outcome; for the gate, how many failed for a reason and which was the first."""

    outcomes: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, list[int]] = field(default_factory=dict)  # code -> count, number of the first

    def add(self, number: int, found: Answer) -> None:
        """Count one answer; `number` is the question's place, from 1."""
        self.outcomes[found.outcome] += 1
        for code, _ in found.reasons:
            self.reasons.setdefault(code, [0, number])[0] += 1

    def merge(self, outcomes: Mapping[str, int], reasons: Mapping[str, list[int]]) -> None:
        """Count what another tally counted of later questions."""
        self.outcomes.update(outcomes)
        for code, (count, first) in reasons.items():
            held = self.reasons.setdefault(code, [0, first])
            held[:] = held[0] + count, min(held[1], first)

    def as_dict(self, revision: str, gate: Gate | None) -> dict[str, Any]:
        """The sum for a machine."""
        counted = {outcome: self.outcomes[outcome] for outcome in OUTCOMES}
        told = {
            "questions": self.outcomes.total(), "verdicts": {name: counted[name] for name in v.VERDICTS},
            REFUSED: counted[REFUSED], FAILED: counted[FAILED], "knowledge": {"revision": revision, "engine": ENGINE},
        }  # fmt: skip
        return {**told, "gate": gates.result(self._told(code) for code in gates.CODES if code in self.reasons)} if gate else told

    def _told(self, code: str) -> dict[str, Any]:
        count, first = self.reasons[code]
        return {"code": code, "text": gates.CODES[code], "count": count, "first": first}
