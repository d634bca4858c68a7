"""The result of a check as text, JSON, SARIF 2.1.0, JUnit XML and Markdown for a pull request; and every form by its name."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from kb.rendering.attest_card import as_card
from kb.rendering.attest_cyclonedx import as_cyclonedx_1_6, as_cyclonedx_1_7
from kb.rendering.attest_spdx import as_spdx
from kb.rendering.markup import escaped
from kb.rendering.odrl import as_odrl
from kb.rules.verdict import to_json
from kb.services.check import FAIL, PASS, REASONS, Checked, Part, Reason

WORDS = {"pass": "Pass", "fail": "Fail", "cannot_judge": "Cannot judge"}
SIGNS = {"pass": "✓", "fail": "✕", "cannot_judge": "?"}
SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def as_text(checked: Checked, _name: str, _site: str = "") -> str:
    """Lines for a terminal."""
    return "\n".join(_lines(checked)) + "\n"


def _lines(checked: Checked) -> Iterator[str]:
    yield f"{SIGNS[checked.outcome]} {WORDS[checked.outcome].upper()}   verdict: {checked.verdict}   risk: {checked.risk}"
    yield f"{len(checked.mentions)} mentions, {len(checked.parts)} questions: {_share(checked)}"
    yield from (f"- {r.code}, line {r.line}: {r.text}" for r in checked.reasons)
    yield from _listed("What you must do", [f"[ ] {c['text']} ({', '.join(c['sources'])})" for c in checked.conditions()])
    yield from _listed("What was found", [_mention(m.as_dict()) for m in checked.mentions])
    yield from _listed("Each part", [f"{_part(p)}: {p.verdict['verdict']}, risk {p.verdict['risk']}" for p in checked.parts])
    yield from _listed("Presumed", _presumed(checked))
    yield from _listed("Not read", list(checked.document.notes))
    yield f"\nRevision {checked.revision[:19]}. {checked.as_dict()['disclaimer']}"


def _listed(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield f"\n{title}:"
        yield from (f"  {x}" for x in items)


def _share(checked: Checked) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in checked.share().items() if count) or "none"


def _mention(m: Mapping[str, Any]) -> str:
    return f"{m['role']} {m['name']} (line {m['line']}): {m['recognized'] or 'not recognized'}"


def _part(part: Part) -> str:
    base = f" on {part.base}" if part.base and part.base != part.source.slug else ""
    return f"{part.source.mention.role} {part.source.shown}{base}"


def _presumed(checked: Checked) -> list[str]:
    found = {a["fact"]: a["text"] for p in checked.parts for a in p.verdict["assumptions"]}
    return [f"{fact}: {text}" for fact, text in found.items() if text]


def as_json(checked: Checked, _name: str, _site: str = "") -> str:
    """The whole result as one line of JSON."""
    return to_json(checked.as_dict()) + "\n"


def as_sarif(checked: Checked, name: str, _site: str = "") -> str:
    """SARIF 2.1.0. What fails is an error, what cannot be judged a warning, a duty a note."""
    codes = [*REASONS, "condition"]
    driver = {"name": "canidistill", "semanticVersion": "1.0.0", "rules": [_rule(code) for code in codes]}
    results = [_result(codes, r.code, "error" if r.outcome == FAIL else "warning", r.text, r.line, name) for r in checked.reasons]
    results += [_result(codes, "condition", "note", c["text"], 1, name) for c in checked.conditions()]
    run = {
        "tool": {"driver": driver}, "results": results, "columnKind": "unicodeCodePoints",
        "properties": {"outcome": checked.outcome, "verdict": checked.verdict, "risk": checked.risk, "revision": checked.revision},
    }  # fmt: skip
    return to_json({"$schema": SARIF, "version": "2.1.0", "runs": [run]}) + "\n"


def _rule(code: str) -> dict[str, Any]:
    words = REASONS[code][1] if code in REASONS else "A duty that this use brings."
    return {"id": code, "shortDescription": {"text": words}}


def _result(codes: list[str], code: str, level: str, text: str, line: int, name: str) -> dict[str, Any]:
    where = {"physicalLocation": {"artifactLocation": {"uri": _uri(name)}, "region": {"startLine": line}}}
    return {"ruleId": code, "ruleIndex": codes.index(code), "level": level, "message": {"text": text}, "locations": [where]}


def _uri(name: str) -> str:
    """A file's name as a relative reference."""
    return (
        re.sub(r"[^A-Za-z0-9._~/-]", lambda m: "".join(f"%{b:02X}" for b in m[0].encode("utf-8", "replace")), name).lstrip("/")
        or "document"
    )


