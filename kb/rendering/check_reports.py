"""The result of a check as text, JSON, SARIF 2.1.0, JUnit XML and Markdown for a pull request."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from kb.rules.verdict import to_json
from kb.services.check import FAIL, PASS, REASONS, Checked, Part, Reason

WORDS = {"pass": "Pass", "fail": "Fail", "cannot_judge": "Cannot judge"}
SIGNS = {"pass": "✓", "fail": "✕", "cannot_judge": "?"}
SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+!|~@-])")


def as_text(checked: Checked, _name: str) -> str:
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
    yield from _listed("Not read", list(checked.notes))
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
    return f"{part.source.mention.role} {part.source.slug}{base}"


def _presumed(checked: Checked) -> list[str]:
    found = {a["fact"]: a["text"] for p in checked.parts for a in p.verdict["assumptions"]}
    return [f"{fact}: {text}" for fact, text in found.items() if text]


def as_json(checked: Checked, _name: str) -> str:
    """The whole result as one line of JSON."""
    return to_json(checked.as_dict()) + "\n"


def as_sarif(checked: Checked, name: str) -> str:
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


def as_junit(checked: Checked, name: str) -> str:
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


def as_markdown(checked: Checked, name: str) -> str:
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
    yield from (f"- {escaped(x)}" for x in checked.notes)
    yield f"\n</details>\n\nRevision `{checked.revision[:19]}`. {checked.as_dict()['disclaimer']}"


def escaped(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    return MARKDOWN.sub(r"\\\1", " ".join(text.split()))


FORMS: Mapping[str, tuple[str, Callable[[Checked, str], str]]] = {
    "text": ("text/plain; charset=utf-8", as_text),
    "json": ("application/json", as_json),
    "sarif": ("application/sarif+json", as_sarif),
    "junit": ("application/xml", as_junit),
    "markdown": ("text/markdown; charset=utf-8", as_markdown),
}
EXIT = {PASS: 0, FAIL: 1, "cannot_judge": 2}
BAD_INPUT = 3
