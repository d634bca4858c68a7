"""JSON Schemas of checks: what is sent, and the result as `kb.services.check` makes it."""

from __future__ import annotations

from typing import Any

from kb.api.record_schemas import REFERENCE, object_of
from kb.importers.documents import FORMATS
from kb.importers.training_run import LISTS
from kb.rendering.check_reports import FORMS
from kb.rendering.fact_types import nullable, of_fact, words_of
from kb.rules import vocabulary as v
from kb.services.check import CANNOT_JUDGE, FAIL, MADE, OWN_FACTS, PASS, REASONS, SUBJECTS
from kb.services.mentions import ROLES

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
CHECK: dict[str, type] = {"document": str, "format": str, "subject": str, "name": str, "report": str, "use": dict, "max_risk": str}
RUN: dict[str, type] = {**dict.fromkeys(LISTS, list), "name": str, "report": str, "use": dict, "max_risk": str}
JSON_NAMES: dict[type, str] = {str: "text", dict: "object", list: "list"}
OUTCOMES = {"type": "string", "enum": [PASS, FAIL, CANNOT_JUDGE]}
VERDICT = {"type": "string", "enum": list(v.VERDICTS)}
RISK = {"type": "string", "enum": list(v.RISKS)}


def _use() -> Schema:
    facts = {f.name: {**nullable(of_fact(f)), "description": words_of(f)} for f in v.FACT_LIST if f.name not in OWN_FACTS}
    said = "The use: facts of a question, for everything that the document names. What is left out is not known."
    return {"type": "object", "properties": facts, "additionalProperties": False, "description": said}


def _asked() -> Schema:
    return {
        "use": {"$ref": f"{REFERENCE}Use"},
        "max_risk": {**RISK, "default": "medium", "description": "A higher risk fails."},
        "name": {**TEXT, "description": "The name of the file or the run, for reports."},
        "report": {"type": "string", "enum": list(FORMS), "default": "json",
                   "description": "; ".join(f"`{name}`: {form.words}" for name, form in FORMS.items())},
    }  # fmt: skip


def _check() -> Schema:
    properties = {
        "document": {**TEXT, "description": "The text of the document."},
        "format": {"type": "string", "enum": ["auto", *FORMATS], "default": "auto"},
        "subject": {"type": "string", "enum": list(SUBJECTS), "default": MADE,
                    "description": "; ".join(f"`{name}`: {words}" for name, words in SUBJECTS.items())},
    }  # fmt: skip
    shown = {"document": "teacher gpt-4o channel=api", "use": {"student_kind": "classifier", "release": "internal"}}
    return {"type": "object", "properties": {**properties, **_asked()}, "required": ["document"], "additionalProperties": False,
            "examples": [shown]}  # fmt: skip


def _run() -> Schema:
    item = {"anyOf": [{"type": "string", "minLength": 1}, {"type": "object", "properties": {"name": TEXT}, "required": ["name"]}]}
    lists = {name: {"type": "array", "items": item, "description": f"Each a name, or an object with `name` and facts. As {role}."}
             for name, role in LISTS.items()}  # fmt: skip
    return {"type": "object", "properties": {**lists, **_asked()}, "additionalProperties": False}


def _checked() -> Schema:
    known = object_of({"revision": TEXT, "as_of": TEXT, "engine": TEXT})
    reason = {
        "code": {"type": "string", "enum": list(REASONS)},
        "outcome": OUTCOMES,
        "text": TEXT,
        "name": TEXT,
        "place": TEXT,
        "line": NUMBER,
    }
    duty = {"text": TEXT, "citation": nullable(TEXT), "sources": {"type": "array", "items": TEXT}}
    role = {"type": "string", "enum": list(ROLES)}
    named = {"role": role, "name": TEXT, "place": TEXT, "line": NUMBER, "kind": TEXT, "recognized": nullable(TEXT),
             "nearest": {"type": "array", "items": TEXT}}  # fmt: skip
    part = {"role": role, "source": TEXT, "base": nullable(TEXT), "verdict": {"$ref": f"{REFERENCE}Verdict"}}
    return object_of({
        "outcome": OUTCOMES, "verdict": VERDICT, "risk": RISK, "max_risk": RISK, "format": TEXT, "use": {"type": "object"},
        "knowledge": known, "share": object_of(dict.fromkeys(v.VERDICTS, NUMBER)),
        **{name: {"type": "array", "items": object_of(held)}
           for name, held in (("reasons", reason), ("conditions", duty), ("mentions", named), ("parts", part))},
        "notes": {"type": "array", "items": TEXT}, "disclaimer": TEXT,
        "report": object_of({"form": TEXT, "media_type": TEXT, "text": TEXT}),
    }, "report")  # fmt: skip


def components() -> dict[str, Schema]:
    """Every component of checks, by name."""
    return {"Use": _use(), "Check": _check(), "Run": _run(), "Checked": _checked()}
