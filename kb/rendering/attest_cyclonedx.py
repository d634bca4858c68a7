"""Verdicts as CycloneDX: declarations with an attestation a thing, properties and references on its component.

A bill that was checked is given back with them added; of any other document a bill is made. What an earlier check added is
replaced. CycloneDX has declarations since 1.6, so an older bill is raised to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from kb.importers.bounded import json_value, mapping, several
from kb.importers.cyclonedx import FACT, ROLE
from kb.rendering.attested import PREFIX, Attested, attested, subject_of, urn
from kb.rendering.questions import as_text
from kb.rules.verdict import ENGINE, to_json
from kb.services.check import Checked

REQUIREMENT = f"{PREFIX}-requirement"
ASSESSOR = f"{PREFIX}-assessor"
STANDARD = f"{PREFIX}-standard"
SCORES = {"permitted": 1, "prohibited": 0}  # what hangs on a duty or a fact has no score
TYPES = {"model": "machine-learning-model", "dataset": "data"}
STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
Bill = dict[str, Any]


def _written(version: str, checked: Checked, name: str, site: str = "") -> str:
    """The bill, in at least this version."""
    things = attested(checked)
    bill = _own(checked) or _made(checked, name, things)
    bill["specVersion"] = max(version, bill["specVersion"])
    if "$schema" in bill:
        bill["$schema"] = f"http://cyclonedx.org/schema/bom-{bill['specVersion']}.schema.json"
    for thing in things:
        if (component := _at(bill, thing.source.mention.place)) is not None:
            _mark(component, thing, checked, site)
    _declare(bill, checked, things, site)
    return to_json(bill) + "\n"


as_cyclonedx_1_6 = partial(_written, "1.6")
as_cyclonedx_1_7 = partial(_written, "1.7")


def _own(checked: Checked) -> Bill:
    """The bill that was checked; empty where the document is none."""
    return mapping(json_value(checked.document.text)) if checked.document.format == "cyclonedx" else {}


def _made(checked: Checked, name: str, things: list[Attested]) -> Bill:
    """A bill of what the document names: bases as ancestors of the subject, everything else as components."""
    subject: Bill = {"type": TYPES["model"], "bom-ref": f"{PREFIX}-subject", "name": subject_of(checked, name)}
    if ancestors := [_component(t, checked) for t in things if t.source.mention.role == "base"]:
        subject["pedigree"] = {"ancestors": ancestors}
    parts = [_component(t, checked) for t in things if t.source.mention.role != "base"]
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": urn(checked, name), "version": 1,
        "metadata": {"timestamp": f"{checked.as_of}T00:00:00Z", "component": subject}, "components": parts,
    }  # fmt: skip


def _component(thing: Attested, checked: Checked) -> Bill:
    role = thing.source.mention.role
    kind = "data" if role == "dataset" or thing.source.kind == "dataset" else "machine-learning-model"
    made: Bill = {"type": kind, "bom-ref": f"{PREFIX}-component-{thing.number}", "name": thing.name}
    _mark(made, thing, checked, "")
    stated = {ROLE: role} if role in ("teacher", "base") and kind != "data" else {}
    stated |= {f"{FACT}{fact}": as_text(value) for fact, value in thing.source.mention.facts.items()}
    made["properties"] = [*({"name": name, "value": value} for name, value in stated.items()), *made["properties"]]
    return made


def _at(bill: Bill, place: str) -> Bill | None:
    """The component at a place such as `components[0].pedigree.ancestors[1]`, or None."""
    here: Any = bill
    for step in place.split("."):
        found = STEP.fullmatch(step)
        here = mapping(here).get(found[1]) if found else None
        if found and found[2] is not None:
            at = int(found[2])
            here = here[at] if isinstance(here, list) and at < len(here) else None
    return here if isinstance(here, dict) and {"type", "name"} <= here.keys() and "modelCard." not in place else None


def _mark(component: Bill, thing: Attested, checked: Checked, site: str) -> None:
    """Set the properties of a check on a component, in place of those of an earlier one, and the way to the full answers."""
    kept = [p for p in several(component.get("properties")) if _stated(str(mapping(p).get("name")))]
    component["properties"] = [*kept, *({"name": name, "value": value} for name, value in thing.as_properties(checked))]
    references = [r for r in several(component.get("externalReferences")) if mapping(r).get("comment") != PREFIX]
    references += [{"type": "attestation", "url": url, "comment": PREFIX} for url in thing.answers(site)]
    if references or "externalReferences" in component:
        component["externalReferences"] = references


def _stated(name: str) -> bool:
    """Whether the makers of the bill stated this property, not a check."""
    return not _ours(name) or name == ROLE or name.startswith(FACT)


def _declare(bill: Bill, checked: Checked, things: list[Attested], site: str) -> None:
    declared = bill["declarations"] = {**mapping(bill.get("declarations"))}
    targets = declared["targets"] = {**mapping(declared.get("targets"))}
    _extend(targets, "components", [_target(t, checked) for t in things])
    _extend(declared, "assessors", [{"bom-ref": ASSESSOR, "thirdParty": True, "organization": {"name": PREFIX}}])
    _extend(declared, "claims", [_claim(t, site) for t in things])
    _extend(declared, "evidence", [e for t in things for e in _evidence(t)])
    said = f"{checked.outcome}: {checked.verdict}, risk {checked.risk}, as of {checked.as_of}. {checked.as_dict()['disclaimer']}"
    earlier = [a for a in several(declared.get("attestations")) if mapping(a).get("assessor") != ASSESSOR]
    declared["attestations"] = [*earlier, {"summary": said, "assessor": ASSESSOR, "map": [_conformance(t) for t in things]}]
    defined = bill["definitions"] = {**mapping(bill.get("definitions"))}
    _extend(defined, "standards", [_standard()])


def _extend(held: Bill, field: str, new: list[Bill]) -> None:
    """Put new entries in place of those of an earlier check."""
    held[field] = [x for x in several(held.get(field)) if not _ours(mapping(x).get("bom-ref"))] + new


def _ours(name: object) -> bool:
    return str(name).startswith((f"{PREFIX}:", f"{PREFIX}-"))


def _target(thing: Attested, checked: Checked) -> Bill:
    made = _component(thing, checked)
    place = {"name": f"{PREFIX}:place", "value": thing.source.mention.place}
    return {**made, "bom-ref": f"{PREFIX}-target-{thing.number}", "properties": [*made["properties"], place]}


def _claim(thing: Attested, site: str) -> Bill:
    evidence = [e["bom-ref"] for e in _evidence(thing)]
    claim: Bill = {
        "bom-ref": f"{PREFIX}-claim-{thing.number}", "target": f"{PREFIX}-target-{thing.number}",
        "predicate": f"{thing.source.mention.role}: {thing.verdict}, risk {thing.risk}", "reasoning": thing.words(),
        "counterEvidence" if thing.verdict == "prohibited" else "evidence": evidence,
    }  # fmt: skip
    if answers := thing.answers(site):
        claim["externalReferences"] = [{"type": "attestation", "url": url} for url in answers]
    return claim


def _evidence(thing: Attested) -> Iterator[Bill]:
    for n, cited in enumerate(thing.citations(), 1):
        contents = {"contents": {"url": cited["url"]}} if cited["url"] else {}
        words = " ".join(x for x in (cited["title"], cited["pinpoint"]) if x)
        quote = f": “{cited['quote']}”" if cited["quote"] else ""
        yield {
            "bom-ref": f"{PREFIX}-evidence-{thing.number}-{n}", "propertyName": cited["id"], "description": f"{words}{quote}",
            "data": [{"name": words, "classification": cited["verification"], **contents}],
        }  # fmt: skip


def _conformance(thing: Attested) -> Bill:
    score = {"score": SCORES[thing.verdict]} if thing.verdict in SCORES else {}
    duties = f" What must be done: {' '.join(thing.duties)}" if thing.duties else ""
    side = "counterClaims" if thing.verdict == "prohibited" else "claims"
    return {
        "requirement": REQUIREMENT,
        side: [f"{PREFIX}-claim-{thing.number}"],
        "conformance": {**score, "rationale": f"{thing.verdict}. {thing.words()}{duties}"},
    }


def _standard() -> Bill:
    words = "No text that binds the asker forbids the use stated, and what must be done for it is done."
    asked = {"bom-ref": REQUIREMENT, "identifier": "use", "title": "The use stated is allowed", "text": words}
    return {"bom-ref": STANDARD, "name": f"{PREFIX}: a use of models and data sets", "version": ENGINE, "requirements": [asked]}
