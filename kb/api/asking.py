"""On what terms questions are answered: the options of every address that answers, declared once, read from query strings and bodies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kb.api import record_schemas
from kb.api.parameters import Parameter
from kb.api.problems import Problem
from kb.rendering.clock import today
from kb.rules import vocabulary as v
from kb.rules.decide import EXTRAS
from kb.rules.errors import nearest
from kb.rules.explain import EXPLAIN, FULL
from kb.services.answers import Terms
from kb.services.check import FAIL_ON, RISK_ACCEPTED
from kb.services.gate import Gate

SHOWN = 200  # characters of what was sent
LEFT_OUT = "; ".join(f"`{length}` leaves out {', '.join(f'`{path}`' for path in paths)}" for length, paths in EXPLAIN.items() if paths)
REVISION = Parameter(
    "revision", "Answer by this published revision, as verdicts name it; the current one when left out. State `as_of` too: what was "
    "answered once then comes out the same, byte for byte, as long as the engine is the same.",
    record_schemas.REVISION,
)  # fmt: skip
INCLUDE = Parameter(
    "include", "What the verdict holds beside the findings. Both for a single question when left out; none for many, or where `explain` "
    "leaves something out.", {"type": "array", "items": {"type": "string", "enum": sorted(EXTRAS)}},
)  # fmt: skip
EXPLANATION = Parameter(
    "explain", f"How much is shown: {LEFT_OUT}. The member `left_out` then says so. A kept verdict is kept whole.",
    {"type": "string", "enum": list(EXPLAIN), "default": FULL},
)  # fmt: skip
FAIL = Parameter(
    "fail_on", f"Verdicts that close the gate; {', '.join(FAIL_ON)} when left out. Where this or `max_risk` is given, the answer has a "
    "`gate` that says pass or fail, with reasons.", {"type": "array", "items": {"type": "string", "enum": list(v.VERDICTS)}},
)  # fmt: skip
RISK = Parameter(
    "max_risk", f"The highest risk that passes the gate; {RISK_ACCEPTED} when left out.", {"type": "string", "enum": list(v.RISKS)},
)  # fmt: skip
SAVE = Parameter("save", "Keep the verdict at a permanent address.", {"type": "boolean", "default": False})
TERMS = (REVISION, INCLUDE, EXPLANATION, FAIL, RISK)
Options = Mapping[str, Any]


def terms(options: Options, *, many: bool = False) -> Terms:
    """The terms that options state."""
    explain = options.get("explain", FULL)
    usual: frozenset[str] = EXTRAS if explain == FULL and not many else frozenset()
    gated = {name: options[name] for name in ("fail_on", "max_risk") if name in options}
    if "fail_on" in gated:
        gated["fail_on"] = tuple(gated["fail_on"])
    return Terms(today(), frozenset(options.get("include", usual)), explain, Gate(**gated) if gated else None)


def of_body(body: Mapping[str, Any], declared: Sequence[Parameter], given: Options) -> dict[str, Any]:
    """Options that stand in a body; `given` stand in the address. Raises `Problem` that names the field at fault."""
    known = {p.name: p for p in declared}
    for name, value in body.items():
        if name not in known:
            raise wrong(name[:SHOWN], value, "there is no such field", nearest(name[:SHOWN], known) or tuple(known))
        if not _fits(known[name].schema, value):
            raise wrong(name, value, *_right(known[name].schema))
        if name in given:
            raise wrong(name, value, "stands in the address too", ["once"])
    return dict(body)


def wrong(field: str, value: Any, problem: str, accepted: Sequence[str]) -> Problem:
    """What is wrong with a field of a body that holds many questions."""
    shown = value if isinstance(value, (str, bool, type(None))) else repr(value)
    cut = shown[:SHOWN] if isinstance(shown, str) else shown
    error = {"field": field, "value": cut, "problem": problem, "accepted": list(accepted)}
    return Problem("invalid-batch", f"{field}: {problem}.", errors=[error])


def _fits(schema: Mapping[str, Any], value: Any) -> bool:
    if schema["type"] == "array":
        return isinstance(value, list) and all(_fits(schema["items"], x) for x in value)
    if schema["type"] == "boolean":
        return isinstance(value, bool)
    return isinstance(value, str) and value in schema.get("enum", [value])


def _right(schema: Mapping[str, Any]) -> tuple[str, Sequence[str]]:
    if schema["type"] == "array":
        return f"must be a list of some of {', '.join(schema['items']['enum'])}", schema["items"]["enum"]
    if schema["type"] == "boolean":
        return "must be true or false", ["true", "false"]
    if "enum" in schema:
        return "is not one of those accepted", schema["enum"]
    return "must be a text", schema.get("examples", [schema["pattern"]])
