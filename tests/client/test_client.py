"""What the client says, online and offline, and how it ends."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from canidistill_client import InputError, Record, Site, UnjudgedError
from canidistill_client.questions import as_texts, as_typed
from kb.rendering.client_file import client_file
from tests.client.conftest import Run

ROOT = Path(__file__).parents[2]
LINES = [json.loads(line) for f in sorted((ROOT / "tests/scenarios").glob("*.jsonl")) for line in f.read_text().splitlines() if line]
QUESTIONS = [{"as_of": "2026-11-24", **line["question"]} for line in LINES]
BAD = [{"teacher": "gpt-4o", "chanel": "api"}, {"teacher": "no such model"}, [], "x", 1, None, {}]
FORBIDDEN = ["teacher=llama-3-70b", "channel=weights", "method=outputs", "student_kind=general_llm"]
ALLOWED = ["teacher=llama-3-70b", "channel=weights", "method=outputs", "student_kind=classifier", "release=internal"]
OPEN = ["teacher=gpt-4o", "channel=api", "method=outputs", "student_kind=general_llm"]


def test_the_file_has_the_same_bytes_each_time_and_holds_the_client_and_the_core_alone() -> None:
    made = client_file()
    client_file.cache_clear()
    assert client_file() == made
    names = zipfile.ZipFile(io.BytesIO(made.data)).namelist()
    assert names == sorted(names)
    assert {n.rpartition("/")[0] for n in names} == {"", "canidistill_client", "kb", "kb/rules"}


def test_an_instance_serves_the_file_and_its_hash(site: str) -> None:
    wire = Site(site).wire
    assert wire.read("/client/canidistill.pyz") == client_file().data
    told = json.loads(wire.read("/client/manifest.json"))
    assert (told["sha256"], told["bytes"]) == (client_file().sha256, len(client_file().data))
    assert told["url"] == f"{site}/client/canidistill.pyz"


def test_every_scenario_has_the_bytes_of_the_instance_offline(site: str, folder: Path) -> None:
    online, offline = Site(site), Record.open(folder)
    asked = [json.dumps(q) for q in (*QUESTIONS, *BAD)]
    for options in ({}, {"include": "flips,alternatives"}, {"explain": "short"}, {"explain": "none"}):
        assert list(offline.lines(asked, **options)) == list(online.lines(asked, **options))


@pytest.mark.parametrize("question", QUESTIONS[::7], ids=[line["id"] for line in LINES[::7]])
def test_a_single_question_has_the_bytes_of_the_instance_offline(site: str, folder: Path, question: dict[str, Any]) -> None:
    online, offline = Site(site), Record.open(folder)
    for options in ({}, {"include": ""}, {"explain": "short"}):
        assert said(offline, question, options) == said(online, question, options)


def said(source: Site | Record, question: dict[str, Any], options: dict[str, str]) -> str:
    try:
        return source.ask_json(question, **options)
    except InputError as error:
        return json.dumps(error.problem)


def test_a_large_batch_is_numbered_through(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("canidistill_client.online.AT_ONCE", 3)
    found = list(Site(site).ask_many([*QUESTIONS[:4], *BAD[:1], *QUESTIONS[:2]]))
    assert [f["number"] for f in found] == [1, 2, 3, 4, 5, 6, 7]
    assert [f["status"] for f in found] == [200, 200, 200, 200, 400, 200, 200]


@pytest.mark.parametrize(("words", "status", "told"), [
    (["ask", *ALLOWED], 0, "PERMITTED"),
    (["ask", *FORBIDDEN], 1, "PROHIBITED"),
    (["ask", *OPEN], 2, "What would settle it"),
    (["ask", *ALLOWED, "--max-risk", "none"], 1, "PERMITTED"),
    (["ask", *ALLOWED, "--fail-on", "permitted"], 1, "PERMITTED"),
    (["ask", *ALLOWED, "relase=internal"], 3, "accepted: release"),
    (["ask", *ALLOWED, "--fail-on", "no"], 3, "--fail-on takes"),
    (["ask", "teacher"], 3, "fact=value"),
    (["ask"], 3, "required"),
    (["ask", *ALLOWED, "--site", "ftp://example.org"], 3, "no address of an instance"),
    (["ask", *ALLOWED, "--site", "http://example.org"], 3, "https alone"),
])  # fmt: skip
def test_how_a_question_ends(run: Run, folder: Path, words: list[str], status: int, told: str) -> None:
    online = run(*words, CANIDISTILL_TOKEN="" if "https" not in told else "secret-word")
    assert (online.returncode, told in online.stdout + online.stderr) == (status, True), online.stderr
    assert "secret-word" not in online.stdout + online.stderr
    if "--site" not in words:
        offline = run(*words, CANIDISTILL_RECORD=str(folder), CANIDISTILL_SITE="http://127.0.0.1:1")
        assert (offline.returncode, offline.stdout) == (online.returncode, online.stdout)
        assert offline.returncode != 3 or told in offline.stderr


def test_a_batch_ends_with_the_worst_of_its_answers(run: Run, folder: Path) -> None:
    asked = [json.dumps(dict(w.split("=") for w in words)) for words in (ALLOWED, OPEN, FORBIDDEN)]
    for upto, status in (1, 0), (2, 2), (3, 1):
        for more in {}, {"CANIDISTILL_RECORD": str(folder)}:
            done = run("batch", told="\n".join(asked[:upto]), **more)
            assert (done.returncode, done.stdout.count("\n")) == (status, upto), done.stderr
    quiet = run("batch", "--quiet", told="\n\n".join(asked))
    assert [line.partition(": ")[2].partition(":")[0] for line in quiet.stdout.splitlines()] == ["question 2", "question 3"]
    assert run("batch", told="\n".join([*asked, '{"teacher": 1}'])).returncode == 3
    broken = run("batch", told=f"{asked[0]}\n{{")
    assert (broken.returncode, "line 2 is no JSON" in broken.stderr) == (3, True)


def test_documents_are_checked_by_upload(run: Run, tmp_path: Path) -> None:
    use = ["--use", "student_kind=classifier", "--use", "release=internal", "--use", "market=DE,FR", "--use", "competes=false"]
    good, bad, odd, broken = (tmp_path / name for name in ("good.txt", "bad.txt", "odd.txt", "broken.txt"))
    good.write_text("teacher llama-3-70b channel=weights\n")
    bad.write_text("teacher llama-3-70b channel=weights student_kind=general_llm\n")
    odd.write_text("model who\n")
    broken.write_bytes(b"\xff")
    for files, status in ([good], 0), ([good, bad], 1), ([good, odd], 2), ([broken], 3), ([tmp_path / "none"], 3):
        done = run("check", *use, *map(str, files))
        assert done.returncode == status, done.stdout + done.stderr
    both = run("check", *use, str(broken), str(bad))
    assert (both.returncode, "byte 1" in both.stderr, "FAIL" in both.stdout) == (3, True, True)
    assert run("check", *use, "--use", "relase=x", str(good)).returncode == 3
    assert json.loads(run("check", *use, "--report", "json", str(good)).stdout)["outcome"] == "pass"
    assert run("check", *use, "--report", "junit", str(good)).stdout.startswith("<?xml")
    assert run("check", *use, "--report", "junit", str(good), str(odd)).returncode == 3


def test_nothing_that_was_changed_is_answered_from(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    models = copy / "models.jsonl"
    whole = models.read_bytes()
    models.write_bytes(whole.replace(b"open", b"closed", 1))
    with pytest.raises(UnjudgedError, match="sha256 differs"):
        Record.open(copy)
    models.write_bytes(whole)
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["files"] = [f for f in manifest["files"] if f["kind"] != "models"]
    (copy / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(UnjudgedError, match="do not make up"):
        Record.open(copy)
    models.unlink()
    (copy / "manifest.json").unlink()
    with pytest.raises(InputError, match=r"manifest\.json is missing"):
        Record.open(copy)


def test_a_download_replaces_a_revision_and_nothing_else(run: Run, folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "laws.jsonl").write_text("broken")
    done = run("download", str(copy))
    assert (done.returncode, Record.open(copy).knowledge.revision) == (0, done.stdout.strip())
    assert run("download", str(tmp_path)).returncode == 3
    assert run("download", str(tmp_path / "new"), "--revision", "sha256:" + "0" * 64).returncode == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["copy"]


def test_facts_go_over_into_texts_and_back() -> None:
    facts = {"teacher": "gpt-4o", "competes": True, "market": ["DE", "US-CA"], "annual_revenue_usd": 5}
    assert as_typed(as_texts({**facts, "country": None})) == facts
    assert as_typed({"competes": "perhaps", "no_such": "true"}) == {"competes": "perhaps", "no_such": "true"}
