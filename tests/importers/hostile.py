"""Hostile documents, each read in one process whose memory and processor time are bounded: `python -m tests.importers.hostile`.

Prints one line of JSON: what came of each, by name. A bound that is exceeded ends the process.
"""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from typing import Any

from kb.importers import documents
from kb.importers.bounded import LONGEST
from kb.services.mentions import DocumentError

MEMORY = 700_000_000  # bytes of address space
SECONDS = 120  # of processor time, for all of them: what is quadratic needs hours
FULL = LONGEST - 200  # characters of a document that is just read
AI, KIND = "ai_AIPackage", "machine-learning-model"


def filled(words: str, length: int = FULL) -> str:
    """The words again and again, up to a length."""
    return (words * (length // len(words) + 1))[:length]


def bill(components: list[Any]) -> str:
    """A bill of materials of these components."""
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}, separators=(",", ":"))


def licensed(expression: str) -> str:
    """A bill of one model under this license expression."""
    return bill([{"type": KIND, "name": "a", "licenses": [{"expression": expression}]}])


def graph(elements: list[dict[str, Any]]) -> str:
    """An SPDX document of these elements."""
    return json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": elements}, separators=(",", ":"))


def hops(count: int) -> str:
    """A chain of descent."""
    links = ({"type": "Relationship", "from": f"u:{i}", "to": [f"u:{i + 1}"], "relationshipType": "descendantOf"} for i in range(count))
    return graph(list(links))


def card(prose: str) -> str:
    """A card with this prose."""
    return f"---\nlicense: mit\n---\n{prose}"


def license_sets(count: int) -> str:
    """Sets of licenses that hold each other."""
    sets = [{"type": "expandedlicensing_ConjunctiveLicenseSet", "spdxId": f"l{i}",
             "expandedlicensing_member": [f"l{(i * 7 + j) % count}" for j in range(40)]} for i in range(count)]  # fmt: skip
    stated = {"type": "Relationship", "from": "a", "relationshipType": "hasDeclaredLicense", "to": ["l0"]}
    return graph([{"type": AI, "spdxId": "a", "name": "a"}, stated, *sets])


CASES: dict[str, tuple[Callable[[], str | bytes], str]] = {  # name -> (the document, words of the refusal or "read")
    "50 MB": (lambda: filled("---\nlicense: mit\n---\n", 50_000_000), "50,000,000 bytes"),
    "zip": (lambda: b"PK\x03\x04" + bytes(100), "compressed"),
    "gzip": (lambda: b"\x1f\x8b" + bytes(100), "compressed"),
    "invalid UTF-8": (lambda: b"model \xff\xfe", "not UTF-8: byte 7"),
    "deep JSON": (lambda: '{"bomFormat":' + "[" * (FULL - 20), "64 levels"),
    "deep ancestors": (lambda: '{"bomFormat":"CycloneDX","components":[' + '{"pedigree":{"ancestors":[' * 60_000, "64 levels"),
    "deep YAML flow": (lambda: "base_model: " + "[" * 100_000, "64 levels"),
    "deep YAML block": (lambda: "\n".join(" " * i + "a:" for i in range(1_900)), "64 levels"),
    "many values": (lambda: bill([{}] * 250_000), "200,000 values"),
    "many YAML values": (lambda: "a: [" + "1," * 250_000 + "]", "200,000 values"),
    "YAML bomb": (lambda: "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "aliases"),
    "many anchors": (lambda: "\n".join(f"k{i}: &a{i} x" for i in range(10_000)), "aliases"),
    "long number": (lambda: '{"model": ' + "9" * 1_000_000 + "}", "no JSON"),
    "text without an end": (lambda: '{"bomFormat": "' + filled('\\"', FULL - 20), "no JSON"),
    "quotes": (lambda: '{"bomFormat":' + filled('"', FULL - 20), "no JSON"),
    "components": (lambda: bill([{"type": KIND, "name": f"m{i}"} for i in range(20_000)]), "1,000 models"),
    "cyclic components": (lambda: bill([{"type": KIND, "name": "a", "bom-ref": "a", "modelCard": {"modelParameters": {"datasets": [
        {"ref": "a"}]}}}]), "read"),
    "100,000 hops": (lambda: hops(100_000), "bytes"),
    "hops that fit": (lambda: hops(15_000), "1,000 models"),
    "cyclic hops": (lambda: graph([{"type": "SpdxDocument", "spdxId": "d", "rootElement": ["b"]},
                                   {"type": "Bom", "spdxId": "b", "rootElement": ["d", "b"]}]), "read"),
    "cyclic sets of licenses": (lambda: license_sets(2_000), "read"),
    "an expression of blanks": (lambda: licensed("MIT" + " " * 1_900_000 + "x"), "read"),
    "a long expression": (lambda: licensed(" OR ".join(["MIT"] * 200_000)), "read"),
    "a role and blanks": (lambda: "teacher" + " " * (FULL - 10), "names nothing"),
    "empty lines": (lambda: "a" + "\n" * (FULL - 10) + "b", "10,000 lines"),
    "one line": (lambda: filled("a"), "read"),
    "settings without values": (lambda: filled("a.a\n"), "10,000 lines"),
    "front matter that never ends": (lambda: "---\n" + filled("--- \t x\n"), "10,000 lines"),
    "short lines of prose": (lambda: card(filled("a\n")), "read"),
    "prose that speaks of sources": (lambda: card(filled("distilled from gpt-4 and o1\n")), "200,000 characters"),
    "long keys": (lambda: json.dumps({"x" * 900_000: {f"y{i}": "v" for i in range(60_000)}}), "read"),
    "deep keys": (lambda: '{"' + '":{"'.join("k" * 30_000 for _ in range(60)) + '":1' + "}" * 60, "read"),
    "many names": (lambda: "\n".join(f"model m{i}" for i in range(9_000)), "1,000 models"),
}  # fmt: skip


def outcome(document: str | bytes) -> str:
    """The words of the refusal, or "read"."""
    try:
        documents.read(document if isinstance(document, bytes) else document.encode())
    except DocumentError as error:
        return str(error)
    return "read"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    print(json.dumps({name: outcome(make()) for name, (make, _) in CASES.items()}))  # noqa: T201 - its output
