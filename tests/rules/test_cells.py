"""The cells of a text: the whole space where it is small, an even sample where it is not; norms that clash, norms that never apply."""

from __future__ import annotations

from typing import Any

import pytest

from kb.rules import audit, conditions
from kb.rules.cells import MAX_CELLS, Look, cells, look, options_of, size_of
from kb.rules.compile import compile_knowledge
from tests.rules.record import ROWS, clause, text

GROUPS = {"EU": frozenset({"DE", "FR"}), "DE": frozenset({"DE"})}


def seen(*norms: dict[str, Any], **more: Any) -> Look:
    rows = [text("t", "acme", [clause(f"c{i}", n) for i, n in enumerate(norms)], **more)]
    knowledge = compile_knowledge({"places": ROWS["places"], "instruments": rows})
    (version,) = knowledge.instruments["t"].versions
    return look(version.norms, version.unencoded, knowledge.groups)


def options(*texts: str) -> dict[str, list[Any]]:
    return options_of([conditions.parse(t, GROUPS) for t in texts], GROUPS)


def test_a_fact_is_split_by_what_is_asked_of_it() -> None:
    found = options("competes and method == logits", "monthly_active_users > 700 and country in EU", "base_license in (a, b)")
    assert found["competes"] == [True, False]
    assert set(found["method"]) == {"outputs", "preferences", "logits", "hidden_states", "evaluation"}
    assert found["monthly_active_users"] == [699, 700, 701]
    assert found["country"] == ["DE", "ZZ"]
    assert found["base_license"] == [{"a"}, {"b"}, set()]
    assert size_of(found) == 2 * 5 * 3 * 2 * 3


def test_facts_that_follow_from_another_agree_with_it() -> None:
    asked = [conditions.parse("trains and made_available and not distributed", {})]
    found = list(cells(options_of(asked, {}), asked))
    assert len(found) == 15
    assert all(c["trains"] == (c["method"] != "evaluation") and c["distributed"] == (c["release"] == "weights") for c in found)
    assert {c["made_available"] for c in found if c["release"] == "internal"} == {False}


def test_a_small_space_is_gone_through_whole_and_a_large_one_sampled_evenly() -> None:
    small = options("competes and evasion")
    assert [tuple(c.values()) for c in cells(small)] == [(True, True), (False, True), (True, False), (False, False)]
    large = options("method == outputs and release == weights and purpose == research and channel == app and student_kind == classifier")
    drawn = [tuple(c.values()) for c in cells(large, cap=100)]
    assert size_of(large) > 100 == len(drawn) == len(set(drawn))
    assert {c["channel"] for c in cells(large, cap=100)} == set(large["channel"])
    assert drawn == [tuple(c.values()) for c in cells(large, cap=100)]


def test_a_ban_and_a_leave_that_meet_are_told_with_the_cell() -> None:
    ban, leave = {"forbids": "train", "when": "trains and competes_with_issuer"}, {"permits": "train", "when": "method == outputs"}
    (clash,) = seen(ban, leave).clashes
    assert clash[2]["method"] == "outputs"
    assert clash[2]["competes_with_issuer"] is True
    problems = list(audit.clashes(seen(ban, leave)))
    assert [p.code for p in problems] == ["sources-conflict"]
    assert problems[0].blocks


@pytest.mark.parametrize(
    ("ban", "leave"),
    [
        ({"yields_to": ["c1"]}, {}), ({}, {"yields_to": ["all"]}), ({"unless": [{"when": "method == outputs"}]}, {}),
        ({"when": "method == logits"}, {}), ({"forbids": "access"}, {}),
    ],
)  # fmt: skip
def test_what_has_a_priority_or_never_meets_is_no_clash(ban: dict[str, Any], leave: dict[str, Any]) -> None:
    found = seen({"forbids": "train", "when": "trains", **ban}, {"permits": "train", "when": "method == outputs", **leave})
    assert found.clashes == ()


def test_a_text_that_is_read_as_contradicting_itself_needs_no_priority() -> None:
    found = seen({"forbids": "train", "reads": ["self-contradiction"]}, {"permits": "train"})
    assert len(found.clashes) == 1
    assert list(audit.clashes(found)) == []


@pytest.mark.parametrize(
    ("norm", "idle"),
    [
        ({"when": "trains and method == evaluation"}, True), ({"when": "trains and not trains"}, True),
        ({"when": "made_available and release == internal"}, True),
        ({"when": "competes", "unless": [{"when": "competes"}]}, True), ({"when": "competes", "unless": [{"when": "evasion"}]}, False),
        ({"when": "monthly_active_users > 9 and monthly_active_users < 9"}, True), ({"when": "monthly_active_users < 9"}, False),
        ({"when": "country in EU and country not in DE"}, False), ({}, False),
    ],
)  # fmt: skip
def test_norms_that_can_never_apply(norm: dict[str, Any], *, idle: bool) -> None:
    problems = list(audit.idle(seen({"forbids": "train", **norm})))
    assert [p.code for p in problems] == (["dead-norm"] if idle else [])


def test_a_dead_norm_is_found_beside_many_facts() -> None:
    wide = "method == outputs and release == weights and purpose == research and channel == app and student_kind == classifier"
    norms = ("trains and not trains", f"{wide} and plan == business and competes and evasion and grounded")
    found = seen(*({"forbids": "train", "when": when} for when in norms))
    assert not found.whole
    assert found.cells <= MAX_CELLS
    assert [n.key for n in found.idle] == ["c0"]
