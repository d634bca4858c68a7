"""JSON Schemas of verdicts, derived from the classes that make them: names from what they show, types from their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from kb.api.record_schemas import REFERENCE, REVISION, object_of
from kb.rendering.fact_types import nullable
from kb.rules import verdict as made
from kb.rules import vocabulary as v
from kb.rules.explain import EXPLAIN
from kb.rules.knowledge import Cited
from kb.rules.question import Assumption
from kb.services.answers import FAILED, REFUSED
from kb.services.check import FAIL, PASS
from kb.services.gate import CODES

Schema = dict[str, Any]
PARTS: Mapping[str, type] = {
    "Step": made.Step, "Finding": made.Finding, "Condition": made.Duty, "Missing": made.Missing, "Exposure": made.Exposure,
    "Ancestor": made.Ancestor, "Pending": made.Pending, "Citation": Cited, "Assumption": Assumption,
}  # fmt: skip
NAMES = {kind: name for name, kind in PARTS.items()}
VERDICT = {"type": "string", "enum": list(v.VERDICTS)}
RISK = {"type": "string", "enum": list(v.RISKS)}
CHOICES: Mapping[str, Schema] = {
    "verdict": VERDICT, "outcome": VERDICT, "risk": RISK, "level": RISK, "basis": {"type": "string", "enum": list(v.BASES)},
    "role": {"type": "string", "enum": list(v.ROLES)}, "effect": {"type": "string", "enum": list(v.EFFECTS)},
    "evidence": {"type": "string", "enum": list(v.GRADES)}, "pattern": {"type": "string", "enum": list(v.PATTERNS)},
    "avenue": {"type": "string", "enum": list(v.AVENUES)}, "verification": {"type": "string", "enum": list(v.VERIFICATIONS)},
    "as_of": {"type": "string", "format": "date"},
}  # fmt: skip
EXTRAS = ("flips", "alternatives")
IDENTITY = {"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$"}
URI: Schema = {"type": "string", "format": "uri"}
PLAIN: Mapping[Any, tuple[Schema, object]] = {  # a type's schema, and a value of it
    str: ({"type": "string"}, "text"),
    bool: ({"type": "boolean"}, True),
    int: ({"type": "integer"}, 1),
}


def _sample(hint: Any) -> Any:
    """A value of a type, to see what a class makes of it."""
    origin, args = get_origin(hint), get_args(hint)
    if is_dataclass(hint) and isinstance(hint, type):
        return hint(**{f.name: _sample(get_type_hints(hint)[f.name]) for f in fields(hint)})
    if origin is tuple:
        return (_sample(args[0]),) if args[-1] is Ellipsis else tuple(_sample(a) for a in args)
    if origin in (Union, UnionType):
        return _sample(args[0])
    if origin is frozenset:
        return frozenset(EXTRAS)
    return {} if origin is dict or hint is dict else PLAIN.get(hint, ({}, "text"))[1]


def _of_hint(hint: Any) -> Schema:
    origin, args = get_origin(hint), get_args(hint)
    if hint in NAMES:
        return {"$ref": f"{REFERENCE}{NAMES[hint]}"}
    if origin is tuple:
        return {"type": "array", "items": _of_hint(args[0])}
    if origin in (Union, UnionType) and NoneType in args:
        return nullable(_of_hint(next(a for a in args if a is not NoneType)))
    if origin is dict:
        return {"type": "object", "additionalProperties": VERDICT} if args[1] is str else {"type": "object"}
    return dict(PLAIN.get(hint, ({}, None))[0])


def _of_value(name: str, value: Any) -> Schema:
    """The type of a member that no field holds as it is shown."""
    if name in CHOICES:
        return dict(CHOICES[name])
    if isinstance(value, dict):
        return object_of({n: _of_value(n, x) for n, x in value.items()})
    if isinstance(value, list):
        return {"type": "array", "items": _of_value("", value[0])}
    return {"const": value} if isinstance(value, bool) else {"type": "string"}


def _of_class(kind: Any, special: Mapping[str, Schema], *left_out: str) -> Schema:
    """What a class shows. `special` members are of types that no field tells."""
    hints = get_type_hints(kind)
    shown = _sample(kind).as_dict()
    return object_of({name: _member(name, value, {**CHOICES, **special}, hints) for name, value in shown.items()}, *left_out)


def _member(name: str, value: Any, known: Mapping[str, Schema], hints: Mapping[str, Any]) -> Schema:
    if name in known:
        return dict(known[name])
    return _of_hint(hints[name]) if name in hints else _of_value(name, value)


def _special() -> dict[str, Schema]:
    """Members of the verdict whose fields say less than they hold."""
    change = {"type": "object", "propertyNames": {"enum": list(v.FACTS)}}
    other = {"teacher": {"type": "string"}, "channel": {"type": "string", "enum": list(v.FACT_VALUES["channel"])}}
    found = {"verdict": VERDICT, "risk": RISK}
    return {
        "question": {"$ref": f"{REFERENCE}Understood"},
        "flips": {"type": "array", "items": object_of({"change": change, **found})},
        "alternatives": {"type": "array", "items": object_of({**other, **found})},
        "missing": {"type": "array", "items": {"$ref": f"{REFERENCE}Missing"}},
        "warnings": {"type": "array", "items": object_of({"code": {"type": "string"}, "text": {"type": "string"}})},
    }


def _shown(whole: Schema) -> dict[str, Schema]:
    """The verdict as it is shown, with a gate or shortened by `explain`, and the parts that may lose members."""
    parts: dict[str, Schema] = {}
    own = dict(whole["properties"])
    optional = {"gate", "left_out"}
    for path in {path: None for paths in EXPLAIN.values() for path in paths}:
        outer, _, inner = path.partition(".")
        if not inner:
            optional.add(outer)
            continue
        part = str(whole["properties"][outer]["items"]["$ref"]).removeprefix(REFERENCE)
        base = parts.get(f"Shown{part}") or _of_class(PARTS[part], {})
        parts[f"Shown{part}"] = {**base, "required": [name for name in base["required"] if name != inner]}
        own[outer] = {"type": "array", "items": {"$ref": f"{REFERENCE}Shown{part}"}}
    left_out = {"type": "array", "items": {"type": "string"}, "description": "What `explain` left out of the verdict."}
    properties = {"gate": {"$ref": f"{REFERENCE}Gate"}, **own, "left_out": left_out}
    required = [name for name in whole["required"] if name not in optional]
    return {**parts, "Answer": {**whole, "properties": properties, "required": required}}


def _gates() -> dict[str, Schema]:
    """What a gate says of one answer, and of many."""
    reason = {"code": {"type": "string", "enum": list(CODES)}, "text": {"type": "string"}}
    number = {"type": "integer", "minimum": 1}
    of_many = {**reason, "count": number, "first": {**number, "description": "The number of the first question that fails for it."}}
    outcome = {"type": "string", "enum": [PASS, FAIL]}
    return {
        name: object_of({"outcome": outcome, "reasons": {"type": "array", "items": object_of(held)}})
        for name, held in (("Gate", reason), ("GateOfMany", of_many))
    }


def _preceded(whole: Schema, added: Mapping[str, Schema]) -> Schema:
    """The same object with members before its own."""
    return {**whole, "properties": {**added, **whole["properties"]}, "required": [*added, *whole["required"]]}


def _results(shown: Schema, saved: Schema) -> dict[str, Schema]:
    """One result of many, and the sum of them."""
    count = {"type": "integer", "minimum": 0}
    number = {"type": "integer", "minimum": 1, "description": "The question's place."}
    kinds = {"Answered": (shown, 200), "AnsweredAndKept": (saved, 201)}
    numbered = {name: _preceded(base, {"number": number, "status": {"const": status}}) for name, (base, status) in kinds.items()}
    summary = object_of({
        "questions": count, "verdicts": object_of(dict.fromkeys(v.VERDICTS, count)),
        REFUSED: {**count, "description": "Questions that cannot be read."},
        FAILED: {**count, "description": "Questions that could not be judged, for no fault of theirs."},
        "knowledge": object_of({"revision": REVISION, "engine": {"type": "string"}}), "gate": {"$ref": f"{REFERENCE}GateOfMany"},
    }, "gate")  # fmt: skip
    result = {"anyOf": [{"$ref": f"{REFERENCE}{name}"} for name in (*numbered, "NumberedProblem")]}
    of_job = {**summary, "properties": {**summary["properties"], "complete": {"type": "boolean"}, "next": nullable(URI)},
              "required": [*summary["required"], "complete", "next"]}  # fmt: skip
    return {**numbered, "Result": result, "Summary": summary, "JobSummary": of_job, "Job": _job(count), "BatchResults": object_of({
        "results": {"type": "array", "items": {"$ref": f"{REFERENCE}Result"}}, "summary": {"$ref": f"{REFERENCE}Summary"},
    })}  # fmt: skip


def _job(count: Schema) -> Schema:
    when = {"type": "string", "format": "date-time"}
    gate = object_of({"fail_on": {"type": "array", "items": VERDICT}, "max_risk": RISK})
    extras = {"type": "array", "items": {"type": "string", "enum": list(EXTRAS)}}
    terms = {"revision": REVISION, "today": {"type": "string", "format": "date"}, "include": extras,
             "explain": {"type": "string", "enum": list(EXPLAIN)}, "gate": {"anyOf": [gate, {"type": "null"}]}}  # fmt: skip
    return object_of({
        "id": IDENTITY, "url": URI, "results": URI, "state": {"type": "string", "enum": ["waiting", "running", "done"]},
        "questions": count, "answered": count, "terms": object_of(terms), "summary": {"$ref": f"{REFERENCE}Summary"},
        "created_at": when, "finished_at": nullable(when), "expires_at": when,
        "notify": {"anyOf": [{"$ref": f"{REFERENCE}Notice"}, {"type": "null"}]},
    })  # fmt: skip


def components() -> dict[str, Schema]:
    """The verdict, the verdict as it is shown and as it comes back when it was saved, results of many, and all parts, by name."""
    whole = _of_class(made.Verdict, _special(), *EXTRAS)
    added = {
        "id": IDENTITY,
        "url": {**URI, "description": "Where the saved verdict is read again, byte for byte."},
        "page": {**URI, "description": "The page that shows it to people."},
    }
    shown = _shown(whole)
    saved = _preceded(shown["Answer"], added)
    parts = {name: _of_class(kind, {}) for name, kind in PARTS.items()}
    return {**parts, **shown, **_gates(), "Verdict": whole, "SavedVerdict": saved, **_results(shown["Answer"], saved)}
