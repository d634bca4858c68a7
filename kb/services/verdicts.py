"""Questions answered, and answers kept. The record is never read for an answer: the compiled revision is."""

from __future__ import annotations

import re
from collections.abc import Collection

from kb.models import SavedVerdict
from kb.queries.knowledge import knowledge_of
from kb.rules.decide import EXTRAS, decide
from kb.rules.knowledge import Knowledge
from kb.rules.question import Question, read_question
from kb.rules.verdict import Verdict

ID = re.compile(r"[A-Za-z0-9_-]{22}\Z")


def ask(asked: object, today: str, *, text: bool = False, include: Collection[str] = EXTRAS, revision: str | None = None) -> Verdict:
    """The verdict on a question, by the current revision or the one named; nothing is saved.

    `today` (ISO) stands for `as_of` where that is not given; `text` is true where every value is text. `include` names extras of
    the verdict. Raises `QuestionErrors`, and `NothingPublishedError` where there is no revision.
    """
    knowledge = knowledge_of(revision)
    return decide(knowledge, read_question(asked, knowledge, today, text=text), include)


def save(asked: object, today: str, *, text: bool = False, include: Collection[str] = EXTRAS) -> SavedVerdict:
    """Answer a question by the current revision and keep the answer as it is. Raises as `ask` does; then nothing is kept."""
    knowledge = knowledge_of()
    question = read_question(asked, knowledge, today, text=text)
    return keep(knowledge, question, decide(knowledge, question, include).as_json())


def keep(knowledge: Knowledge, question: Question, verdict: str) -> SavedVerdict:
    """Keep a whole verdict (JSON), byte for byte."""
    given = {name: question.facts[name] for name in question.facts if name in question.given}
    return SavedVerdict.objects.create(question=given, answer=verdict, revision_id=knowledge.revision)


def saved(verdict_id: str) -> SavedVerdict | None:
    """The saved verdict with that id, or None."""
    return SavedVerdict.objects.filter(pk=verdict_id).first() if ID.match(verdict_id) else None
