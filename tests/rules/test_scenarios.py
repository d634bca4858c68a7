"""The scenarios: questions with the answers that a careful lawyer gives, asked of the real record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb.importers.files import read_folder
from kb.rules import audit
from kb.rules.compile import compile_knowledge
from kb.rules.decide import decide
from kb.rules.errors import QuestionErrors
from kb.rules.knowledge import Knowledge
from kb.rules.question import read_question
from kb.rules.verdict import RISK_RANK

ROOT = Path(__file__).parents[2]
SCENARIOS = [json.loads(line) for f in sorted((ROOT / "tests/scenarios").glob("*.jsonl")) for line in f.read_text().splitlines() if line]
TODAY = "2026-11-24"
MORE_CITED = 8  # a right answer cites what decides, and little beside


@pytest.fixture(scope="session")
def known() -> Knowledge:
    records: dict[str, list[Any]] = {}
    for file in read_folder(ROOT / "fixtures"):
        records.setdefault(file.kind, []).append(file.record)
    return compile_knowledge(records, "files")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: s["id"])
def test_scenario(known: Knowledge, scenario: dict[str, Any]) -> None:
    expect = scenario["expect"]
    if expect["verdict"] == "error":
        with pytest.raises(QuestionErrors) as refused:
            read_question(scenario["question"], known, TODAY)
        assert expect.get("error_fact", "") in {e.fact for e in refused.value.errors}
        return
    answer = decide(known, read_question(scenario["question"], known, TODAY), ()).as_dict()
    why = f"{answer['headline']} {scenario['why']}"
    assert answer["verdict"] == expect["verdict"], why
    cited = {c["id"].split("@")[0] for c in answer["citations"]} | {f["instrument"] for f in answer["findings"]} - {None}
    assert set(expect.get("cites", ())) <= cited | _same(cited), why
    assert len(cited) <= len(expect.get("cites", ())) + MORE_CITED
    asked = {m["fact"] for m in answer["missing"]}
    assert set(expect.get("missing", ())) <= asked, why
    assert bool(answer["conditions"]) or not expect.get("conditions"), why
    assert set(expect.get("pending", ())) <= {p["instrument"] for p in answer["pending"]}
    lowest, highest = RISK_RANK[expect.get("risk_min") or "none"], RISK_RANK[expect.get("risk_max") or "high"]
    assert lowest <= RISK_RANK[answer["risk"]] <= highest, why


def _same(cited: set[Any]) -> set[str]:
    """One agreement that stands under two names, and a data set's license named by its standard."""
    same = {"openai-business-terms": "openai-services-agreement", "alpaca-data-license": "cc-by-nc-4.0"}
    return {same[c] for c in cited if c in same}


@pytest.mark.parametrize(("teacher", "channel", "waits"), [
    ("gpt-5", "api", True), ("deepseek-r1", "weights", False), ("qwen3.7-max", "app", False)])  # fmt: skip
def test_a_bill_is_shown_for_the_models_that_it_speaks_of(known: Knowledge, teacher: str, channel: str, waits: bool) -> None:  # noqa: FBT001 - a case of the table
    """Closed models that a United States person owns."""
    asked = {"teacher": teacher, "channel": channel, "method": "outputs", "student_kind": "general_llm", "as_of": "2026-07-01"}
    answer = decide(known, read_question(asked, known, TODAY), ())
    assert ("us-hr-8283" in [p.instrument for p in answer.pending]) is waits


def test_tests_beside_the_rules(known: Knowledge) -> None:
    assert len(known.tests) > 500  # a record whose tests were lost must not pass
    failing = [str(p) for p in audit.failing_tests(known, TODAY)]
    assert not failing, "\n".join(failing)
