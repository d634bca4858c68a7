"""What a document names is recognized, asked about and summed up; nothing unrecognized passes. Reports are what they say they are."""

from __future__ import annotations

import io
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from kb.importers import documents, training_run
from kb.importers.files import read_folder
from kb.rendering import check_reports
from kb.rules.compile import compile_knowledge
from kb.rules.decide import decide
from kb.rules.errors import QuestionErrors
from kb.rules.knowledge import Knowledge
from kb.rules.question import read_question
from kb.services.check import REASONS, Checked, check
from tests.real import FIXTURES

DAY = "2026-11-01"
USE = {"student_kind": "task_llm", "release": "weights", "purpose": "commercial", "competes": False, "country": "US"}


@pytest.fixture(scope="module")
def known() -> Knowledge:
    rows: dict[str, list[Any]] = {}
    for file in read_folder(FIXTURES):
        rows.setdefault(file.kind, []).append(file.record)
    return compile_knowledge(rows, "sha256:" + "0" * 64)


def checked(known: Knowledge, text: str, use: dict[str, Any] | None = None, **more: Any) -> Checked:
    return check(known, documents.read(text.encode()), USE if use is None else use, DAY, **more)


def codes(found: Checked) -> list[str]:
    return [r.code for r in found.reasons]


def test_an_allowed_run_passes_with_its_duties(known: Knowledge) -> None:
    found = checked(known, "teacher gpt-4o channel=api\nbase meta-llama/Llama-3.1-8B\n")
    assert (found.outcome, found.verdict, codes(found)) == ("pass", "conditional", [])
    assert any("Llama" in c["text"] for c in found.conditions())
    assert found.share()["conditional"] == len(found.parts) == 2


def test_each_part_is_the_verdict_on_its_own_question(known: Knowledge) -> None:
    found = checked(known, "teacher gpt-4o channel=api\nbase meta-llama/Llama-3.1-8B\n")
    asked = {**USE, "teacher": "gpt-4o", "channel": "api", "method": "outputs", "student_base": "llama-3.1-8b"}
    assert found.parts[0].verdict == decide(known, read_question(asked, known, DAY), ()).as_dict()


def test_a_forbidden_part_fails_the_whole(known: Knowledge) -> None:
    found = checked(known, "teacher gpt-4o channel=api\ndataset tatsu-lab/alpaca\n")
    assert (found.outcome, found.verdict) == ("fail", "prohibited")
    assert next(r for r in found.reasons if r.code == "prohibited").line == 2


@pytest.mark.parametrize(("text", "code"), [
    ("dataset nobody/has-this", "unrecognized"), ("model gpt-4o-that-never-was", "unrecognized"),
    ("license no-such-license", "license-unrecognized"),
    ("teacher gpt-4o", "fact-not-stated"), ("teacher gpt-4o channel=telepathy", "facts-refused"), ("license mit", "nothing-found"),
    ("teacher gpt-4o channel=api student_base=gpt-4o", "facts-refused"), ("model somebody-else/llama-3.1-8b", "unrecognized"),
])  # fmt: skip
def test_what_cannot_be_judged_never_passes(known: Knowledge, text: str, code: str) -> None:
    found = checked(known, f"{text}\n")
    assert code in codes(found)
    assert (found.outcome, found.verdict) == ("cannot_judge", "undetermined")


def test_an_open_question_is_not_judged_and_says_what_would_settle_it(known: Knowledge) -> None:
    found = checked(known, "teacher gpt-4o channel=api\n", {"student_kind": "general_llm", "release": "weights", "country": "US"})
    assert found.outcome == "cannot_judge"
    assert "State competes" in found.reasons[0].text


def test_a_risk_above_what_is_accepted_fails(known: Knowledge) -> None:
    text = "teacher gpt-4o channel=api\nbase meta-llama/Llama-3.1-8B\n"
    assert codes(checked(known, text, max_risk="none")) == ["risk-above", "risk-above"]


def test_a_license_that_differs_from_the_record_is_not_taken(known: Knowledge) -> None:
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "machine-learning-model", "name": "deepseek-r1", "licenses": [{"license": {"id": "Apache-2.0"}}]}]}  # fmt: skip
    assert "license-differs" in codes(checked(known, json.dumps(bom)))


def test_a_model_of_somebody_else_is_judged_by_license_and_lineage(known: Knowledge) -> None:
    found = checked(known, "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B\n")
    assert found.outcome == "pass"
    assert [p.source.mention.role for p in found.parts] == ["model"]


