"""Counts of what the record covers, on the sample: each counted again here in another way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.queries.coverage import Coverage, coverage, in_force
from kb.queries.published import Published
from kb.rules.compile import compile_knowledge
from kb.rules.shapes import SHAPES
from tests.sample import sample

DAY = "2026-01-01"


def published(rows: dict[str, list[dict[str, Any]]]) -> Published:
    return Published("sha256:test", compile_knowledge(rows), {k: {r["slug"]: r for r in rows.get(k, ())} for k in SHAPES}, {})


@pytest.fixture
def rows() -> dict[str, list[dict[str, Any]]]:
    return sample()


@pytest.fixture
def found(rows: dict[str, list[dict[str, Any]]]) -> Coverage:
    return coverage(published(rows), DAY)


def test_every_record_is_counted_once(rows: dict[str, list[dict[str, Any]]], found: Coverage) -> None:
    assert found.totals()["records"] == sum(map(len, rows.values()))
    assert {k.kind: k.records for k in found.kinds} == {kind: len(x) for kind, x in rows.items() if x}
    assert [t.slug for t in found.texts] == sorted(r["slug"] for r in rows["instruments"])


@pytest.mark.parametrize("kind", ["models", "laws", "cases", "edges", "incidents"])
def test_statements_are_counted_by_what_they_say_of_themselves(kind: str, rows: dict[str, list[dict[str, Any]]], found: Coverage) -> None:
    tally = next(k.statements for k in found.kinds if k.kind == kind)
    said = json.dumps(rows[kind])
    for name in ("verified", "unverified", "disputed"):
        assert getattr(tally, name) >= said.count(f'"verification": "{name}"')


def test_a_part_without_a_word_of_its_own_counts_as_what_it_is_a_part_of() -> None:
    text = {
        "slug": "t", "title": "T", "kind": "model_license",
        "versions": [{"verification": "reported", "clauses": [
            {"key": "a", "pinpoint": "1"}, {"key": "b", "pinpoint": "2", "verification": "disputed"},
        ]}],
    }  # fmt: skip
    (line,) = coverage(published({"instruments": [text]}), DAY).texts
    assert (line.statements.reported, line.statements.disputed, line.statements.verified) == (2, 1, 0)
    assert (line.versions, line.clauses, line.norms) == (1, 2, 0)


def version(day: str, seen: str, **more: Any) -> dict[str, Any]:
    return {"valid_from": day, "newest_seen": seen, **more}


@pytest.mark.parametrize(
    ("seen", "day", "stale"), [("2025-07-05", DAY, False), ("2025-07-04", DAY, True), ("2025-07-04", "2025-08-01", False)]
)
def test_a_text_is_stale_half_a_year_after_it_was_last_seen(seen: str, day: str, *, stale: bool) -> None:
    versions = [version("2024-01-01", "2024-02-01"), version("2025-01-01", seen)]
    now = published({"instruments": [{"slug": "t", "title": "T", "kind": "service_terms", "versions": versions}]})
    (line,) = coverage(now, day).texts
    assert line.stale is stale
    assert line.newest == seen
    assert [x.valid_from for x in in_force(now.knowledge.instruments["t"].versions, day)] == ["2025-01-01"]


def test_texts_that_are_not_held_and_records_to_be_checked_again_are_listed() -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "providers": [{"slug": "acme", "name": "Acme"}, {"slug": "idle", "name": "Idle"}],
        "sources": [{"slug": "s", "title": "S", "date": "2025-03", "retrieved": "2025-05-01"}],
        "models": [{"slug": "m", "name": "M", "provider": "acme", "weights": "open", "modality": "llm", "sources": ["s"],
                    "verification": "unverified",
                    "licenses": [{"title": "Acme License", "verification": "disputed"}]}],
        "services": [{"slug": "api", "name": "API", "operator": "acme", "kind": "api", "other_texts_not_held": [{"title": "Terms"}]}],
        "cases": [{"slug": "a-v-b", "caption": "A v. B", "recheck": "The appeal."}],
    }  # fmt: skip
    found = coverage(published(rows), DAY)
    assert [(o.kind, o.slug, o.words) for o in found.unheld] == [("models", "m", "Acme License"), ("services", "api", "Terms")]
    assert [(o.kind, o.title, o.words) for o in found.recheck] == [("cases", "A v. B", "The appeal.")]
    (acme,) = found.providers
    assert (acme.models, acme.services, acme.unheld, acme.newest) == (1, 1, 2, "2025-03")
    assert (acme.statements.unverified, acme.statements.disputed) == (1, 1)
    assert found.totals()["texts_not_held"] == 2
