"""Answers on a caller's terms: shorter, through a gate, many in order, none lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.models import SavedVerdict
from kb.queries.knowledge import knowledge_of
from kb.rules.knowledge import Knowledge
from kb.services import answers as made
from kb.services.answers import FAILED, REFUSED, Tally, Terms, answer, answers
from kb.services.gate import CODES, Gate
from kb.services.publish import publish
from tests.sample import load_sample

pytestmark = pytest.mark.django_db
TODAY = "2024-02-01"
ASKED: dict[str, Any] = {"teacher": "acme-1", "channel": "weights", "method": "outputs", "student_kind": "general_llm",
                         "student_base": "scratch", "purpose": "commercial"}  # fmt: skip
TERMS = Terms(TODAY, ())


@pytest.fixture
def known() -> Knowledge:
    load_sample()
    return knowledge_of(publish(who="a test", why="to try it").revision)


def test_one_answer_comes_for_each_question_in_order(known: Knowledge) -> None:
    found = list(answers(known, [ASKED, {"teacher": "nobody"}, "no mapping", {**ASKED, "method": "evaluation"}], TERMS))
    assert [a.outcome for a in found] == ["prohibited", REFUSED, REFUSED, json.loads(found[3].body)["verdict"]]
    assert json.loads(found[1].body)["errors"][0]["fact"] == "teacher"
    assert "flips" not in json.loads(found[0].body)
    assert not SavedVerdict.objects.exists()


def test_a_question_that_fails_here_says_so_in_its_place(
    known: Knowledge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = made.decide

    def fragile(knowledge: Knowledge, question: Any, include: Any) -> Any:
        if question.facts["method"] == "logits":
            raise RecursionError(question.facts["teacher"])
        return whole(knowledge, question, include)

    monkeypatch.setattr(made, "decide", fragile)
    found = list(answers(known, [ASKED, {**ASKED, "method": "logits"}, ASKED], Terms(TODAY, (), gate=Gate())))
    assert [a.outcome for a in found] == ["prohibited", FAILED, "prohibited"]
    assert [code for code, _ in found[1].reasons] == ["not-judged"]
    assert "acme-1" not in caplog.text.partition("Traceback")[0]
    with pytest.raises(RecursionError):
        list(answers(known, [{**ASKED, "method": "logits"}], TERMS, keep=True))


def test_a_kept_verdict_is_kept_whole(known: Knowledge) -> None:
    found = answer(known, ASKED, Terms(TODAY, (), "none", Gate()), keep=True)
    assert found.kept is not None
    assert found.kept.answer == answer(known, ASKED, TERMS).body
    assert "findings" not in json.loads(found.body)


def test_an_answer_that_is_remembered_is_the_same_and_no_more_than_some_are(known: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "RECENT", 3)
    known.memo.pop("recent answers", None)
    asked = [{**ASKED, "monthly_active_users": n} for n in range(5)]
    first = [answer(known, q, TERMS) for q in asked]
    assert len(known.memo["recent answers"]) == 3  # type: ignore[arg-type]
    with monkeypatch.context() as patched:
        patched.setattr(made, "decide", lambda *_: pytest.fail("it was decided again"))
        assert answer(known, asked[4], TERMS) is first[4]
    assert answer(known, asked[0], TERMS) == first[0]
    told = [
        answer(known, asked[4], t).body for t in (TERMS, Terms(TODAY, ("flips",)), Terms(TODAY, (), gate=Gate()), Terms("2024-03-01", ()))
    ]
    assert len(set(told)) == 4


@pytest.mark.parametrize(
    ("fail_on", "max_risk", "codes"),
    [
        (("prohibited",), "high", ["prohibited"]),
        ((), "high", []),
        (("permitted", "conditional"), "high", []),
        ((), "none", ["risk-above"]),
        (("prohibited",), "none", ["prohibited", "risk-above"]),
    ],
)
def test_a_gate_fails_on_what_it_was_told(known: Knowledge, fail_on: tuple[str, ...], max_risk: str, codes: list[str]) -> None:
    found = answer(known, ASKED, Terms(TODAY, (), gate=Gate(fail_on, max_risk)))
    told = json.loads(found.body)["gate"]
    assert [r["code"] for r in told["reasons"]] == [code for code, _ in found.reasons] == codes
    assert told["outcome"] == ("fail" if codes else "pass")
    assert set(codes) <= set(CODES)


def test_the_usual_gate_lets_nothing_through_that_is_not_known(known: Knowledge) -> None:
    unknown = answer(known, {n: x for n, x in ASKED.items() if n != "purpose"}, Terms(TODAY, (), gate=Gate()))
    assert unknown.outcome == "undetermined"
    assert json.loads(unknown.body)["gate"]["outcome"] == "fail"
    refused = list(answers(known, [{"teacher": "acme-1"}, {"teacher": 5}], Terms(TODAY, (), gate=Gate())))
    assert [code for a in refused for code, _ in a.reasons] == ["fact-not-stated", "facts-refused"]


def test_a_tally_counts_everything_and_tells_the_first(known: Knowledge) -> None:
    gate = Gate()
    asked = [{**ASKED, "method": "evaluation"}, ASKED, {}, ASKED]
    tally, late = Tally(), Tally()
    for number, found in enumerate(answers(known, asked, Terms(TODAY, (), gate=gate)), 1):
        (tally if number < 4 else late).add(number, found)
    tally.merge(late.outcomes, late.reasons)
    told = tally.as_dict(known.revision, gate)
    assert told["questions"] == 4
    assert told["verdicts"]["prohibited"] == 2
    assert told[REFUSED] == 1
    assert sum(told["verdicts"].values()) == 3
    first = {r["code"]: (r["count"], r["first"]) for r in told["gate"]["reasons"]}
    assert first["prohibited"] == (2, 2)
    assert first["fact-not-stated"] == (1, 3)
    assert "gate" not in tally.as_dict(known.revision, None)
