"""Verdicts are answered from the compiled revision and kept as they were given."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from kb.models import SavedVerdict
from kb.queries.knowledge import NothingPublishedError, knowledge_of
from kb.rules.errors import QuestionErrors
from kb.services import verdicts
from kb.services.publish import publish
from tests.sample import found, load_sample, sample

pytestmark = pytest.mark.django_db
TODAY = "2024-02-01"
ASKED: dict[str, Any] = {
    "teacher": "acme/Acme-1",
    "channel": "weights",
    "method": "outputs",
    "student_kind": "general_llm",
    "student_base": "scratch",
    "purpose": "commercial",
}


@pytest.fixture
def revision() -> str:
    load_sample()
    return publish(who="a test", why="to try it").revision


def test_ask_names_revision_and_day(revision: str) -> None:
    answer = verdicts.ask(ASKED, TODAY).as_dict()
    assert answer["verdict"] == "prohibited"
    assert answer["knowledge"] == {"revision": revision, "as_of": TODAY, "engine": answer["knowledge"]["engine"]}
    assert answer["question"]["teacher"] == "acme-1"
    assert not SavedVerdict.objects.exists()


def test_question_reads_no_record(revision: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    knowledge_of(revision)
    with django_assert_num_queries(1):  # which revision is current
        verdicts.ask(ASKED, TODAY)
    with django_assert_num_queries(0):
        verdicts.ask(ASKED, TODAY, revision=revision)


@pytest.mark.usefixtures("revision")
def test_saved_verdict_is_shown_as_it_was() -> None:
    kept = verdicts.save(ASKED, TODAY)
    again = verdicts.saved(kept.pk)
    assert again is not None
    assert json.loads(again.answer) == verdicts.ask(ASKED, TODAY).as_dict()
    assert list(json.loads(again.answer))[:3] == ["verdict", "basis", "risk"]
    assert again.question == {**ASKED, "teacher": "acme-1"}


def test_saved_verdict_outlives_its_revision(revision: str) -> None:
    kept = verdicts.save(ASKED, TODAY)
    whole = sample()
    found(whole, "instruments", "acme-license")["versions"][0]["clauses"][0]["norms"] = []
    found(whole, "instruments", "acme-license")["tests"] = []
    load_sample(whole)
    later = publish(who="a test", why="the clause is gone").revision
    assert later != revision
    shown = verdicts.saved(kept.pk)
    assert shown is not None
    assert (shown.answer, shown.revision_id) == (kept.answer, revision)
    assert verdicts.ask(ASKED, TODAY).verdict != "prohibited"
    assert verdicts.ask(ASKED, TODAY, revision=revision).verdict == "prohibited"


@pytest.mark.usefixtures("revision")
def test_malformed_question_saves_nothing() -> None:
    with pytest.raises(QuestionErrors):
        verdicts.save({**ASKED, "method": "osmosis"}, TODAY)
    assert not SavedVerdict.objects.exists()


@pytest.mark.usefixtures("revision")
@pytest.mark.parametrize("verdict_id", ["", "x", "a" * 22, "\x00" * 22, "../../etc/passwd-------", "a" * 5000])
def test_unknown_id_is_none(verdict_id: str) -> None:
    assert verdicts.saved(verdict_id) is None


def test_nothing_published() -> None:
    with pytest.raises(NothingPublishedError):
        verdicts.ask(ASKED, TODAY)
    with pytest.raises(NothingPublishedError):
        verdicts.ask(ASKED, TODAY, revision="sha256:" + "0" * 64)
