"""What would change the answer: single facts that live norms read, pairs of channel and teacher, and teachers instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kb.rules import lineage
from kb.rules import vocabulary as v
from kb.rules.knowledge import Knowledge, Model
from kb.rules.memory import remembered
from kb.rules.outcome import judged
from kb.rules.question import Question, build, own_service
from kb.rules.settle import Settled
from kb.rules.verdict import RISK_RANK, VERDICT_RANK
from kb.rules.worlds import atoms_of, classes_of, texts_of

MAX_FLIPS = 8
MAX_ALTERNATIVES = 5
MAX_TRIED = 12  # families of teachers tried for one question
MOST_LENIENT = len(v.VERDICTS) - 1

Answer = tuple[str, str]  # verdict, risk


def answer(knowledge: Knowledge, question: Question) -> Answer:
    """Verdict and risk alone."""
    verdict, _, risk = judged(knowledge, question)
    return verdict, risk


def changed(knowledge: Knowledge, question: Question, change: Mapping[str, object]) -> Question:
    """The same question with some facts changed, and what follows from them presumed anew."""
    facts = {**question.facts, **change}
    if "teacher" in change or "channel" in change:
        facts["via"] = change.get("via") or own_service(knowledge, facts["teacher"], facts["channel"])
        if facts["channel"] == "app" and facts["plan"] is None:
            facts["plan"] = "consumer"
    if "country" in change and "market" not in question.given:
        facts["market"] = (facts["country"],)
    if "release" in change and "competes_with_host" not in question.given:
        facts["competes_with_host"] = False if facts["release"] == "internal" else None
    return build(knowledge, facts, question.given)


def rank(found: Answer) -> tuple[int, int]:
    """Best first: the most lenient verdict, then the lowest risk."""
    return MOST_LENIENT - VERDICT_RANK[found[0]], RISK_RANK[found[1]]


def flips(knowledge: Knowledge, question: Question, settled: Settled) -> tuple[dict[str, Any], ...]:
    """At most eight changes that lead to another verdict, by verdict, risk and size of change."""
    found: dict[str, tuple[tuple[int, int], int, int, dict[str, Any]]] = {}
    for order, change in enumerate(_changes(knowledge, question, settled)):
        verdict, level = answer(knowledge, changed(knowledge, question, change))
        if verdict == settled.verdict:
            continue
        told = _shown(change)
        shown = {"change": told, "verdict": verdict, "risk": level}
        found.setdefault(str(sorted(told.items(), key=str)), (rank((verdict, level)), len(change), order, shown))
    ranked = sorted(found.values(), key=lambda x: x[:3])
    return tuple(x[3] for x in ranked[:MAX_FLIPS])


def _shown(change: Mapping[str, object]) -> dict[str, Any]:
    return {n: list(x) if isinstance(x, tuple) else x for n, x in change.items()}


def _changes(knowledge: Knowledge, question: Question, settled: Settled) -> Iterator[dict[str, object]]:
    """Single changes of facts that the texts at hand read, then channel and teacher together."""
    read = {n for r in settled.reads for f in r.entry.binding.version.facts for n in _given_of(f)}
    if any(r.outcome == "prohibited" for r in settled.reads):
        read |= {"permission"} | ({"base_permission"} if question.base else set())
    for name in v.FACTS:
        if name in read and name not in ("teacher", "via", "as_of", "obtained_on", "student_base"):
            yield from _other_values(knowledge, question, settled, name)
    yield from _other_bases(knowledge, question, settled)
    yield from _other_channels(knowledge, question)


def _given_of(name: str) -> tuple[str, ...]:
    return v.READS[name]


def _other_values(knowledge: Knowledge, question: Question, settled: Settled, name: str) -> Iterator[dict[str, object]]:
    here = question.facts[name]
    if v.FACTS[name].kind == "places":
        return
    for one in classes_of(knowledge, name, question.facts, question.teacher, question.base, [settled.evaluation]):
        value = one.value
        if name == "channel" and "dataset" in (here, value):
            continue  # a data set comes through no other channel, and a model never as one
        if value != here and (here is None or one.label.split(" or ") == [value] or str(here) not in one.label.split(" or ")):
            yield {name: value}


def _other_bases(knowledge: Knowledge, question: Question, settled: Settled) -> Iterator[dict[str, object]]:
    if question.facts["student_base"] != "scratch":
        yield {"student_base": "scratch"}
    atoms = (a for b in texts_of([settled.evaluation]) for a in atoms_of(knowledge, b, "student_base") if a.fact == "base_license")
    for slug in dict.fromkeys(str(x) for a in atoms for x in a.values):
        base = _model_under(knowledge, slug, question.facts["as_of"])
        if base and base != question.facts["student_base"]:
            yield {"student_base": base}


def _model_under(knowledge: Knowledge, license_: str, day: str) -> str | None:
    """The newest language model with open weights whose own license that is."""
    key = ("under", license_)
    found = remembered(knowledge, key, lambda: [
        (m.released or "", m.slug) for m in knowledge.models.values()
        if m.kind == "llm" and m.weights == "open" and any(x.instrument == license_ and x.role == "license" for x in m.links)
    ])  # fmt: skip
    return max((x for x in found if x[0] <= day), default=("", None))[1]


def _other_channels(knowledge: Knowledge, question: Question) -> Iterator[dict[str, object]]:
    facts, teacher = question.facts, question.teacher
    if facts["channel"] == "dataset":
        return
    if teacher.weights == "open" and facts["channel"] != "weights":
        yield {"channel": "weights"}
    if facts["channel"] != "api" and (teacher.provider, "api") in knowledge.default_services:
        yield {"channel": "api"}
    for model in _families(knowledge, teacher.kind, "weights", facts["as_of"])[:3]:
        if facts["channel"] != "weights" and model.slug != teacher.slug:
            yield {"channel": "weights", "teacher": model.slug}


def alternatives(knowledge: Knowledge, question: Question, settled: Settled, risk: str) -> tuple[dict[str, Any], ...]:
    """At most five teachers with a better answer to the same question, of the same kind, same channel first."""
    if settled.verdict == "permitted" and risk in ("none", "low"):
        return ()
    here = rank((settled.verdict, risk))
    channel = question.facts["channel"]
    own = channel if channel in ("weights", "dataset") else "api"
    found: list[tuple[bool, tuple[int, int], dict[str, Any]]] = []
    owners: set[tuple[str, str]] = set()  # one model of each provider is enough to follow
    for other in dict.fromkeys((own, "weights") if channel != "dataset" else ("dataset", "weights")):
        for model in _families(knowledge, question.teacher.kind, other, question.facts["as_of"])[:MAX_TRIED]:
            owner = (model.provider, other)
            if model.slug == question.teacher.slug or owner in owners or len(found) >= 2 * MAX_ALTERNATIVES:
                continue
            verdict, level = answer(knowledge, changed(knowledge, question, {"teacher": model.slug, "channel": other}))
            if verdict in ("permitted", "conditional") and rank((verdict, level)) < here:
                row = {"teacher": model.slug, "channel": other, "verdict": verdict, "risk": level}
                found.append((other != own, rank((verdict, level)), row))
                owners.add(owner)
    return tuple(x[2] for x in sorted(found, key=lambda x: x[:2])[:MAX_ALTERNATIVES])


def _families(knowledge: Knowledge, kind: str, channel: str, day: str) -> list[Model]:
    """One model for each signature (texts, services, lineage), the most permissive first, the newest of each on that day."""
    return remembered(knowledge, ("newest", kind, channel, day), lambda: list(_newest(knowledge, kind, channel, day)))


def _newest(knowledge: Knowledge, kind: str, channel: str, day: str) -> Iterator[Model]:
    for family in remembered(knowledge, ("families", kind, channel), lambda: _rank_families(knowledge, kind, channel)):
        out = [m for m in family if (m.released or "9999") <= day]
        if out:
            yield max(out, key=lambda m: (m.released, m.slug))


def _rank_families(knowledge: Knowledge, kind: str, channel: str) -> list[list[Model]]:
    pool = knowledge.datasets if channel == "dataset" else knowledge.models
    groups: dict[tuple[object, ...], list[Model]] = {}
    for slug in sorted(pool):
        model = pool[slug]
        if model.kind == kind and _offered(knowledge, model, channel):
            groups.setdefault(_signature(knowledge, model, channel), []).append(model)
    scored = [
        (rank(answer(knowledge, _usual(knowledge, members[-1], channel))), -len(members), members[0].slug, members)
        for members in groups.values()
    ]
    return [members for *_, members in sorted(scored, key=lambda x: x[:3])]


def _offered(knowledge: Knowledge, model: Model, channel: str) -> bool:
    if channel == "weights":
        return model.weights == "open"
    return channel == "dataset" or (model.provider, "api") in knowledge.default_services


def _signature(knowledge: Knowledge, model: Model, channel: str) -> tuple[object, ...]:
    texts: object = frozenset((x.instrument, x.role, x.verification) for x in model.links) if channel != "api" else model.provider
    traces = frozenset((t.owner, t.grade, t.disputed, t.outcome) for t in lineage.traces_of(knowledge, model.slug))
    return texts, model.mode, model.multimodal, traces


def _usual(knowledge: Knowledge, model: Model, channel: str) -> Question:
    """The question by which families are ranked: a commercial, competing language model whose weights others get."""
    day = "9999-12-31"
    facts: dict[str, Any] = dict.fromkeys(v.FACTS)
    facts |= {
        "teacher": model.slug, "channel": channel, "via": own_service(knowledge, model.slug, channel) if channel != "dataset" else None,
        "method": "outputs", "student_kind": lineage.STUDENT_OF_KIND[model.kind], "student_base": "scratch", "release": "weights",
        "competes": True, "competes_with_base": True, "competes_with_host": True, "purpose": "commercial", "grounded": False,
        "permission": False, "base_permission": False, "evasion": False, "annual_revenue_usd": 0, "obtained_on": day, "as_of": day,
    }  # fmt: skip
    return build(knowledge, facts)
