"""CycloneDX bills of materials (JSON, 1.5 to 1.7): model and data components, pedigree, model cards, licenses.

The component in `metadata` is the student: the ancestors in its pedigree are its bases, the data sets of its model card its
data. Every other model is one that is used as it is, unless a property `canidistill:role` says teacher or base.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from kb.importers.bounded import json_value, licenses, mapping, mention, once, several
from kb.services.mentions import Document, DocumentError, Mention

ROLE = "canidistill:role"
VERSIONS = ("1.5", "1.6", "1.7")
MODEL, DATA = "machine-learning-model", "data"
NOTE = "Components that are neither models nor data sets are not looked at."


def parse(text: str) -> Document:
    """What a bill of materials mentions. Raises `DocumentError`."""
    whole = json_value(text)
    if not isinstance(whole, dict) or whole.get("bomFormat") != "CycloneDX":
        raise DocumentError('no CycloneDX: "bomFormat": "CycloneDX" is missing')
    if whole.get("specVersion") not in VERSIONS:
        raise DocumentError(f"CycloneDX {whole.get('specVersion')!r} is not read here, {', '.join(VERSIONS)} are")
    return Document("cyclonedx", once(_mentions(whole)), notes=(NOTE,))


def _mentions(whole: Mapping[str, Any]) -> Iterator[Mention]:
    by_ref = {str(c.get("bom-ref")): c for _, c in _components(several(whole.get("components")), "components") if c.get("bom-ref")}
    subject = mapping(mapping(whole.get("metadata")).get("component"))
    if subject:
        yield from _subject(subject, by_ref)
    for place, component in _components(several(whole.get("components")), "components"):
        if subject.get("bom-ref") and component.get("bom-ref") == subject.get("bom-ref"):
            continue
        yield from _component(place, component, by_ref)


def _components(found: list[Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """All components, those inside others included. The depth of the document bounds it."""
    for i, one in enumerate(found):
        here = mapping(one)
        yield f"{place}[{i}]", here
        yield from _components(several(here.get("components")), f"{place}[{i}].components")


def _subject(subject: Mapping[str, Any], by_ref: Mapping[str, Any]) -> Iterator[Mention]:
    place = "metadata.component"
    for i, ancestor in enumerate(several(mapping(subject.get("pedigree")).get("ancestors"))):
        yield from mention("base", f"{place}.pedigree.ancestors[{i}]", *_names(mapping(ancestor)))
    yield from _data(place, subject, by_ref)
    if subject.get("type") == MODEL:
        yield from _licenses(place, subject, "")
    yield from (m for p, c in _components(several(subject.get("components")), f"{place}.components") for m in _component(p, c, by_ref))


def _component(place: str, component: Mapping[str, Any], by_ref: Mapping[str, Any]) -> Iterator[Mention]:
    kind, names = component.get("type"), _names(component)
    if kind == MODEL:
        yield from mention(_role(component), place, *names)
        for i, ancestor in enumerate(several(mapping(component.get("pedigree")).get("ancestors"))):
            yield from mention("model", f"{place}.pedigree.ancestors[{i}]", *_names(mapping(ancestor)))
        yield from _data(place, component, by_ref)
    elif kind == DATA:
        yield from mention("dataset", place, *names)
    else:
        return
    yield from _licenses(place, component, names[0] if names else "")


def _role(component: Mapping[str, Any]) -> str:
    for one in several(component.get("properties")):
        if mapping(one).get("name") == ROLE:
            role = mapping(one).get("value")
            if role not in ("teacher", "base", "model"):
                raise DocumentError(f"the property {ROLE} takes teacher, base or model, not {role!r}")
            return str(role)
    return "model"


def _data(place: str, component: Mapping[str, Any], by_ref: Mapping[str, Any]) -> Iterator[Mention]:
    found = several(mapping(mapping(component.get("modelCard")).get("modelParameters")).get("datasets"))
    for i, one in enumerate(found):
        data = mapping(one)
        ref = data.get("ref")
        names = _names(mapping(by_ref.get(str(ref)))) if ref is not None else [data.get("name"), data.get("bom-ref")]
        yield from mention("dataset", f"{place}.modelCard.modelParameters.datasets[{i}]", *names, ref)


def _names(component: Mapping[str, Any]) -> list[str]:
    group, name = component.get("group"), component.get("name")
    whole = f"{group}/{name}" if isinstance(group, str) and group and isinstance(name, str) else name
    return [n for n in (whole, name, _of_purl(component.get("purl"))) if isinstance(n, str) and n.strip()]


def _of_purl(purl: object) -> str | None:
    """The name in a package address such as pkg:huggingface/owner/name@revision."""
    if not isinstance(purl, str) or not purl.startswith("pkg:"):
        return None
    return unquote(purl[4:].partition("?")[0].partition("#")[0].partition("/")[2].rpartition("@")[0] or purl[4:].partition("/")[2])


def _licenses(place: str, component: Mapping[str, Any], of: str) -> Iterator[Mention]:
    for i, one in enumerate(several(component.get("licenses"))):
        here, stated = mapping(one), mapping(mapping(one).get("license"))
        spot = f"{place}.licenses[{i}]"
        if "expression" in here:
            yield from licenses(spot, here["expression"], of)
        else:
            yield from mention("license", spot, stated.get("id"), stated.get("name"), of=of)
