"""A second, naive evaluator of norms: it knows nothing of the core's code beyond the records' own texts.

It evaluates conditions as Python expressions over complete values, one norm after the other, and gives the outcome of a
single version for one question in which nothing is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

USES = {"use", "use_outputs", "train", "distill", "develop", "modify", "extract"}


def holds(text: str | None, values: Mapping[str, Any], groups: Mapping[str, Any]) -> bool:
    """Whether a condition holds, by rewriting each comparison to Python."""
    if not text:
        return True
    words = re.findall(r"==|!=|<=|>=|<|>|\(|\)|,|[A-Za-z0-9][A-Za-z0-9._\-]*", text)
    out: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in values:
            at, piece = _comparison(words, at, values, groups)
            out.append(str(piece))
        else:
            out.append(word)
            at += 1
    return bool(eval(" ".join(out), {"__builtins__": {}}))  # noqa: S307 - words of our own records, reduced to True, False, and, or, not


def _comparison(words: list[str], at: int, values: Mapping[str, Any], groups: Mapping[str, Any]) -> tuple[int, bool]:
    name, rest = words[at], words[at + 1 :]
    op = rest[0] if rest else ""
    if op == "not" and rest[1:2] == ["in"]:
        at, found = _comparison([name, *rest[1:]], 0, values, groups)
        return len(words) - len(rest) + at, not found
    if op == "in" and rest[1] == "(":
        end = rest.index(")")
        wanted = [w for w in rest[2:end] if w != ","]
        return at + 1 + end + 1, _among(values[name], wanted, groups)
    if op in ("in", "==", "!="):
        found = _among(values[name], [rest[1]], groups)
        return at + 3, not found if op == "!=" else found
    if op in ("<", "<=", ">", ">="):
        bound = int(rest[1].replace("_", ""))
        return at + 3, {"<": values[name] < bound, "<=": values[name] <= bound, ">": values[name] > bound, ">=": values[name] >= bound}[op]
    return at + 1, bool(values[name])


def _among(here: Any, wanted: list[str], groups: Mapping[str, Any]) -> bool:
    places = set(wanted)
    for w in wanted:
        places |= set(groups.get(w, ()))
    if isinstance(here, int) and not isinstance(here, bool):
        return str(here) in {w.replace("_", "") for w in wanted}
    return bool(places & set(here)) if isinstance(here, (set, frozenset, tuple, list)) else here in places


def outcome(clauses: list[dict[str, Any]], values: Mapping[str, Any], groups: Mapping[str, Any], *, permitted: bool) -> str:
    """The outcome of one version's clauses. `permitted`: the asker holds the issuer's written permission."""
    met = [(clause["key"], norm) for clause in clauses for norm in clause.get("norms") or [] if _met(norm, values, groups)]
    leaves = [(key, norm) for key, norm in met if norm.get("permits")]
    duties = [norm for _, norm in met if norm.get("obliges")]
    fates = [_fate(key, norm, leaves, permitted=permitted) for key, norm in met if norm.get("forbids")]
    opened = [_opened(norm, values, groups) for norm in duties]
    opened += [fate == "clash" for fate in fates]
    opened += [bool(c.get("unencoded")) and holds(c.get("unencoded_when"), values, groups) for c in clauses]
    bans = [norm for _, norm in met if norm.get("forbids")]
    standing = [_opened(norm, values, groups) for norm, fate in zip(bans, fates, strict=True) if not fate]
    if not all(standing):
        return "prohibited"
    if standing or any(opened):
        return "undetermined"
    return "conditional" if duties or "kept" in fates else "permitted"


def _met(norm: dict[str, Any], values: Mapping[str, Any], groups: Mapping[str, Any]) -> bool:
    excepted = any(holds(e["when"], values, groups) for e in norm.get("unless") or [])
    return holds(norm.get("when"), values, groups) and not excepted


def _opened(norm: dict[str, Any], values: Mapping[str, Any], groups: Mapping[str, Any]) -> bool:
    return bool(norm.get("open_when")) and holds(norm["open_when"], values, groups)


def _fate(key: str, ban: dict[str, Any], leaves: list[tuple[str, dict[str, Any]]], *, permitted: bool) -> str:
    """What becomes of a ban: kept (a permission lifts it), beaten, clash, or "" where it stands."""
    if permitted and ban.get("liftable", ban["forbids"] != "access"):
        return "kept"
    clash = ""
    for other, leave in leaves:
        over = {other, "all"} & set(ban.get("yields_to") or ())
        under = {key, "all"} & set(leave.get("yields_to") or ())
        if under:
            continue
        if over:
            return "beaten"
        if ban["forbids"] in USES and leave["permits"] in USES:
            clash = "clash"
    return clash
