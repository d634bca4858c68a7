"""A case's way through the courts, and what cases bear on, made ready for pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kb.queries.bearings import PARTS, TARGETS, Bearing, bearing_on, stages_elsewhere
from kb.queries.published import Published, Record
from kb.rendering import addresses
from kb.rules.knowledge import Clause
from kb.rules.vocabulary import ACTS, BEARINGS, COURT_STEPS

SIGNS = {"appealed": "↑", "reviewed": "↑", "referred": "↑", "remanded": "↓", "filed": "●", "parallel": "∥"}
HERE = {"consolidated": "brought in here", "parallel": "the same dispute", "appealed": "came here on appeal", "remanded": "sent back here",
        "transferred": "transferred here", "removed": "removed here", "referred": "referred here", "reviewed": "reviewed here",
        "filed": "began here"}  # fmt: skip


def way(now: Published, record: Record) -> dict[str, Any]:
    """The stages of a case, those that other cases spent in it, and parallel disputes, each with where its record is."""
    stages = [_stage(now, s) for s in record.get("proceedings") or ()]
    elsewhere = [{**_stage(now, s), "title": now.title("cases", name), "slug": name, "words": HERE[s["step"]]}
                 for name, s in stages_elsewhere(now, record["slug"])]  # fmt: skip
    return {
        "way": [s for s in stages if s["row"]["step"] != "parallel"],
        "related": [s for s in stages if s["row"]["step"] == "parallel"],
        "members": sorted(elsewhere, key=lambda m: str(m["title"]).lower()),
    }


def _stage(now: Published, row: Record) -> dict[str, Any]:
    slug = row.get("case", "")
    return {
        "row": row, "words": COURT_STEPS[row["step"]], "sign": SIGNS.get(row["step"], "→"),
        "outcome": str(row.get("outcome") or "").replace("_", " "), "slug": slug, "title": now.title("cases", slug) if slug else "",
    }  # fmt: skip


def bears_on(now: Published, record: Record) -> list[dict[str, Any]]:
    """What a case bears on, as its own page shows it."""
    return [{"row": row, "how": BEARINGS[row["how"]], **_target(now, row)} for row in record.get("bears_on") or ()]


def _target(now: Published, row: Record) -> dict[str, str]:
    if row.get("act"):
        return {"what": f"Clauses on {act_words(row['act'])}", "address": "", "where": row.get("text", "")}
    kind = "laws" if row.get("law") else "instruments"
    slug, key = row[TARGETS[kind]], row.get(PARTS[kind])
    named = _part(now, kind, slug, key) if key else ""
    return {"what": now.title(kind, slug), "address": addresses.of_entry(kind, slug, key or ""), "where": named}


def act_words(act: str) -> str:
    """An act as the subject of a clause: `access in that manner` is access, `this use` is use."""
    return ACTS[act].removesuffix(" in that manner").removeprefix("this ")


def _part(now: Published, kind: str, slug: str, key: str) -> str:
    """The pinpoint of a clause in its newest text, or of a provision."""
    if kind == "laws":
        parts: Iterable[Any] = now.records["laws"][slug].get("provisions") or ()
        return next((str(p["pinpoint"]) for p in parts if p["key"] == key), key)
    versions = now.knowledge.instruments[slug].versions
    return next((c.pinpoint for v in reversed(versions) for c in v.clauses if c.key == key), key)


def on_law(now: Published, slug: str) -> list[dict[str, Any]]:
    """The cases that bear on a law, with the provision that each is about."""
    return [_shown(now, b) for b in bearing_on(now, "laws", [slug])]


def on_text(now: Published, slug: str, clauses: Sequence[Clause], part: str = "") -> dict[str, Any]:
    """The cases on a text (or one clause of it), and those on clauses of other texts that speak of the same acts, act by act."""
    acts = dict.fromkeys(n.act for c in clauses for n in c.norms)
    alike = [(act_words(act), [_shown(now, b) for b in bearing_on(now, "acts", [act])]) for act in acts]
    return {
        "cases_on_it": [_shown(now, b) for b in bearing_on(now, "instruments", [slug], part)],
        "cases_alike": [(act, cases) for act, cases in alike if cases],
    }


def _shown(now: Published, bearing: Bearing) -> dict[str, Any]:
    row, case = bearing.row, now.records["cases"][bearing.case]
    return {
        "case": bearing.case, "title": now.title("cases", bearing.case), "court": case.get("court", ""), "filed": case.get("filed", ""),
        "how": BEARINGS[row["how"]], "row": row, **_target(now, row), "decided": bool(case.get("holdings")),
    }  # fmt: skip
