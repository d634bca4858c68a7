"""Clauses of the published texts, each as it stands in its version: what `same_as` carries over is filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from kb.models.layout import version_name
from kb.queries.published import Published, Record
from kb.rules import knowledge as k
from kb.rules.fields import Field, Shape, f, ordered, ref
from kb.rules.text_shapes import CLAUSE, NORM, VERSION


def _those(shape: Shape, *names: str) -> tuple[Field, ...]:
    return tuple(x for x in shape.fields if x.name in names)


STANDING = Shape(
    "clauses",
    (
        ref("instrument", "instruments", required=True),
        f("version", required=True, words="the version's date, `undated` for a generic license"),
        f("key", "slug", required=True, words="stable through the versions"),
        f("citation", required=True, words="`instrument@version#key`, as verdicts cite it"),
        *_those(VERSION, "valid_from", "region", "language"),
        *(x for x in CLAUSE.fields if x.name != "key"),
    ),
    "A clause as it stands in its version.",
)


@lru_cache(maxsize=4)
def clauses(now: Published) -> Mapping[str, Record]:
    """Every clause by its citation, `instrument@version#key`, in the order of citations."""
    found = {c["citation"]: c for record in now.records["instruments"].values() for c in _of_instrument(now, record)}
    return dict(sorted(found.items()))


def _of_instrument(now: Published, record: Record) -> Iterator[Record]:
    compiled = {version.name: version for version in now.knowledge.instruments[record["slug"]].versions}
    versions = list(record.get("versions") or ())
    named = {version_name(at, versions): version for at, version in enumerate(versions)}
    for name, version in named.items():
        for clause, written in zip(compiled[name].clauses, version.get("clauses") or (), strict=True):
            yield _clause(compiled[name], version, clause, written, _carried(named, written))


def _carried(versions: Mapping[str, Record], clause: Record) -> Record:
    """The clause with words of its own that a clause stands for. The compiler has seen to it that there is one."""
    while clause.get("same_as"):
        clause = next(c for c in versions[clause["same_as"]]["clauses"] if c["key"] == clause["key"])
    return clause


def _clause(compiled: k.Version, version: Record, clause: k.Clause, written: Record, carried: Record) -> dict[str, Any]:
    norms = zip(clause.norms, carried.get("norms") or (), strict=True)
    return {
        "instrument": compiled.instrument, "version": compiled.name, "key": clause.key, "citation": clause.citation,
        "valid_from": compiled.valid_from, "region": list(version.get("region") or ()), "language": version.get("language"),
        "pinpoint": clause.pinpoint, "heading": carried.get("heading"), "quote": clause.quote, "summary": clause.summary or None,
        "same_as": written.get("same_as"), "norms": [ordered(NORM, {**raw, "id": norm.id}) for norm, raw in norms],
        "unencoded": clause.unencoded or None, "unencoded_when": clause.unencoded_when.text or None, "verification": clause.verification,
    }  # fmt: skip