@pytest.mark.parametrize("component", [
    {"group": "somebody-else", "name": "llama-3.1-8b"}, {"name": "llama-3.1-8b", "purl": "pkg:huggingface/somebody-else/llama-3.1-8b"},
])  # fmt: skip
def test_a_name_with_another_owner_is_not_recognized_by_its_bare_form(known: Knowledge, component: dict[str, str]) -> None:
    bom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "machine-learning-model", **component}]}
    assert codes(checked(known, json.dumps(bom))) == ["unrecognized"]
    ours = {**component, **{n: x.replace("somebody-else", "meta-llama") for n, x in component.items()}}
    bom["components"] = [{"type": "machine-learning-model", **ours}]
    assert codes(checked(known, json.dumps(bom))) == []


@pytest.mark.parametrize(("text", "line"), [
    ("---\nbase_model: Qwen/Qwen2.5-7B\n---\n# Ours\n\nThe answers were generated by GPT-4o.\n", 6),
    ("---\nbase_model: Qwen/Qwen2.5-7B\n---\n\nDistilled from GPT 4o, with care\n", 5),
    ("---\nbase_model: Qwen/Qwen2.5-7B\ntags: [gpt-4o]\n---\n", 3),
    ("base_model: Qwen/Qwen2.5-7B\nplugin: {engine: openai/gpt-4o}\n", 2),
])  # fmt: skip
def test_what_is_named_without_a_role_does_not_pass(known: Knowledge, text: str, line: int) -> None:
    found = checked(known, text)
    assert [(r.code, r.name, r.line) for r in found.reasons] == [("role-not-stated", "gpt-4o", line)]
    assert found.outcome == "cannot_judge"


@pytest.mark.parametrize(
    "prose", ["We compare with GPT-4o on three tests.", "Distilled from a large model, in 2024.", "Distilled from Qwen2.5-7B."]
)
def test_prose_that_names_no_new_source_passes(known: Knowledge, prose: str) -> None:
    assert checked(known, f"---\nbase_model: Qwen/Qwen2.5-7B\n---\n{prose}\n").outcome == "pass"


def test_a_subject_on_record_is_asked_about_though_its_card_is_silent(known: Knowledge) -> None:
    found = checked(known, "---\nmodel_name: deepseek-ai/DeepSeek-R1-Distill-Qwen-7B\nbase_model: Qwen/Qwen2.5-7B\n---\n")
    assert [p.source.slug for p in found.parts] == ["qwen2.5-7b", "deepseek-r1-distill-qwen-7b"]


def used(known: Knowledge, front: str, **more: Any) -> Checked:
    """The card of a model that somebody else made."""
    return checked(known, f"---\n{front}---\n", {**USE, **more}, subject="used")


@pytest.mark.parametrize(("front", "verdict", "outcome"), [
    ("license: apache-2.0\nbase_model: Qwen/Qwen2.5-7B\n", "conditional", "pass"),
    ("license: cc-by-nc-4.0\nbase_model: Qwen/Qwen2.5-7B\n", "prohibited", "fail"),
    ("base_model: Qwen/Qwen2.5-7B\n", "undetermined", "cannot_judge"), ("license: who-knows\n", "undetermined", "cannot_judge"),
    ("license: mit\nbase_model: nobody/has-this\n", "undetermined", "cannot_judge"),
    ("license: mit\nbase_model: openai/gpt-4o\n", "undetermined", "cannot_judge"),
])  # fmt: skip
def test_the_model_of_somebody_else_is_judged_by_its_own_license(known: Knowledge, front: str, verdict: str, outcome: str) -> None:
    found = used(known, front)
    assert (found.verdict, found.outcome) == (verdict, outcome)
    assert [(p.source.kind, p.source.mention.role) for p in found.parts] == [("document", "model")]
    assert "model-of-the-document" not in known.models


def test_the_licenses_of_its_bases_bind_and_its_teachers_are_lineage(known: Knowledge) -> None:
    found = used(known, "license: mit\nbase_model: meta-llama/Llama-3.1-8B\nteacher_model: gpt-4o\n", competes=True)
    assert any("Llama" in c["text"] for c in found.conditions())
    lineage = found.parts[0].verdict["lineage"]
    assert [(a["ancestor"], a["evidence"], a["binding"]) for a in lineage] == [("gpt-4o", "confirmed", False)]
    assert found.risk == "medium"


def test_what_we_make_is_not_bound_by_the_license_that_we_give_it(known: Knowledge) -> None:
    text = "---\nlicense: cc-by-nc-4.0\nbase_model: Qwen/Qwen2.5-7B\n---\n"
    assert checked(known, text).outcome == "pass"


