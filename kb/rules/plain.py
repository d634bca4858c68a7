"""A verdict as plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any

WIDTH = 96
SIGNS = {"permitted": "✓", "conditional": "◐", "prohibited": "✕", "undetermined": "?"}


def in_plain_text(verdict: Mapping[str, Any]) -> str:
    """The verdict in lines that fit a terminal, without color."""
    return "\n".join(_lines(verdict))


def _lines(verdict: Mapping[str, Any]) -> Iterator[str]:
    yield f"{SIGNS[verdict['verdict']]} {verdict['verdict'].upper()}   risk: {verdict['risk']}   basis: {verdict['basis']}"
    yield fill(verdict["headline"], WIDTH)
    cited = {c["id"]: c for c in verdict["citations"]}
    yield from _section("What you must do", [f"[ ] {c['text']}{_place(cited, c['citation'])}" for c in verdict["conditions"]])
    yield from _section("What would settle it", [f"{m['fact']}: {m['question']} {_decides(m['decides'])}" for m in verdict["missing"]])
    yield from _section("What the texts say", [x for f in verdict["findings"] for x in _finding(f, cited)])
    yield from _section(
        "What would change it", [f"{_change(f['change'])}: {f['verdict']}, risk {f['risk']}" for f in verdict.get("flips", ())]
    )
    yield from _section(
        "Teachers instead", [f"{a['teacher']} ({a['channel']}): {a['verdict']}, risk {a['risk']}" for a in verdict.get("alternatives", ())]
    )
    yield from _section("Exposure", [f"{e['avenue']}: {e['level']}. {e['summary']}" for e in verdict["exposure"]])
    yield from _section("Lineage", [f"{a['level']}: {a['summary']}" for a in verdict["lineage"]])
    yield from _section("Pending", [f"{p['instrument']} ({p['status']}): {p['if_in_force']}" for p in verdict["pending"]])
    yield from _section("Presumed", [f"{a['fact']}: {a['text']}" for a in verdict["assumptions"]])
    yield from _section("Read with care", [w["text"] for w in verdict["warnings"]])
    yield ""
    yield fill(f"As of {verdict['knowledge']['as_of']}, revision {verdict['knowledge']['revision'][:19]}. {verdict['disclaimer']}", WIDTH)


def _section(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield ""
        yield f"{title}:"
        yield from (fill(x, WIDTH, initial_indent="  " if x.startswith("    ") else "- ", subsequent_indent="  ") for x in items)


def _finding(finding: Mapping[str, Any], cited: Mapping[str, Any]) -> Iterator[str]:
    version = f" ({finding['version']})" if finding["version"] else ""
    yield f"{finding['title']}{version}: {finding['outcome']}. {finding['text']}"
    for step in finding["steps"]:
        cite = cited.get(step["citation"])
        if step["holds"] is not False and cite and cite["quote"]:
            yield f"    {step['effect']}, {cite['pinpoint']}: “{cite['quote']}”"


def _place(cited: Mapping[str, Any], name: str | None) -> str:
    cite = cited.get(name or "")
    return f" ({cite['title']}, {cite['pinpoint']})" if cite else ""


def _decides(decides: Mapping[str, str]) -> str:
    return f"({'; '.join(f'{label}: {verdict}' for label, verdict in decides.items())})" if decides else ""


def _change(change: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={str(value).lower() if isinstance(value, bool) else value}" for name, value in change.items())
