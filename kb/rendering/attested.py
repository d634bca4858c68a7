"""What a check attests of each thing that a document names: one reading of the result for every form of attestation."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kb.rendering.questions import facts_query
from kb.rules.verdict import highest, strongest, to_json
from kb.services.check import CANNOT_JUDGE, RISK_OF_THE_OPEN, Checked, Part, Reason
from kb.services.recognition import RECORDS, Recognized

PREFIX = "canidistill"


@dataclass(frozen=True, slots=True)
class Attested:
    """One thing with its verdict over all its parts; "undetermined" where it could not be asked about."""

    number: int
    source: Recognized
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]

    @property
    def name(self) -> str:
        """The name as the document writes it."""
        return self.source.mention.name

    @property
    def verdict(self) -> str:
        """The strongest verdict."""
        open_ = [r for r in self.reasons if r.outcome == CANNOT_JUDGE]
        return strongest([p.verdict["verdict"] for p in self.parts] + ["undetermined"] * bool(open_ or not self.parts))

    @property
    def risk(self) -> str:
        """The highest risk."""
        return highest([p.verdict["risk"] for p in self.parts] + [RISK_OF_THE_OPEN] * (self.verdict == "undetermined"))

    @property
    def duties(self) -> list[str]:
        """The duties that it brings, once each."""
        return list(dict.fromkeys(c["text"] for p in self.parts for c in p.verdict["conditions"]))

    def words(self) -> str:
        """Why, in words: the headlines of its parts, or what could not be judged."""
        said = [p.verdict["headline"] for p in self.parts] + [r.text for r in self.reasons if r.outcome == CANNOT_JUDGE]
        return " ".join(dict.fromkeys(said))

    def citations(self) -> list[Mapping[str, Any]]:
        """The citations of what decides: of steps that hold and of duties."""
        wanted = {s["citation"] for p in self.parts for f in p.verdict["findings"] for s in f["steps"] if s["holds"]}
        wanted |= {c["citation"] for p in self.parts for c in p.verdict["conditions"]}
        return list({c["id"]: c for p in self.parts for c in p.verdict["citations"] if c["id"] in wanted}.values())

    def as_properties(self, checked: Checked) -> Iterator[tuple[str, str]]:
        """Names and values for bills of materials."""
        yield f"{PREFIX}:verdict", self.verdict
        yield f"{PREFIX}:risk", self.risk
        yield f"{PREFIX}:as_of", checked.as_of
        yield f"{PREFIX}:revision", checked.revision
        yield f"{PREFIX}:use", to_json(dict(checked.use))
        if self.source.slug and self.source.kind in RECORDS:
            yield f"{PREFIX}:record", f"{RECORDS[self.source.kind]}/{self.source.slug}"
        yield from ((f"{PREFIX}:condition", duty) for duty in self.duties)

    def answers(self, site: str) -> list[str]:
        """The addresses of the full answers; none where the site's own address is not known."""
        return [f"{site}/ask/?{facts_query(p.verdict)}" for p in self.parts if p.source.kind in RECORDS] if site else []


def attested(checked: Checked) -> list[Attested]:
    """Each model and data set that is named, in the order of the document, once for a role and a name."""
    found: dict[tuple[str, str], Recognized] = {}
    for one in checked.mentions:
        if one.mention.role != "license":
            found.setdefault((one.mention.role, one.slug or one.mention.name), one)
    return [
        Attested(number, one, _parts(checked, role, one.slug), tuple(r for r in checked.reasons if r.name == one.mention.name))
        for number, ((role, _), one) in enumerate(found.items(), 1)
    ]


def _parts(checked: Checked, role: str, slug: str | None) -> tuple[Part, ...]:
    """The parts that a thing was asked about in; a base without a part of its own was judged with what was trained on it."""
    own = tuple(p for p in checked.parts if slug and (p.source.mention.role, p.source.slug) == (role, slug))
    return own or tuple(p for p in checked.parts if slug and role == "base" and p.base == slug)


def subject_of(checked: Checked, name: str) -> str:
    """What the document is about, by its own name or the file's."""
    return checked.document.subject.name if checked.document.subject else name or "document"


def urn(checked: Checked, name: str) -> str:
    """A name for what is emitted: the same result has the same."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, to_json(checked.as_dict()) + name)}"