def test_every_source_is_asked_with_every_base(known: Knowledge) -> None:
    run = training_run.parse({
        "teachers": [{"name": "gpt-4o", "channel": "api"}, {"name": "deepseek-r1", "channel": "weights"}],
        "bases": ["llama-3.1-8b", "qwen2.5-7b"],
    })  # fmt: skip
    found = check(known, run, USE, DAY)
    assert len(found.parts) == 2 * 2 + 2
    many = training_run.parse(
        {"teachers": [{"name": "gpt-4o", "obtained_on": f"2025-01-{i:02}"} for i in range(1, 29)], "bases": sorted(known.models)[:60]}
    )
    assert codes(check(known, many, USE, DAY)) == ["too-many"]


@pytest.mark.parametrize(
    "use", [{"relase": "weights"}, {"teacher": "gpt-4o"}, {"country": "EU"}, {"channel": "pigeon"}, {"market": []}, []]
)
def test_a_use_that_cannot_be_read_is_the_callers_error(known: Knowledge, use: Any) -> None:
    with pytest.raises(QuestionErrors):
        check(known, documents.read(b"model gpt-4o"), use, DAY)


def test_the_same_document_gives_the_same_bytes(known: Knowledge) -> None:
    text = "teacher gpt-4o channel=api\ndataset nobody/has-this\n"
    assert check_reports.as_json(checked(known, text), "x") == check_reports.as_json(checked(known, text), "x")


HOSTILE = 'teacher <b>"a|b`](javascript:x)& channel=api\nteacher gpt-4o channel=api\ndataset tatsu-lab/alpaca\n'


def test_junit_counts_what_it_holds(known: Knowledge) -> None:
    whole = ET.fromstring(check_reports.as_junit(checked(known, HOSTILE), "a\x00 & b.txt"))  # noqa: S314 - our own
    suite = whole[0]
    assert suite.get("tests") == str(len(suite.findall("testcase")))
    assert suite.get("failures") == str(len(suite.findall("testcase/failure"))) == "1"
    assert suite.get("errors") == str(len(suite.findall("testcase/error"))) == "1"


def test_sarif_names_rules_levels_and_places(known: Knowledge) -> None:
    run = json.loads(check_reports.as_sarif(checked(known, HOSTILE), "/my docs/ü.txt"))["runs"][0]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    assert rules == [*REASONS, "condition"]
    assert all(rules[r["ruleIndex"]] == r["ruleId"] for r in run["results"])
    assert {(r["ruleId"], r["level"]) for r in run["results"]} >= {("prohibited", "error"), ("unrecognized", "warning")}
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20docs/%C3%BC.txt"
    assert place["region"]["startLine"] == 1


def test_markdown_holds_no_markup_from_the_document(known: Knowledge) -> None:
    text = check_reports.as_markdown(checked(known, HOSTILE), "[x](y)\n# z")
    assert "<b>" not in text
    assert "](javascript" not in text
    assert "\n# z" not in text


def run_command(capsys: Any, *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("check_document", *words, stdout=sys.stdout, stderr=io.StringIO())
    return int(ended.value.code or 0), capsys.readouterr().out


@pytest.mark.parametrize(("text", "use", "status"), [
    ("model deepseek-r1", ["student_kind=task_llm", "release=internal", "purpose=commercial", "country=US"], 0),
    ("dataset tatsu-lab/alpaca", ["student_kind=task_llm", "release=weights", "purpose=commercial", "country=US"], 1),
    ("dataset who/knows", ["student_kind=task_llm"], 2), ("dataset tatsu-lab/alpaca", ["student_kind=duck"], 3),
    ("", [], 3), ("x", ["nonsense"], 3),
])  # fmt: skip
def test_the_command_ends_with_the_status_of_the_outcome(
    known: Knowledge, monkeypatch: Any, capsys: Any, tmp_path: Path, text: str, use: list[str], status: int
) -> None:
    monkeypatch.setattr("kb.management.commands.check_document.knowledge_of", lambda: known)
    (tmp_path / "doc.txt").write_text(text, encoding="utf-8")
    assert run_command(capsys, str(tmp_path / "doc.txt"), *use)[0] == status


@pytest.mark.parametrize("form", check_reports.FORMS)
def test_the_command_writes_every_form(known: Knowledge, monkeypatch: Any, capsys: Any, tmp_path: Path, form: str) -> None:
    monkeypatch.setattr("kb.management.commands.check_document.knowledge_of", lambda: known)
    (tmp_path / "doc.txt").write_text("dataset tatsu-lab/alpaca", encoding="utf-8")
    status, out = run_command(capsys, str(tmp_path / "doc.txt"), "student_kind=task_llm", "purpose=commercial", "--format", form)
    assert status == 1
    assert "prohib" in out


def test_a_file_that_is_not_there_is_bad_input(known: Knowledge, monkeypatch: Any, capsys: Any, tmp_path: Path) -> None:
    monkeypatch.setattr("kb.management.commands.check_document.knowledge_of", lambda: known)
    assert run_command(capsys, str(tmp_path / "none"), "student_kind=task_llm")[0] == 3
