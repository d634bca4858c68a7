"""SPDX 3 documents (JSON-LD) with AI and dataset packages.

The root of the document is the student: what it was trained on is its data, what it descends from its bases. Every other AI
package is a model that is used as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.importers.bounded import json_value, licenses, mapping, mention, once, several
from kb.services.mentions import Document, DocumentError, Mention

AI, DATA = "ai_AIPackage", "dataset_DatasetPackage"
STATED = ("hasDeclaredLicense", "hasConcludedLicense")
NOTE = "Packages that are neither models nor data sets are not looked at."
Element = Mapping[str, Any]


def parse(text: str) -> Document:
    """What an SPDX 3 document mentions. Raises `DocumentError`."""
    whole = json_value(text)
    if not isinstance(whole, dict) or not isinstance(whole.get("@graph"), list) or "spdx" not in str(whole.get("@context")):
        raise DocumentError("no SPDX 3 document: @context of SPDX and @graph are missing")
    return Document("spdx", once(_Graph(whole["@graph"]).mentions()), notes=(NOTE,))


class _Graph:
    def __init__(self, found: list[Any]) -> None:
        self.elements = [(f"@graph[{i}]", mapping(e)) for i, e in enumerate(found)]
        self.by_id = {str(_id(e)): e for _, e in self.elements if _id(e)}
        roots = (x for _, e in self.elements if e.get("type") == "SpdxDocument" for x in several(e.get("rootElement")))
        self.roots = {str(r) for r in roots}

    def mentions(self) -> Iterator[Mention]:
        """Bases and data of the root, then every other package, then licenses."""
        told: set[str] = set()
        for place, element in self.elements:
            yield from self._related(place, element, told)
        for place, element in self.elements:
            name = str(_id(element))
            if name not in told and name not in self.roots and element.get("type") in (AI, DATA):
                yield from mention("model" if element["type"] == AI else "dataset", place, *_names(element))

    def _related(self, place: str, element: Element, told: set[str]) -> Iterator[Mention]:
        kind, start = element.get("relationshipType"), str(element.get("from"))
        targets = [str(t) for t in several(element.get("to"))]
        if kind in ("trainedOn", "testedOn"):
            facts = {"method": "evaluation"} if kind == "testedOn" else {}
            for target in targets:
                told.add(target)
                yield from mention("dataset", place, *_names(self.by_id.get(target, {})), target, facts=facts)
        elif kind in ("descendantOf", "ancestorOf"):
            pairs = [(start, t) if kind == "descendantOf" else (t, start) for t in targets]
            for child, parent in pairs:
                told.add(parent)
                yield from mention("base" if child in self.roots else "model", place, *_names(self.by_id.get(parent, {})), parent)
        elif kind in STATED and self.by_id.get(start, {}).get("type") in (AI, DATA):
            yield from self._license(place, start, targets)

    def _license(self, place: str, start: str, targets: list[str]) -> Iterator[Mention]:
        of = "" if start in self.roots else next(iter(_names(self.by_id[start])), "")
        for target in targets:
            held = self.by_id.get(target, {})
            words = held.get("simplelicensing_licenseExpression") or held.get("name") or target.rpartition("/")[2]
            yield from licenses(place, words, of)


def _id(element: Element) -> object:
    return element.get("spdxId") or element.get("@id")


def _names(element: Element) -> list[str]:
    identifiers = [mapping(x).get("identifier") for x in several(element.get("externalIdentifier"))]
    found = [element.get("name"), element.get("software_packageUrl"), *identifiers]
    return [_short(n) for n in found if isinstance(n, str) and n.strip()]


def _short(name: str) -> str:
    return name.partition("/")[2].partition("@")[0].partition("?")[0] if name.startswith("pkg:") else name
