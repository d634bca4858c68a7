"""The core and the naive evaluator agree on every cell of each text's own facts, over the whole record."""

from __future__ import annotations

from itertools import islice, product
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kb.importers.files import read_folder
from kb.rules import vocabulary as v
from kb.rules.binding import Binding
from kb.rules.compile import compile_knowledge
from kb.rules.knowledge import Knowledge, Model, Version
from kb.rules.norms import Reader
from tests.rules.naive import outcome

FIXTURES = Path(__file__).parents[2] / "fixtures"
MAX_CELLS = 1500  # a text with more cells is sampled, with a fixed seed
SOMEONE = Model("m", "M", "issuer", "llm", "open", False, None, "", ())


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


def choices(known: Knowledge, version: Version) -> dict[str, list[Any]]:
    """The values to try for each fact that the version's norms name: all of an enum, each threshold's sides, in and out of sets."""
    named: dict[str, list[Any]] = {}
    conditions = [c for n in version.norms for c in (n.when, *(u.when for u in n.unless), *([n.open_when] if n.open_when else []))]
    for atom in (a for c in (*conditions, *(x.unencoded_when for x in version.unencoded)) for a in c.atoms):
        named.setdefault(atom.fact, []).extend(atom.values)
    return {fact: _choices(known, fact, list(dict.fromkeys(values))) for fact, values in sorted(named.items())}


def _choices(known: Knowledge, fact: str, named: list[Any]) -> list[Any]:
    kind, values = v.CONDITION_FACTS[fact]
    if kind == "bool":
        return [True, False]
    if kind == "int":
        return sorted({x + d for x in named for d in (0, 1)})
    if kind in ("country", "places"):
        members = [sorted(known.groups.get(x, {x}))[0] for x in named] + ["ZZ"]
        return [(m,) for m in members] if kind == "places" else members
    if kind == "set":
        return [frozenset({x}) for x in named] + [frozenset()]
    return list(values) or [*named, "another"]


def cells(options: dict[str, list[Any]]) -> list[dict[str, Any]]:
    size = 1
    for x in options.values():
        size *= len(x)
    if size <= MAX_CELLS:
        return [dict(zip(options, cell, strict=True)) for cell in product(*options.values())]
    random = Random(1)
    return list(islice(({n: random.choice(x) for n, x in options.items()} for _ in iter(int, 1)), MAX_CELLS))


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
            for cell in cells(choices(known, version)):
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
                    naive = outcome(clauses, values, known.groups, permission)
                    assert (core.outcome or f"asks {sorted(core.asks)}") == naive, f"{version.citation} {cell} permission={permission}"
    assert looked > 1000
