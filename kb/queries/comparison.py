"""Two versions of a text, clause by clause: what went, what came, what changed, what stayed."""

from __future__ import annotations

from dataclasses import dataclass

from kb.rules import conditions
from kb.rules.knowledge import Clause, Norm, Version


@dataclass(frozen=True, slots=True)
class Pair:
    """Clauses that stand side by side; one of them may be missing. `state`: removed, added, changed, moved, same, or beside."""

    old: Clause | None
    new: Clause | None
    state: str


def of_versions(old: Version, new: Version) -> list[Pair]:
    """The clauses of two versions of one text by their keys, in the order of the new version, removed ones where they stood."""
    before = {c.key: c for c in old.clauses}
    after = {c.key: c for c in new.clauses}
    pairs = [Pair(before.get(c.key), c, _state(before.get(c.key), c)) for c in new.clauses]
    for i, clause in enumerate(old.clauses):
        if clause.key not in after:
            pairs.insert(_place(pairs, [c.key for c in old.clauses[:i]]), Pair(clause, None, "removed"))
    return pairs


def _place(pairs: list[Pair], earlier: list[str]) -> int:
    """Behind the last pair that stood before it in the old version."""
    return max((i + 1 for i, p in enumerate(pairs) if p.old and p.old.key in earlier), default=0)


def _state(old: Clause | None, new: Clause) -> str:
    if old is None:
        return "added"
    if (old.quote, old.summary, rules(old)) != (new.quote, new.summary, rules(new)):
        return "changed"
    return "same" if old.pinpoint == new.pinpoint else "moved"


def rules(clause: Clause) -> list[str]:
    """The norms of a clause, each as a line of plain words."""
    return [_rule(n) for n in clause.norms] + ([f"not encoded: {clause.unencoded}"] if clause.unencoded else [])


def _rule(norm: Norm) -> str:
    unless = "".join(f"; unless {conditions.in_words(e.when)}" for e in norm.unless)
    duty = f": {norm.duty.removesuffix('.')}," if norm.duty else ""
    return f"{norm.effect} {norm.act}{duty} when {conditions.in_words(norm.when)}{unless}"
