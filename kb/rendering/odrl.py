"""Verdicts as ODRL 2.2 policies with a profile of our own, and the profile itself. Its terms are the facts and methods of questions.

A part that is allowed is a permission, with its duties; what an instrument forbids is a prohibition with its source; what is not
settled is neither, and is listed as `undetermined`. Under the profile nothing is allowed by silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import reverse

from kb.rendering import addresses
from kb.rendering.attested import attested, subject_of, urn
from kb.rules import vocabulary as v
from kb.rules.verdict import to_json
from kb.services.check import Checked, Part
from kb.services.recognition import RECORDS

ODRL, CORE = "http://www.w3.org/ns/odrl.jsonld", "http://www.w3.org/ns/odrl/2/core"
NAMESPACES = {"dct": "http://purl.org/dc/terms/", "skos": "http://www.w3.org/2004/02/skos/core#", "odrl": "http://www.w3.org/ns/odrl/2/"}
NOT_OPERANDS = frozenset({"teacher", "method"})  # they are the asset and the action
ACTIONS: Mapping[str, tuple[str, str]] = {  # name -> (what it is a kind of, words)
    "distill": ("odrl:derive", "Train a model on what another one gives."),
    **{name: ("odrl:use" if name == "evaluation" else "cid:distill", f"{words[0].upper()}{words[1:]}.")
       for name, words in v.FACTS["method"].values.items()},
    "start-from": ("odrl:derive", "Start a model from the weights of another one, changed or as they are."),
    "fulfill": ("odrl:use", "Do what the description of the duty says, and when."),
}  # fmt: skip
Node = dict[str, Any]


def profile_of(site: str) -> str:
    """The permanent address of the profile on a site."""
    return _absolute(site, reverse("odrl"))


def _absolute(site: str, address: str) -> str:
    """An address on the site; a name that is no address where the site's is not known, for policies hold no relative ones."""
    return f"{site}{address}" if site else f"urn:canidistill:{address.strip('/')}"


def as_odrl(checked: Checked, name: str, site: str = "") -> str:
    """The policy of a check."""
    rules: dict[str, list[Node]] = {"permission": [], "prohibition": [], "cid:undetermined": []}
    for part in checked.parts:
        for kind, rule in _rules(part, site):
            rules[kind].append(rule)
    for thing in attested(checked):
        if not thing.parts:
            rules["cid:undetermined"].append({"dct:title": thing.name, "dct:description": thing.words()})
    policy = {
        "@context": [ODRL, {"cid": f"{profile_of(site)}#", **NAMESPACES}], "@type": "Set", "uid": urn(checked, name),
        "profile": profile_of(site),
        "dct:title": subject_of(checked, name), "dct:date": checked.as_of, "cid:revision": checked.revision,
        "dct:description": checked.as_dict()["disclaimer"],
    }  # fmt: skip
    return to_json(policy | {kind: found for kind, found in rules.items() if found}) + "\n"


def _rules(part: Part, site: str) -> Iterator[tuple[str, Node]]:
    """The rules that a part makes: one, or one for each passage that forbids it."""
    verdict = part.verdict
    slug, kind = str(part.source.slug), RECORDS.get(part.source.kind)
    target = _absolute(site, addresses.of_record(kind, slug)) if kind else _absolute("", slug)
    action = "cid:start-from" if part.source.mention.role in ("base", "model") else f"cid:{verdict['question']['method']}"
    rule: Node = {"target": target, "action": action, "constraint": list(_constraints(verdict)), "dct:description": verdict["headline"]}
    if verdict["verdict"] == "undetermined":
        yield "cid:undetermined", rule | {"cid:missing": [x["fact"] for x in verdict["missing"]]}
    elif verdict["verdict"] == "prohibited":
        held = [s["citation"] for f in verdict["findings"] for s in f["steps"] if s["effect"] == "forbids" and s["holds"]]
        for citation in dict.fromkeys(held):
            yield "prohibition", rule | {"dct:source": _address(citation, site)}
        if not held:
            yield "prohibition", rule
    else:
        duties = [{"action": "cid:fulfill", "dct:description": c["text"], **_source(c["citation"], site)} for c in verdict["conditions"]]
        yield "permission", rule | ({"duty": duties} if duties else {})


def _constraints(verdict: Mapping[str, Any]) -> Iterator[Node]:
    """The facts of the question, those that were presumed included: another fact is another question."""
    for name, value in verdict["question"].items():
        if value is None or name in NOT_OPERANDS:
            continue
        several = isinstance(value, (list, tuple))
        operand = list(value) if several else {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#date"} if _dated(name) else value
        yield {"leftOperand": f"cid:{name}", "operator": "isAnyOf" if several else "eq", "rightOperand": operand}


def _dated(fact: str) -> bool:
    return v.FACTS[fact].kind == "date"


def _source(citation: str | None, site: str) -> Node:
    return {"dct:source": _address(citation, site)} if citation else {}


def _address(citation: str, site: str) -> Node:
    return {"@id": _absolute(site, addresses.of_citation(citation))}


def terms() -> list[tuple[str, str, str, str]]:
    """Each term of the profile: name, its class, what it is a kind of or "", words."""
    actions = [(name, "Action", above, words) for name, (above, words) in ACTIONS.items()]
    operands = [(f.name, "LeftOperand", "", f"{f.question} {f.why}") for f in v.FACT_LIST if f.name not in NOT_OPERANDS]
    more = [("undetermined", "Property", "", "What is neither allowed nor forbidden: it turns on what is not known."),
            ("missing", "Property", "", "The facts that would settle what is undetermined."),
            ("revision", "Property", "", "The revision of the record that was asked.")]  # fmt: skip
    return [*actions, *operands, *more]


def profile(site: str) -> str:
    """The profile as JSON-LD."""
    classes = {"Action": "odrl:Action", "LeftOperand": "odrl:LeftOperand", "Property": "rdf:Property"}
    graph: list[Node] = [{
        "@id": profile_of(site), "@type": ["odrl:Profile", "skos:Collection"], "dct:title": "The ODRL profile of canidistill",
        "dct:conformsTo": {"@id": CORE}, "dct:description": "Acts of distilling, and the facts on which leave for them turns. "
        "What no permission names is not allowed.", "skos:member": [{"@id": f"cid:{name}"} for name, *_ in terms()],
    }]  # fmt: skip
    for name, kind, above, words in terms():
        included = {"odrl:includedIn": {"@id": above}} if above else {}
        graph.append({"@id": f"cid:{name}", "@type": [classes[kind], "skos:Concept"], "skos:prefLabel": name, "skos:definition": words,
                      **included})  # fmt: skip
    context = {"cid": f"{profile_of(site)}#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", **NAMESPACES}
    return to_json({"@context": context, "@graph": graph}) + "\n"
