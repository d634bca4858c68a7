"""The check of the record against a folder of texts, on a small text of our own."""

from __future__ import annotations

import hashlib
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from kb.importers.files import RecordFile, canonical, parse, read_folder
from kb.importers.quotes import Check, Folder, Report

FIRST = """# Acme Terms
Effective April 18, 2024
1. You may not use Output to train a competing model, except models of Acme.
2. Output is yours.
"""
SECOND = (
    """# Acme Terms
1. You may not use Output to train any model, except models of Acme.
2. Output is yours.
"""
    + "Nothing here. " * 40
    + "\n9. We may train on what you send.\n"
)
OPINION = "The court holds that outputs are free.\n"


def clause(**more: Any) -> dict[str, Any]:
    norm = {"forbids": "train", "when": "trains", "unless": [{"when": "same_kind", "words": "except models of Acme"}]}
    return {
        "key": "no-training",
        "pinpoint": "§ 1",
        "quote": "You may not use Output to train a competing model",
        "summary": "No.",
        "norms": [norm],
        **more,
    }


def version(day: str, how: str, file: str, *clauses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"valid_from": day, "dated_by": how, "sources": [{"file": file, "retrieved": day}], "clauses": list(clauses), **more}


def instrument(*versions: dict[str, Any], **more: Any) -> RecordFile:
    return as_file(
        "instruments", {"slug": "acme-terms", "title": "Acme Terms", "kind": "service_terms", "versions": list(versions), **more}
    )


def as_file(kind: str, record: dict[str, Any]) -> RecordFile:
    return parse(kind, Path(f"{record['slug']}.yaml"), canonical(kind, record))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    for name, words in (("2024-05-01.md", FIRST), ("2025-01-01.md", SECOND), ("opinion.txt", OPINION)):
        (tmp_path / name).write_text(words, encoding="utf-8")
    return Folder(tmp_path)


def check(folder: Folder, *files: RecordFile) -> Report:
    return Check(files, folder).run()


def told(report: Report) -> list[str]:
    return [f"{x.what}:{x.line}" for x in report.failures]


def test_a_right_record_passes_and_is_counted(folder: Folder) -> None:
    own = clause(quote="You may not use Output to train any model")
    last = version("2025-01-01", "seen", "2025-01-01.md", own, {"key": "yours", "same_as": "2024-04-18"})
    yours = {"key": "yours", "pinpoint": "§ 2", "quote": "Output is yours."}
    report = check(folder, instrument(version("2024-04-18", "stated", "2024-05-01.md", clause(), yours), last))
    assert told(report) == []
    assert report.counts == {"quotes": 6, "pinpoints": 4, "dates": 2, "passages": 1}
    assert [p.words for _, p in report.open["acme-terms@2025-01-01"]] == ["We may train on what you send."]


def test_wrong_words_are_told_with_file_and_line(folder: Folder) -> None:
    report = check(folder, instrument(version("2024-04-18", "stated", "2024-05-01.md", clause(quote="You may not use outputs to train"))))
    assert told(report) == ["quote:13"]
    assert str(report.failures[0]).startswith("acme-terms.yaml:13: quote: not in 2024-05-01.md: You may not use outputs")


def test_words_of_an_exception_are_looked_for(folder: Folder) -> None:
    wrong = clause()
    wrong["norms"][0]["unless"][0]["words"] = "except models of Birch"
    assert told(check(folder, instrument(version("2024-04-18", "stated", "2024-05-01.md", wrong)))) == ["quote:20"]


def test_a_clause_carried_over_must_stand_in_the_later_text(folder: Folder) -> None:
    later = version("2025-01-01", "seen", "2025-01-01.md", {"key": "no-training", "same_as": "2024-04-18"})
    report = check(folder, instrument(version("2024-04-18", "stated", "2024-05-01.md", clause()), later))
    assert [f.what for f in report.failures] == ["quote"]
    assert "carried over from 2024-04-18" in report.failures[0].text


