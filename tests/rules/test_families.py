"""Teachers of one family answer alike, on the real record: what the matrix asks once, it may show for all of them."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest

from kb.importers.files import read_folder
from kb.rules.compile import compile_knowledge
from kb.rules.families import OWN, families, offered, own_channel
from kb.rules.grid import Cell, answers, asked, governed, grid, grid_kind, uses_for
from kb.rules.knowledge import Knowledge
from kb.rules.outcome import judged
from kb.rules.question import read_question
from kb.rules.sizes import billions
from tests.real import FIXTURES

DAYS = ("2024-07-01", "2026-11-01")
SETTINGS: tuple[Mapping[str, Any], ...] = (
    {"purpose": "commercial", "release": "weights", "competes": True},
    {"purpose": "research", "release": "internal", "country": "DE"},
    {"release": "service", "country": "US"},
)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    records: dict[str, list[Any]] = {}
    for file in read_folder(FIXTURES):
        records.setdefault(file.kind, []).append(file.record)
    return compile_knowledge(records, "files")


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("channel", OWN)
def test_all_of_a_family_answer_alike(known: Knowledge, channel: str, day: str) -> None:
    chance = random.Random(4)  # noqa: S311 - a sample
    many = [f for f in families(known, channel, day) if len(f) > 1]
    assert len(many) > 5
    for family in chance.sample(many, min(len(many), 25)):
        for facts in SETTINGS:
            uses = uses_for(family[0].kind)
            first, *others = (answers(known, m, channel, {**facts, "as_of": day}, uses) for m in chance.sample(family, min(len(family), 4)))
            assert all(x == first for x in others), [m.slug for m in family]


def test_families_hold_each_offered_teacher_once(known: Knowledge) -> None:
    for channel in OWN:
        slugs = [m.slug for f in families(known, channel, DAYS[1]) for m in f]
        assert sorted(slugs) == sorted(m.slug for m in known.models.values() if offered(known, m, channel, DAYS[1]))


def test_a_teacher_is_not_offered_before_its_release(known: Knowledge) -> None:
    early = {m.slug for f in families(known, "weights", "2023-01-01") for m in f}
    assert all((known.models[s].released or "") <= "2023-01-01" for s in early)
    assert "deepseek-r1" not in early


def test_the_grid_says_what_the_engine_says(known: Knowledge) -> None:
    facts = {**SETTINGS[0], "as_of": DAYS[1]}
    rows = grid(known, facts, "own", "llm", uses_for("llm"))
    chance = random.Random(5)  # noqa: S311 - a sample
    for row in chance.sample(rows, 25):
        model = chance.choice(row.members)
        assert row.channel == own_channel(model)
        assert governed(model, row.channel, DAYS[1]) == row.governed
        for use, cell in zip(uses_for("llm"), row.cells, strict=True):
            verdict, basis, risk = judged(known, read_question(asked(model, row.channel, facts, use), known, DAYS[1]))
            assert cell == Cell(verdict, risk, basis == "silence")


def test_each_teacher_stands_in_one_row(known: Knowledge) -> None:
    facts = {"as_of": DAYS[1]}
    for kind in {grid_kind(m.kind) for m in known.models.values()}:
        slugs = [m.slug for r in grid(known, facts, "own", kind, uses_for(kind)) for m in r.members]
        assert len(slugs) == len(set(slugs))


def test_a_permission_by_silence_with_risk_is_no_plain_yes() -> None:
    assert Cell("permitted", "medium", silent=True).tone == "conditional"
    assert Cell("permitted", "high", silent=False).tone == "permitted"
    assert Cell("permitted", "low", silent=True).tone == "permitted"


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("671B total, 37B active", 671),
        ("7B", 7),
        ("7B-65B", 65),
        ("1T total, 32B active", 1000),
        ("14.5M", 0.0145),
        ("", None),
        ("not said", None),
    ],
)
def test_sizes(words: str, size: float | None) -> None:
    assert billions(words) == (pytest.approx(size) if size else None)
