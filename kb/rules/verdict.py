"""The verdict and its parts. A step without a citation cannot be built. `to_json` gives the same bytes everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from kb.rules import vocabulary as v
from kb.rules.errors import RulesError
from kb.rules.knowledge import Cited
from kb.rules.question import Assumption

ENGINE = "3"  # rises whenever the same question and revision would be given other bytes than before

RISK_RANK = {level: i for i, level in enumerate(v.RISKS)}
VERDICT_RANK = {verdict: i for i, verdict in enumerate(v.VERDICTS)}  # 0 is the strongest


class UncitedError(RulesError):
    """A statement without its source."""


@dataclass(frozen=True, slots=True)
class Step:
    """One norm, read for this question. `holds` is None where it turns on facts that are not known."""

    norm: str
    effect: str
    holds: bool | None
    because: tuple[str, ...]
    defeated_by: str | None
    citation: str
    reads: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.citation:
            raise UncitedError(f"step {self.norm or '?'} has no citation")

    def as_dict(self) -> dict[str, Any]:
        """The step as the verdict shows it; rules of construction stand under `reads`."""
        return {"norm": self.norm, "effect": self.effect, "holds": self.holds, "because": list(self.because),
                "defeated_by": self.defeated_by, "citation": self.citation, "reads": list(self.reads)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What one text says. `instrument` and `version` are None where no text is held; `text` then says what was looked for."""

    instrument: str | None
    version: str | None
    title: str
    role: str
    outcome: str
    basis: str
    text: str
    steps: tuple[Step, ...]
    citation: str | None

    def as_dict(self) -> dict[str, Any]:
        """The finding as the verdict shows it."""
        return {"instrument": self.instrument, "version": self.version, "title": self.title, "role": self.role, "outcome": self.outcome,
                "basis": self.basis, "text": self.text, "citation": self.citation, "steps": [s.as_dict() for s in self.steps]}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duty:
    """A condition: what must be done, and when. `soft` duties are listed and do not make an answer conditional."""

    text: str
    citation: str | None
    name_prefix: str = ""
    soft: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The condition as an item of a checklist."""
        return {"text": self.text, "citation": self.citation}


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that would settle the answer; `decides` gives the verdict for each class of its values."""

    fact: str
    question: str
    decides: dict[str, str]

    def as_dict(self) -> dict[str, Any]:
        """The fact to ask for next."""
        return {"fact": self.fact, "question": self.question, "decides": self.decides}


@dataclass(frozen=True, slots=True)
class Exposure:
    """What could be invoked against the asker by one avenue, and how likely that is to matter."""

    avenue: str
    level: str
    summary: str
    citations: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The avenue as the verdict shows it."""
        return {"avenue": self.avenue, "level": self.level, "summary": self.summary, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A model whose outputs the teacher (or the base) learned from, and whether its terms forbade that."""

    ancestor: str
    path: tuple[str, ...]
    relation: str
    evidence: str
    disputed: bool
    pattern: str
    level: str
    summary: str
    citations: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The ancestor as the verdict shows it. It never binds."""
        return {"ancestor": self.ancestor, "path": list(self.path), "relation": self.relation, "evidence": self.evidence,
                "disputed": self.disputed, "pattern": self.pattern, "binding": False, "level": self.level, "summary": self.summary,
                "citations": list(self.citations)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pending:
    """A bill, or a law that does not apply yet, and what it would change."""

    instrument: str
    status: str
    if_in_force: str
    citations: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The bill as the verdict shows it."""
        return {"instrument": self.instrument, "status": self.status, "if_in_force": self.if_in_force, "citations": list(self.citations)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one question. `warnings` are (code, text)."""

    verdict: str
    basis: str
    risk: str
    headline: str
    question: dict[str, Any]
    assumptions: tuple[Assumption, ...]
    revision: str
    as_of: str
    findings: tuple[Finding, ...]
    conditions: tuple[Duty, ...]
    missing: tuple[Missing, ...]
    exposure: tuple[Exposure, ...]
    lineage: tuple[Ancestor, ...]
    pending: tuple[Pending, ...]
    citations: tuple[Cited, ...]
    warnings: tuple[tuple[str, str], ...]
    flips: tuple[dict[str, Any], ...] = ()
    alternatives: tuple[dict[str, Any], ...] = ()
    extras: frozenset[str] = field(default_factory=frozenset)

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain data, in the order of the contract. `flips` and `alternatives` only where asked for."""
        return {n: [x.as_dict() for x in value] if isinstance(value, tuple) else value for n, value in self._members()}

    def as_json(self) -> str:
        """`to_json(self.as_dict())`, put together from the texts of parts, which many verdicts have in common."""
        members: list[str] = []
        for shared, some in groupby(self._members(), key=lambda x: isinstance(x[1], tuple)):
            here = dict(some)
            members += [f'"{n}":{_texts(parts)}' for n, parts in here.items()] if shared else [to_json(here)[1:-1]]
        return f"{{{','.join(members)}}}"

    def _members(self) -> Iterator[tuple[str, Any]]:
        """The members in the order of the contract: plain data, or a tuple of parts."""
        yield from (("verdict", self.verdict), ("basis", self.basis), ("risk", self.risk), ("headline", self.headline))
        yield "question", self.question
        yield "assumptions", [a.as_dict() for a in self.assumptions]
        yield "knowledge", {"revision": self.revision, "as_of": self.as_of, "engine": ENGINE}
        yield from (("findings", self.findings), ("conditions", self.conditions))
        yield "missing", [m.as_dict() for m in self.missing]
        if "flips" in self.extras:
            yield "flips", list(self.flips)
        yield from (("exposure", self.exposure), ("lineage", self.lineage), ("pending", self.pending))
        if "alternatives" in self.extras:
            yield "alternatives", list(self.alternatives)
        yield "citations", self.citations
        yield "warnings", [{"code": c, "text": t} for c, t in self.warnings]
        yield "disclaimer", v.DISCLAIMER


Part = Finding | Duty | Exposure | Ancestor | Pending | Cited


def _texts(parts: tuple[Part, ...]) -> str:
    return f"[{','.join([_text(x) for x in parts])}]"


@lru_cache(maxsize=4096)
def _text(part: Part) -> str:
    """A part as JSON. Most of a verdict's length are quotes and steps that other verdicts have too: they are written once."""
    return to_json(part.as_dict())


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(whole: object) -> str:
    """One line of JSON: no blanks, text as it is, fields in the order of the contract."""
    return _write(whole)


def highest(levels: list[str]) -> str:
    """The highest of levels of risk; none where there are none."""
    return max(levels, key=RISK_RANK.__getitem__, default="none")


def strongest(verdicts: list[str]) -> str:
    """The strongest of verdicts; permitted where there are none."""
    return min(verdicts, key=VERDICT_RANK.__getitem__, default="permitted")
