"""A verdict made ready for its page. It adds no judgment: everything shown stands in the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.pages import sentence
from kb.queries.published import Published
from kb.rendering.questions import facts_query, given_facts
from kb.rules import vocabulary as v
from kb.rules.words import SILENT_BUT_RISKY

WORDS = {"permitted": "Permitted", "conditional": "Permitted on conditions", "prohibited": "Prohibited", "undetermined": "Not settled"}
ROLE_WORDS = {
    "teacher_terms": "terms of the teacher's provider", "teacher_license": "license of the teacher",
    "host_terms": "terms of the service", "dataset_license": "license of the data set",
    "student_base_license": "license of the student's base", "law": "law",
}  # fmt: skip
EFFECT_WORDS = {"forbids": "Forbids", "permits": "Allows", "obliges": "Asks"}


def page(published: Published, verdict: Mapping[str, Any]) -> dict[str, Any]:
    """The context of the answer page."""
    silent = verdict["headline"].startswith(SILENT_BUT_RISKY)
    cited = {c["id"]: c for c in verdict["citations"]}
    return {
        "verdict": verdict,
        "tone": "conditional" if silent else verdict["verdict"],
        "word": SILENT_BUT_RISKY if silent else WORDS[verdict["verdict"]],
        "sentence": list(sentence.pieces(published, verdict["question"])),
        "plain_sentence": sentence.plain(published, verdict["question"]),
        "facts_query": facts_query(verdict),
        "given": list(given_facts(verdict).items()),
        "findings": [_finding(f, cited) for f in verdict["findings"]],
        "conditions": [{**c, "cite": cited.get(c["citation"])} for c in verdict["conditions"]],
        "next": _next(verdict),
        "flips": [_flip(published, verdict, f) for f in verdict.get("flips", ())],
        "alternatives": [_alternative(published, verdict, a) for a in verdict.get("alternatives", ())],
        "exposure": [{**e, "cites": [cited[c] for c in e["citations"] if c in cited]} for e in verdict["exposure"]],
        "lineage": [{**a, "cites": [cited[c] for c in a["citations"] if c in cited]} for a in verdict["lineage"]],
        "pending": [{**p, "title": published.title("laws", p["instrument"])} for p in verdict["pending"]],
        "assumptions": [{**a, "label": v.FACTS[a["fact"]].label} for a in verdict["assumptions"]],
    }  # fmt: skip


def _finding(finding: Mapping[str, Any], cited: Mapping[str, Any]) -> dict[str, Any]:
    steps = [{**s, "cite": cited.get(s["citation"]), "defeat": cited.get(s["defeated_by"] or ""), "effect_word": EFFECT_WORDS[s["effect"]],
              "state": _state(s)} for s in finding["steps"]]  # fmt: skip
    decisive = [s for s in steps if s["holds"] is not False]
    idle = [s for s in steps if s["holds"] is False]
    return {
        **finding,
        "role_word": ROLE_WORDS[finding["role"]],
        "cite": cited.get(finding["citation"] or ""),
        "steps": decisive,
        "idle": idle,
    }


def _state(step: Mapping[str, Any]) -> str:
    if step["defeated_by"]:
        return "an exception is met"
    return {True: "applies", False: "does not apply here", None: "turns on what is not known"}[step["holds"]]


def _next(verdict: Mapping[str, Any]) -> dict[str, Any] | None:
    """The question whose answer settles most, with an answer to click for each class that is a value of its own."""
    if not verdict["missing"]:
        return None
    first = verdict["missing"][0]
    fact = v.FACTS[first["fact"]]
    links = []
    for label, outcome in first["decides"].items():
        value = label.split(" or ")[0]
        usable = value in fact.values or fact.kind == "bool" or value == "scratch"
        words = {"true": "Yes", "false": "No"}.get(label) or " or ".join(fact.values.get(x, x) for x in label.split(" or "))
        links.append({"label": words, "verdict": outcome, "query": facts_query(verdict, **{first["fact"]: value}) if usable else ""})
    return {"question": first["question"], "why": fact.why, "fact": first["fact"], "answers": links, "others": verdict["missing"][1:],
            "typed": not any(x["query"] for x in links), "kind": fact.kind}  # fmt: skip


def _flip(published: Published, verdict: Mapping[str, Any], flip: Mapping[str, Any]) -> dict[str, Any]:
    return {**flip, "words": [_change(published, n, x) for n, x in flip["change"].items()], "query": facts_query(verdict, **flip["change"])}


def _change(published: Published, name: str, value: Any) -> str:
    fact = v.FACTS[name]
    if fact.kind in ("model", "base") and value != "scratch":
        return f"{fact.label}: {published.title('models', str(value))}"
    if isinstance(value, bool):
        return f"{fact.label}: {'yes' if value else 'no'}"
    if name == "country":
        return f"{fact.label}: {published.knowledge.countries.get(str(value), value)}"
    said = f"{value:,}" if isinstance(value, int) else fact.values.get(str(value), "from scratch" if value == "scratch" else str(value))
    return f"{fact.label}: {said}"


def _alternative(published: Published, verdict: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    kind = "datasets" if row["channel"] == "dataset" else "models"
    query = facts_query(verdict, teacher=row["teacher"], channel=row["channel"])
    return {**row, "kind": kind, "title": published.title(kind, row["teacher"]), "query": query,
            "channel_word": sentence.CHANNELS[row["channel"]]}  # fmt: skip
