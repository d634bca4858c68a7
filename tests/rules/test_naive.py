"""The core and the naive evaluator agree on every cell of each text's own facts, over the whole record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kb.importers.files import read_folder
from kb.rules import vocabulary as v
from kb.rules.binding import Binding
from kb.rules.cells import cells, conditions_in, options_of
from kb.rules.compile import compile_knowledge
from kb.rules.knowledge import Knowledge, Model, Version
from kb.rules.norms import Reader
from tests.rules.naive import outcome

FIXTURES = Path(__file__).parents[2] / "fixtures"
MOST_CELLS = 1500  # a text with more cells is sampled
SOMEONE = Model("m", "M", "issuer", "llm", "open", multimodal=False, released=None, parameters="", links=())


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for file in read_folder(FIXTURES):
        if file.kind in ("places", "instruments"):
            found.setdefault(file.kind, []).append(file.record)
    return found


@pytest.fixture(scope="module")
def known(rows: dict[str, list[Any]]) -> Knowledge:
    return compile_knowledge(rows)


def carried(record: dict[str, Any], version: Version) -> list[dict[str, Any]]:
    """The clauses of a version as the file gives them, `same_as` followed."""
    by_date = {str(x.get("valid_from") or "undated"): x for x in record["versions"]}

    def follow(date: str, key: str) -> dict[str, Any]:
        found = next(c for c in by_date[date]["clauses"] if c["key"] == key)
        return follow(found["same_as"], key) if found.get("same_as") else found

    return [follow(str(c["same_as"]), c["key"]) if c.get("same_as") else c for c in _source(record, version)["clauses"]]


def _source(record: dict[str, Any], version: Version) -> dict[str, Any]:
    keys = [c.key for c in version.clauses]
    return next(
        x for x in record["versions"]
        if str(x.get("valid_from") or "undated") in version.name and [c["key"] for c in x.get("clauses") or ()] == keys
        and (not x.get("language") or version.language == x["language"])
    )  # fmt: skip


def test_core_agrees_with_the_naive_evaluator(known: Knowledge, rows: dict[str, list[Any]]) -> None:
    looked = 0
    for record in rows["instruments"]:
        for version in known.instruments[record["slug"]].versions:
            if not version.norms and not version.unencoded:
                continue
            clauses = carried(record, version)
            conditions = conditions_in(version.norms, version.unencoded)
            for cell in cells(options_of(conditions, known.groups), conditions, MOST_CELLS):
                for permission in (False, True):
                    looked += 1
                    values = {
                        **dict.fromkeys(v.CONDITION_FACTS),
                        "collection": "manual",
                        **cell,
                        "permission": permission,
                        "base_permission": False,
                    }
                    binding = Binding(
                        known.instruments[record["slug"]], version, "teacher_license", "teacher", SOMEONE, "issuer", "verified"
                    )
                    core = Reader(binding, values, SOMEONE, None).run()
                    naive = outcome(clauses, values, known.groups, permitted=permission)
                    assert (core.outcome or f"asks {sorted(core.asks)}") == naive, f"{version.citation} {cell} permission={permission}"
    assert looked > 1000
