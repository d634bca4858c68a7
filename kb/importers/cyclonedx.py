"""CycloneDX bills of materials (JSON, 1.5 to 1.7): model and data components, pedigree, model cards, licenses.

The component in `metadata` is the student: the ancestors in its pedigree are its bases, the data sets of its model card its
data. Every other model is one that is used as it is, unless a property `canidistill:role` says teacher or base; properties such as
`canidistill:fact:channel` state facts of its question. What is neither model nor data, and services, is listed as what was not
understood, so that a model among it does not pass unseen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.importers import hub_names
from kb.importers.bounded import json_value, licenses, mapping, mention, once, passages, several
from kb.services.mentions import Document, DocumentError, Mention, Passage
from kb.services.passages import speaking

ROLE, FACT = "canidistill:role", "canidistill:fact:"
ROLES = ("teacher", "base", "model")
VERSIONS = ("1.5", "1.6", "1.7")
MODEL, DATA = "machine-learning-model", "data"
NO_DATA_SET = frozenset({"source-code", "configuration", "definition"})
NOTE = "Components that are neither models nor data sets are not looked at."
Component = Mapping[str, Any]


def parse(text: str) -> Document:
    """What a bill of materials mentions. Raises `DocumentError`."""
    whole = json_value(text)
    if not isinstance(whole, dict) or whole.get("bomFormat") != "CycloneDX":
        raise DocumentError('no CycloneDX: "bomFormat": "CycloneDX" is missing')
    if whole.get("specVersion") not in VERSIONS:
        raise DocumentError(f"CycloneDX {whole.get('specVersion')!r} is not read here, {', '.join(VERSIONS)} are")
    bill = _Bill(whole)
    own = bill.subject if bill.kind(bill.subject) else {}
    subject = next(mention("dataset" if bill.kind(own) == DATA else "model", "metadata.component", *_names(own))) if own else None
    return Document("cyclonedx", once(bill.mentions()), notes=(NOTE,), subject=subject, passages=tuple(speaking(bill.passages())))


class _Bill:
    """One bill: its subject, and all components, those inside others and those of its formulation included."""

    def __init__(self, whole: Mapping[str, Any]) -> None:
        self.whole = whole
        self.subject: Component = mapping(mapping(whole.get("metadata")).get("component"))
        found = list(_inside(several(whole.get("components")), "components"))
        for i, one in enumerate(several(whole.get("formulation"))):
            found += _inside(several(mapping(one).get("components")), f"formulation[{i}].components")
        own = self.subject.get("bom-ref")
        self.components = [(p, c) for p, c in found if own is None or c.get("bom-ref") != own]
        self.components += _inside(several(self.subject.get("components")), "metadata.component.components")
        self.by_ref = {str(c["bom-ref"]): c for _, c in self.components if c.get("bom-ref") is not None}

    def mentions(self) -> Iterator[Mention]:
        """What the subject descends from and is made of, then every other model and data set."""
        place = "metadata.component"
        yield from self._ancestors(place, self.subject, "dataset" if self.kind(self.subject) == DATA else "base")
        yield from self._data(place, self.subject)
        if self.kind(self.subject):
            yield from _licenses(place, self.subject, "")
        for spot, component in self.components:
            yield from self._component(spot, component, _role(component))

    def passages(self) -> Iterator[Passage]:
        """Names of what is neither a model nor a data set, and free words."""
        for i, service in enumerate(several(self.whole.get("services"))):
            yield from passages(f"services[{i}].name", mapping(service).get("name"), whole=True)
        for place, component in (("metadata.component", self.subject), *self.components):
            if component is not self.subject and not self.kind(component):
                for name in _names(component):
                    yield from passages(f"{place}.name", name, whole=True)
            yield from passages(f"{place}.description", component.get("description"))
            card = mapping(component.get("modelCard"))
            yield from passages(f"{place}.modelCard.considerations", card.get("considerations"))
            yield from passages(f"{place}.modelCard.properties", card.get("properties"))

    def kind(self, component: Component) -> str:
        """MODEL, DATA or "". A component that has a model card, or stands on a hub, is a model whatever its type says."""
        kind = component.get("type")
        if kind == MODEL or "modelCard" in component or (kind != DATA and hub_names.on_hub(component.get("purl"))):
            return MODEL
        held = {mapping(x).get("type") for x in several(component.get("data"))}
        return DATA if kind == DATA and not (held and held <= NO_DATA_SET) else ""

    def _component(self, place: str, component: Component, role: str) -> Iterator[Mention]:
        kind, names = self.kind(component), _names(component)
        if kind == MODEL:
            yield from mention(role, place, *names, facts=_facts(component))
            yield from self._ancestors(place, component, "base" if role == "base" else "model")
            yield from self._data(place, component)
        elif kind == DATA:
            yield from mention("dataset", place, *names)
        if kind:
            yield from _licenses(place, component, names[0] if names else "")

    def _ancestors(self, place: str, component: Component, role: str) -> Iterator[Mention]:
        for i, one in enumerate(several(mapping(component.get("pedigree")).get("ancestors"))):
            ancestor, spot = mapping(one), f"{place}.pedigree.ancestors[{i}]"
            names = _names(ancestor)
            yield from mention(role, spot, *names)
            yield from _licenses(spot, ancestor, names[0] if names else "")
            yield from self._ancestors(spot, ancestor, role)
            yield from self._data(spot, ancestor)

    def _data(self, place: str, component: Component) -> Iterator[Mention]:
        card = mapping(mapping(component.get("modelCard")).get("modelParameters")).get("datasets")
        for i, one in enumerate(several(card)):
            data = mapping(one)
            ref = data.get("ref", one if isinstance(one, str) else None)
            held = mapping(self.by_ref.get(str(ref)))
            url = hub_names.on_hub(mapping(data.get("contents")).get("url"))
            names = _names(held) or [n for n in (url, data.get("name"), ref, data.get("bom-ref")) if n]
            yield from mention("dataset", f"{place}.modelCard.modelParameters.datasets[{i}]", *names)


def _inside(found: list[Any], place: str) -> Iterator[tuple[str, Component]]:
    """All components, those inside others included. The depth of the document bounds it."""
    for i, one in enumerate(found):
        here = mapping(one)
        yield f"{place}[{i}]", here
        yield from _inside(several(here.get("components")), f"{place}[{i}].components")


def _role(component: Component) -> str:
    for one in several(component.get("properties")):
        if mapping(one).get("name") == ROLE:
            role = mapping(one).get("value")
            if role not in ROLES:
                raise DocumentError(f"the property {ROLE} takes {', '.join(ROLES)}, not {str(role)[:80]!r}")
            return str(role)
    return "model"


def _facts(component: Component) -> dict[str, object]:
    stated = (mapping(one) for one in several(component.get("properties")))
    return {str(p["name"]).removeprefix(FACT): str(p.get("value")) for p in stated if str(p.get("name")).startswith(FACT)}


def _names(component: Component) -> list[str]:
    """Names of a component, with the owner first: in its group, in its package address, in the addresses that it refers to."""
    group, name = component.get("group"), component.get("name")
    whole = f"{group}/{name}" if isinstance(group, str) and group and isinstance(name, str) else name
    urls = (hub_names.on_hub(mapping(x).get("url")) for x in several(component.get("externalReferences")))
    found = (whole, name, hub_names.of_address(component.get("purl")), next((u for u in urls if u), None))
    return list(dict.fromkeys(n for n in found if isinstance(n, str) and n.strip()))


def _licenses(place: str, component: Component, of: str) -> Iterator[Mention]:
    for i, one in enumerate(several(component.get("licenses"))):
        here, stated = mapping(one), mapping(mapping(one).get("license"))
        spot = f"{place}.licenses[{i}]"
        if "expression" in here:
            yield from licenses(spot, here["expression"], of)
        else:
            yield from mention("license", spot, stated.get("id"), stated.get("name"), of=of)
