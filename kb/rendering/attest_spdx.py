"""Verdicts as SPDX 3: an annotation a thing. A document that was checked is given back with them; of any other one is made."""

from __future__ import annotations

import re
from typing import Any

from kb.importers.bounded import json_value, mapping, several
from kb.rendering.attested import PREFIX, Attested, attested, subject_of, urn
from kb.rules.verdict import to_json
from kb.services.check import Checked

CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
CREATED, CHECKED = f"_:{PREFIX}-created", f"_:{PREFIX}-checked"
PLACE = re.compile(r"@graph\[(\d+)\]")
RELATIONS = {"teacher": "trainedOn", "dataset": "trainedOn", "base": "descendantOf", "model": "dependsOn"}
Element = dict[str, Any]


def as_spdx(checked: Checked, name: str, site: str = "") -> str:
    """The document as JSON-LD."""
    things, start = attested(checked), urn(checked, name)
    graph = _own(checked)
    ids = {t.number: _id_at(graph, t) if graph else f"{start}#thing-{t.number}" for t in things}
    graph = graph or _made(checked, name, things, start)
    home = next((str(e["spdxId"]) for e in graph if e.get("type") == "SpdxDocument" and e.get("spdxId")), "")
    if not home:
        home = f"{start}#document"
        graph.append(_thing("SpdxDocument", home, subject_of(checked, name), CHECKED))
    graph += [*_creation(checked, CHECKED, start), *(_annotation(t, checked, ids[t.number] or home, start, site) for t in things)]
    return to_json({"@context": _context(checked), "@graph": graph}) + "\n"


def _context(checked: Checked) -> Any:
    own = mapping(json_value(checked.document.text)) if checked.document.format == "spdx" else {}
    return own.get("@context", CONTEXT)


def _own(checked: Checked) -> list[Element]:
    """The elements of the document that was checked, without those of an earlier check; empty where it is no SPDX document."""
    if checked.document.format != "spdx":
        return []
    whole = json_value(checked.document.text)
    if "@graph" not in whole:
        return [{n: x for n, x in whole.items() if n != "@context"}]
    return [e for e in map(mapping, several(whole["@graph"])) if CHECKED not in (e.get("creationInfo"), e.get("@id"))]


def _id_at(graph: list[Element], thing: Attested) -> str:
    """The id of the element that a thing is: where it stands, or, of a relationship, what it leads to; "" where it is not here."""
    found = PLACE.fullmatch(thing.source.mention.place)
    element = graph[int(found[1])] if found and int(found[1]) < len(graph) else {}
    names = set(thing.source.mention.names)
    tried = [element, *(e for e in graph if {str(t) for t in several(element.get("to"))} & {str(e.get("spdxId"))}), *graph]
    return next((str(e["spdxId"]) for e in tried if e.get("spdxId") and str(e.get("name")) in names), "")


def _made(checked: Checked, name: str, things: list[Attested], start: str) -> list[Element]:
    root = _thing("ai_AIPackage", f"{start}#subject", subject_of(checked, name))
    document = {**_thing("SpdxDocument", f"{start}#document", subject_of(checked, name)), "rootElement": [root["spdxId"]],
                "profileConformance": ["core", "software", "ai", "dataset"]}  # fmt: skip
    graph = [*_creation(checked, CREATED, start), document, root]
    for thing in things:
        data = thing.source.mention.role == "dataset" or thing.source.kind == "dataset"
        kind, there = ("dataset_DatasetPackage" if data else "ai_AIPackage"), f"{start}#thing-{thing.number}"
        graph.append(_thing(kind, there, thing.name) | ({"dataset_datasetType": ["noAssertion"]} if data else {}))
        relation = {"from": root["spdxId"], "to": [there], "relationshipType": RELATIONS[thing.source.mention.role]}
        graph.append({"type": "Relationship", "spdxId": f"{start}#relation-{thing.number}", "creationInfo": CREATED, **relation})
    return graph


def _thing(kind: str, there: str, name: str, created: str = CREATED) -> Element:
    return {"type": kind, "spdxId": there, "creationInfo": created, "name": name}


def _creation(checked: Checked, node: str, start: str) -> list[Element]:
    """When and by whom: apart for the document and for what a check adds, so that the next check can tell them."""
    agent = f"{start}#agent-{node.rpartition('-')[2]}"
    info = {"type": "CreationInfo", "@id": node, "specVersion": "3.0.1", "created": f"{checked.as_of}T00:00:00Z", "createdBy": [agent]}
    return [info, _thing("SoftwareAgent", agent, PREFIX, node)]


def _annotation(thing: Attested, checked: Checked, about: str, start: str, site: str) -> Element:
    said = {
        "role": thing.source.mention.role, "name": thing.name, "record": thing.source.slug, "verdict": thing.verdict, "risk": thing.risk,
        "why": thing.words(), "conditions": thing.duties, "citations": [c["id"] for c in thing.citations()],
        "as_of": checked.as_of, "revision": checked.revision, "use": dict(checked.use), "answers": thing.answers(site),
        "disclaimer": checked.as_dict()["disclaimer"],
    }  # fmt: skip
    return {
        "type": "Annotation", "spdxId": f"{start}#annotation-{thing.number}", "creationInfo": CHECKED, "annotationType": "review",
        "subject": about, "contentType": "application/json", "statement": to_json(said),
    }  # fmt: skip