def as_junit(checked: Checked, name: str, _site: str = "") -> str:
    """JUnit XML: a test a mention and a part; what fails is a failure, what cannot be judged an error."""
    cases = _cases(checked)
    failed = sum(r.outcome == FAIL for _, r in cases if r)
    open_ = sum(r.outcome != FAIL for _, r in cases if r)
    counts = {"tests": str(len(cases)), "failures": str(failed), "errors": str(open_), "skipped": "0", "time": "0"}
    whole = ET.Element("testsuites", counts)
    suite = ET.SubElement(whole, "testsuite", {"name": _clean(f"canidistill {name}"), **counts})
    for title, reason in cases:
        case = ET.SubElement(suite, "testcase", {"classname": "canidistill", "name": _clean(title), "time": "0"})
        if reason:
            said = {"message": _clean(reason.text), "type": reason.code}
            ET.SubElement(case, "failure" if reason.outcome == FAIL else "error", said).text = _clean(
                f"{name}:{reason.line}: {reason.text}"
            )
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(whole, encoding="unicode") + "\n"


def _cases(checked: Checked) -> list[tuple[str, Reason | None]]:
    """One test a reason, then one a part of which nothing bad is said."""
    bad: list[tuple[str, Reason | None]] = [(f"{r.code} {r.name} {r.place}".strip(), r) for r in checked.reasons]
    blamed = {(r.name, r.place) for r in checked.reasons}
    well = [p for p in checked.parts if (p.source.mention.name, p.source.mention.place) not in blamed]
    return bad + [(_part(p), None) for p in well]


def _clean(text: str) -> str:
    return NO_XML.sub("\ufffd", text)


def as_markdown(checked: Checked, name: str, _site: str = "") -> str:
    """A comment for a pull request. Names from the document are escaped: they are data."""
    return "\n".join(_markdown(checked, name)) + "\n"


def _markdown(checked: Checked, name: str) -> Iterator[str]:
    yield f"### {SIGNS[checked.outcome]} {WORDS[checked.outcome]}: {escaped(name)}\n"
    yield f"Verdict **{checked.verdict}**, risk **{checked.risk}**; {len(checked.parts)} questions: {_share(checked)}.\n"
    if checked.reasons:
        yield "| reason | line | what |\n|---|---|---|"
        yield from (f"| `{r.code}` | {r.line} | {escaped(r.text)} |" for r in checked.reasons)
        yield ""
    if duties := checked.conditions():
        yield "**What you must do**\n"
        yield from (f"- [ ] {escaped(c['text'])} ({escaped(', '.join(c['sources']))})" for c in duties)
        yield ""
    yield "<details><summary>What was found</summary>\n"
    yield from (f"- {escaped(_mention(m.as_dict()))}" for m in checked.mentions)
    yield from (f"- {escaped(x)}" for x in checked.document.notes)
    yield f"\n</details>\n\nRevision `{checked.revision[:19]}`. {checked.as_dict()['disclaimer']}"


class Form(NamedTuple):
    """A form of the result. `write` takes a check, the file's name and the site's address; `suffix` is that of a file."""

    media_type: str
    write: Callable[[Checked, str, str], str]
    words: str
    suffix: str


MARKDOWN = "text/markdown; charset=utf-8"
CYCLONEDX = "application/vnd.cyclonedx+json; version="
FORMS: Mapping[str, Form] = {
    "text": Form("text/plain; charset=utf-8", as_text, "Text", "txt"),
    "json": Form("application/json", as_json, "JSON", "json"),
    "sarif": Form("application/sarif+json", as_sarif, "SARIF", "sarif"),
    "junit": Form("application/xml", as_junit, "JUnit", "xml"),
    "markdown": Form(MARKDOWN, as_markdown, "Markdown for a pull request", "md"),
    "cyclonedx-1.6": Form(f"{CYCLONEDX}1.6", as_cyclonedx_1_6, "CycloneDX 1.6 with the verdicts", "cdx.json"),
    "cyclonedx-1.7": Form(f"{CYCLONEDX}1.7", as_cyclonedx_1_7, "CycloneDX 1.7 with the verdicts", "cdx.json"),
    "spdx-3": Form("application/spdx+json", as_spdx, "SPDX 3 with the verdicts", "spdx3.json"),
    "card": Form(MARKDOWN, as_card, "A part for the model card", "card.md"),
    "odrl": Form("application/ld+json", as_odrl, "ODRL policy", "odrl.jsonld"),
}
ATTESTATIONS = ("cyclonedx-1.6", "cyclonedx-1.7", "spdx-3", "card", "odrl")  # forms that are of use for one verdict alone
EXIT = {PASS: 0, FAIL: 1, "cannot_judge": 2}
BAD_INPUT = 3
