"""SPDX 3 documents (JSON-LD) with AI and dataset packages.

The root of the document is the student: what it was trained on is its data, what it descends from its bases. Every other AI
package is a model that is used as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.importers import hub_names
from kb.importers.bounded import json_value, licenses, mapping, mention, once, passages, several
from kb.services.mentions import Document, DocumentError, Mention, Passage
from kb.services.passages import speaking

AI, DATA = "ai_AIPackage", "dataset_DatasetPackage"
PURPOSES = {"model": AI, "data": DATA}
COLLECTIONS = frozenset({"SpdxDocument", "Bom", "software_Sbom", "Bundle"})
STATED = ("hasDeclaredLicense", "hasConcludedLicense")
WORDS = ("summary", "description", "comment", "ai_informationAboutTraining", "ai_modelDataPreprocessing", "dataset_dataCollectionProcess")
NOTE = "Packages that are neither models nor data sets are not looked at."
Element = Mapping[str, Any]


def parse(text: str) -> Document:
    """What an SPDX 3 document mentions. Raises `DocumentError`."""
    whole = json_value(text)
    if isinstance(whole, dict) and "spdxVersion" in whole:
        raise DocumentError(f"{str(whole['spdxVersion'])[:40]} is not read here: write the document as SPDX 3 (JSON-LD)")
    if not isinstance(whole, dict) or "spdx" not in str(whole.get("@context")):
        raise DocumentError("no SPDX 3 document: @context of SPDX is missing")
    graph = _Graph(several(whole.get("@graph")) or [whole])
    return Document("spdx", once(graph.mentions()), notes=(NOTE,), subject=graph.subject(), passages=tuple(speaking(graph.passages())))


class _Graph:
    def __init__(self, found: list[Any]) -> None:
        self.elements = [(f"@graph[{i}]", mapping(e)) for i, e in enumerate(found)]
        self.by_id = {str(_id(e)): e for _, e in self.elements if _id(e)}
        self.roots = self._roots()

    def _roots(self) -> frozenset[str]:
        """What the document is about: the roots that are no collections, through collections that are roots themselves."""
        left = [str(r) for _, e in self.elements if _type(e) == "SpdxDocument" for r in several(e.get("rootElement"))]
        seen: set[str] = set()
        while left:
            if (one := left.pop()) not in seen:
                seen.add(one)
                held = self.by_id.get(one, {})
                left += [str(r) for r in several(held.get("rootElement")) if _type(held) in COLLECTIONS]
        return frozenset(r for r in seen if _type(self.by_id.get(r, {})) not in COLLECTIONS)

    def subject(self) -> Mention | None:
        """The first model or data set among the roots."""
        for place, element in self.elements:
            if str(_id(element)) in self.roots and (kind := _kind(element)):
                return next(mention("model" if kind == AI else "dataset", place, *_names(element)))
        return None

    def mentions(self) -> Iterator[Mention]:
        """Bases and data of the root, then every other package, then licenses."""
        told: set[str] = set()
        for place, element in self.elements:
            yield from self._related(place, element, told)
        for place, element in self.elements:
            name, kind = str(_id(element)), _kind(element)
            if kind and name not in told and name not in self.roots:
                yield from mention("model" if kind == AI else "dataset", place, *_names(element))

    def passages(self) -> Iterator[Passage]:
        """Names of packages that are neither models nor data sets, and free words."""
        for place, element in self.elements:
            if not _kind(element) and str(_type(element)).startswith("software_"):
                for name in _names(element):
                    yield from passages(f"{place}.name", name, whole=True)
            for word in WORDS:
                yield from passages(f"{place}.{word}", element.get(word))

    def _related(self, place: str, element: Element, told: set[str]) -> Iterator[Mention]:
        kind, start = element.get("relationshipType"), str(element.get("from"))
        targets = [str(t) for t in several(element.get("to"))]
        if kind in ("trainedOn", "testedOn"):
            facts = {"method": "evaluation"} if kind == "testedOn" else {}
            for target in targets:
                told.add(target)
                role = "teacher" if _kind(self.by_id.get(target, {})) == AI else "dataset"  # trained on a model: on its outputs
                yield from mention(role, place, *self._named(target), facts=facts)
        elif kind in ("descendantOf", "ancestorOf"):
            pairs = [(start, t) if kind == "descendantOf" else (t, start) for t in targets]
            for child, parent in pairs:
                told.add(parent)
                yield from mention("base" if child in self.roots else "model", place, *self._named(parent))
        elif kind in STATED and _kind(self.by_id.get(start, {})):
            yield from self._license(place, start, targets)

    def _named(self, target: str) -> list[str]:
        return _names(self.by_id.get(target, {})) or [target]

    def _license(self, place: str, start: str, targets: list[str]) -> Iterator[Mention]:
        of = "" if start in self.roots else next(iter(_names(self.by_id[start])), "")
        left, seen = list(targets), set()
        while left:
            if (target := left.pop(0)) in seen:
                continue
            seen.add(target)
            held = self.by_id.get(target, {})
            members = [str(x) for f in ("expandedlicensing_member", "expandedlicensing_subjectLicense") for x in several(held.get(f))]
            left += members
            if not members:
                words = held.get("simplelicensing_licenseExpression") or held.get("name") or target.rpartition("/")[2]
                yield from licenses(place, words, of)


def _id(element: Element) -> object:
    return element.get("spdxId") or element.get("@id")


def _type(element: Element) -> str:
    return str(element.get("type") or element.get("@type"))


def _kind(element: Element) -> str:
    """AI, DATA or "". A package whose purpose is a model or data, or which stands on a hub, is one whatever its type says."""
    kind = _type(element)
    if kind in (AI, DATA):
        return kind
    if kind == "software_Package":
        purpose = PURPOSES.get(str(element.get("software_primaryPurpose")), "")
        return purpose or (AI if hub_names.on_hub(element.get("software_packageUrl")) else "")
    return ""


def _names(element: Element) -> list[str]:
    identifiers = [mapping(x).get("identifier") for x in several(element.get("externalIdentifier"))]
    addresses = [element.get("software_packageUrl"), element.get("software_downloadLocation"), *identifiers]
    found = [element.get("name"), *map(hub_names.of_address, addresses)]
    return list(dict.fromkeys(n for n in found if isinstance(n, str) and n.strip()))
