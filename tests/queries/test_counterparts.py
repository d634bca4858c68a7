"""Two texts side by side: clauses that do the same stand together, each once, whichever text comes first."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.queries import comparison, counterparts
from kb.rules import vocabulary as v
from kb.rules.knowledge import Version
from tests.rules.record import clause, knowledge, rows, text

NO_LLM = {"forbids": "train", "when": "trains and student_is_llm"}
NO_COMPETING = {"forbids": "develop", "when": "competes_with_issuer"}
MAY_TRAIN = {"permits": "train", "when": "trains"}
COPY = {"obliges": "document", "when": "role == base and distributed", "duty": "Provide a copy of the license."}
MARKED = {"obliges": "document", "when": "role == base and distributed", "duty": "Say in changed files that they were changed."}
PREFIX = {"obliges": "name", "when": "trains and made_available", "duty": "Begin the name of the student.", "name_prefix": "Acme"}
NOTICE = {"obliges": "name", "when": "trains and made_available", "duty": "Keep the notice with the name of the student."}
USERS = {"forbids": "use", "when": "monthly_active_users > 700"}
REVENUE = {"forbids": "use", "when": "annual_revenue_usd > 1_000_000"}
COMMERCE = {"forbids": "use", "when": "purpose == commercial"}
NORMS = (NO_LLM, NO_COMPETING, MAY_TRAIN, COPY, MARKED, PREFIX, NOTICE, USERS, REVENUE, COMMERCE)
WORDED = ("any output of the materials", "a copy of this agreement", "the customer owns its outputs")


def version(clauses: list[dict[str, Any]]) -> Version:
    known = knowledge(instruments=[*rows()["instruments"], text("tried", "acme", clauses)])
    return known.instruments["tried"].versions[0]


def beside(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> list[tuple[str, str | None, str | None]]:
    groups = counterparts.of_texts(version(left), version(right))
    return [(g.act, p.old and p.old.key, p.new and p.new.key) for g in groups for p in g.pairs]


@pytest.mark.parametrize(
    ("left", "right", "act"),
    [
        (NO_LLM, NO_LLM, "train"),
        (NO_LLM, NO_COMPETING, "train"),
        (NO_LLM, MAY_TRAIN, "train"),
        (USERS, REVENUE, "use"),
        (USERS, COMMERCE, None),
        (COPY, MARKED, None),
        (PREFIX, NOTICE, None),
        (NO_LLM, COPY, None),
        (NO_LLM, None, None),
    ],
)
def test_clauses_that_do_the_same_stand_side_by_side(left: Any, right: Any, act: str | None) -> None:
    one, other = clause("one", *filter(None, [left]), quote="of these"), clause("two", *filter(None, [right]), quote="and those")
    assert (beside([one], [other]) == [(act, "one", "two")]) == bool(act)


def test_of_several_that_do_the_same_the_most_alike_stand_together() -> None:
    ours = [clause("copy", COPY, quote="a copy of this agreement"), clause("also", COPY, quote="the whole text")]
    theirs = [clause("other", COPY, quote="the whole text"), clause("more", COPY, quote="give a copy of the agreement")]
    assert beside(ours, theirs) == [("document", "copy", "more"), ("document", "also", "other")]


def test_clauses_without_a_rule_stand_together_by_their_words() -> None:
    owned = clause("output-owned", quote="Customer owns all Output")
    assigned = clause("outputs-assigned", quote="the Customer owns its Outputs")
    assert beside([owned], [clause("law", quote="Governed by the law of California"), assigned]) == [
        ("", "output-owned", "outputs-assigned"),
        ("", None, "law"),
    ]


def test_acts_come_in_the_order_of_the_vocabulary_and_in_each_what_has_a_counterpart_first() -> None:
    ours = [clause("own"), clause("name", NOTICE), clause("users", USERS), clause("copy", COPY), clause("no-llm", NO_LLM)]
    assert beside(ours, [clause("marked", MARKED), clause("no-llms", NO_LLM), clause("copies", COPY)]) == [
        ("use", "users", None), ("train", "no-llm", "no-llms"), ("name", "name", None),
        ("document", "copy", "copies"), ("document", None, "marked"), ("", "own", None),
    ]  # fmt: skip


def test_a_duty_and_its_condition_are_one_sentence() -> None:
    (rule,) = comparison.rules(version([clause("copy", COPY)]).clauses[0])
    assert rule.startswith("obliges document: Provide a copy of the license, when the part in which the text binds is base")


@st.composite
def texts(draw: st.DrawFn) -> list[dict[str, Any]]:
    keys = draw(st.lists(st.sampled_from(["a", "b", "a-b", "b-c", "c-a", "d"]), max_size=5, unique=True))
    some = st.lists(st.sampled_from(NORMS), max_size=2)
    return [clause(key, *draw(some), quote=draw(st.sampled_from(WORDED))) for key in keys]


@settings(deadline=None)
@given(texts(), texts())
def test_no_clause_is_lost_or_stands_twice_and_sides_can_be_changed(left: list[dict[str, Any]], right: list[dict[str, Any]]) -> None:
    found = beside(left, right)
    assert sorted(old for _, old, _ in found if old) == sorted(c["key"] for c in left)
    assert sorted(new for _, _, new in found if new) == sorted(c["key"] for c in right)
    assert all(old or new for _, old, new in found)
    assert {(act, new, old) for act, old, new in found} == set(beside(right, left))
    ranks = [list(v.ACTS).index(act) if act else len(v.ACTS) for act, _, _ in found]
    assert ranks == sorted(ranks)


@settings(deadline=None)
@given(texts())
def test_a_text_beside_itself_is_the_same_throughout(clauses: list[dict[str, Any]]) -> None:
    tried = version(clauses)
    assert all(p.old == p.new and p.state == "same" for g in counterparts.of_texts(tried, tried) for p in g.pairs)