def test_pinpoints_dates_and_sums_are_checked(folder: Folder) -> None:
    wrong = version("2024-04-19", "stated", "2024-05-01.md", clause(pinpoint="§ 3"), newest_seen="2024-04-20")
    wrong["sources"][0]["sha256"] = "0" * 64
    assert sorted(f.what for f in check(folder, instrument(wrong)).failures) == ["date", "date", "file", "pinpoint"]
    right = version("2024-04-19", "stated", "2024-05-01.md", clause(), note="In force a day after April 18: on April 19, 2024.")
    right["sources"][0]["sha256"] = hashlib.sha256(FIRST.encode()).hexdigest()
    assert told(check(folder, instrument(right))) == []


def test_a_day_seen_is_that_of_a_file(folder: Folder) -> None:
    unseen = version("2025-02-01", "seen", "2025-01-01.md", clause(quote="You may not use Output to train any model"))
    unseen["sources"][0]["retrieved"] = "2025-01-01"
    assert told(check(folder, instrument(unseen))) == ["date:5"]


def test_files_that_are_not_there_are_said_once_and_never_read_outside(folder: Folder) -> None:
    rows = [version("2024-04-18", "stated", "gone.md", clause()), version("2025-01-01", "seen", "gone.md", clause()),
            version("2026-01-01", "seen", "../../etc/passwd", clause())]  # fmt: skip
    report = check(folder, instrument(*rows))
    assert report.failures == []
    assert folder.absent == {"gone.md", "../../etc/passwd"}


def test_reasons_for_passages_left_out(folder: Folder) -> None:
    row = version("2025-01-01", "seen", "2025-01-01.md", clause(quote="You may not use Output to train any model"))
    reasons = [
        {"passage": "We may train on what you send", "reason": "The provider's own training."},
        {"passage": "sell outputs", "reason": "Sale."},
    ]
    report = check(folder, instrument(row, left_out=reasons))
    assert report.open == {}
    assert [f.text for f in report.unused] == ["no passage without a clause holds these words: sell outputs"]


@pytest.mark.parametrize(("status", "quote", "failures", "unheld"), [
    ("verified", "outputs are free", 0, 0), ("reported", "outputs are free", 0, 0), ("verified", "outputs are property", 1, 0),
    ("reported", "outputs are property", 0, 1),
])  # fmt: skip
def test_quotes_of_a_case_are_looked_for_in_the_texts_of_its_sources(
    folder: Folder, status: str, quote: str, failures: int, unheld: int
) -> None:
    source = as_file("sources", {"slug": "opinion", "title": "An opinion", "files": ["opinion.txt"]})
    holding = {"key": "free", "text": "Free.", "quote": quote, "verification": status, "sources": ["opinion"]}
    report = check(folder, source, as_file("cases", {"slug": "a-v-b", "caption": "A v. B", "holdings": [holding]}))
    assert (len(report.failures), len(report.unheld)) == (failures, unheld)


def test_the_command_fails_where_the_check_does(tmp_path: Path, folder: Folder) -> None:
    def run(*versions: dict[str, Any]) -> str:
        fixtures = tmp_path / "fixtures" / "instruments"
        fixtures.mkdir(parents=True, exist_ok=True)
        (fixtures / "acme-terms.yaml").write_text(instrument(*versions).text, encoding="utf-8")
        out = StringIO()
        call_command("check_texts", folder.root, fixtures=tmp_path / "fixtures", stdout=out)
        return out.getvalue()

    assert "0 failures" in run(version("2024-04-18", "stated", "2024-05-01.md", clause()))
    with pytest.raises(CommandError, match="1 failures"):
        run(version("2024-04-18", "stated", "2024-05-01.md", clause(quote="never said")))


if os.environ.get("KB_TEXTS"):  # third-party texts are no part of the project

    def test_the_whole_record_stands_in_the_texts_given() -> None:
        report = Check(list(read_folder(Path(__file__).parents[2] / "fixtures")), Folder(Path(os.environ["KB_TEXTS"]))).run()
        assert [str(f) for f in (*report.failures, *report.unheld, *report.unused)] == []
        assert {version: len(found) for version, found in report.open.items()} == {}
        assert report.counts["quotes"] > 2000
