"""Lineage: the ancestors whose restricted outputs a teacher (or a base) learned from, by the weakest evidence on the path.

It never binds. For each edge along which outputs travelled, a nested decision on norms alone asks whether the ancestor's
terms forbade that on the edge's day (contract, 4.2 and 4.3).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from kb.rules import vocabulary as v
from kb.rules.binding import bind
from kb.rules.dates import first_day, last_day, year_before
from kb.rules.knowledge import Edge, Knowledge, Model
from kb.rules.memory import remembered
from kb.rules.norms import read
from kb.rules.question import Facts, Question
from kb.rules.values import common_values
from kb.rules.verdict import Ancestor, highest
from kb.rules.worlds import Entry, combined

MAX_SHOWN = 6
LEVELED_BY = frozenset({"as_of", "channel", "method", "release", "competes", "purpose"})  # facts that a level depends on
RAISED = {"dataset": "published-dataset", "product_logs": "customer-data", "crowd": "crowd-work", "web": "anonymous-web"}
STUDENT_OF_KIND = {"llm": "general_llm", "embedding": "embedding", "classifier": "classifier", "reward_model": "reward_model",
                   "image": "image_model", "video": "image_model", "audio": "audio_model", "other": "general_llm"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trace:
    """One way in which an ancestor's outputs reached a model. `since` is the day from which the record speaks of it."""

    ancestor: str
    owner: str
    path: tuple[str, ...]
    relation: str
    grade: str
    disputed: bool
    since: str
    outcome: str
    said: str
    citations: tuple[str, ...]
    steps: int


def weaker(grade: str) -> str:
    """The next weaker grade of evidence; inferred stays."""
    return v.GRADES[min(v.GRADES.index(grade) + 1, len(v.GRADES) - 1)]


def weakest(a: str, b: str) -> str:
    """The weaker of two grades."""
    return max(a, b, key=v.GRADES.index)


def traces_of(knowledge: Knowledge, slug: str) -> tuple[Trace, ...]:
    """Every trace that ends in a model or data set, for any day. Remembered: it depends on the record alone."""
    key = ("traces", slug)
    return remembered(knowledge, key, lambda: tuple(_walk(knowledge, slug)))


# What a way to an ancestor says (ancestor, grade, disputed), to the first day from which such a way is on record.
_Ways = dict[tuple[str, str, bool], str]


def _walk(knowledge: Knowledge, root: str) -> Iterator[Trace]:
    """Every ancestor, however far: nearest first, each once by what the way to it says."""
    queue: deque[tuple[tuple[str, ...], str, bool, str]] = deque([((root,), v.GRADES[0], False, "")])
    known: _Ways = {}
    while queue:
        path, grade, disputed, since = queue.popleft()
        for edge in edges_of(knowledge, path[0]):
            if edge.parent in path:
                continue
            here = weakest(grade, edge.grade)
            marked, start = disputed or edge.disputed, max(since, first_day(edge.date) if edge.date else "")
            longer = (edge.parent, *path)
            if edge.relation not in v.WEIGHT_RELATIONS and edge.parent_kind != "dataset":
                trace = _trace(knowledge, edge, longer, here, start, disputed=marked)
                if trace is not None:
                    yield trace
            if edge.parent_kind != "provider" and _adds(known, (edge.parent, here, marked), start):
                queue.append((longer, here, marked, start))


def _adds(known: _Ways, way: tuple[str, str, bool], since: str) -> bool:
    """Whether a way to an ancestor says more than the shorter ones before it. If not, what lies behind is known: no walk is endless."""
    if way in known and known[way] <= since:
        return False
    known[way] = since
    return True


def edges_of(knowledge: Knowledge, slug: str) -> Iterator[Edge]:
    """The edges that end in a model or data set, and those that follow from what is said of its maker (rule 23)."""
    yield from knowledge.edges_to.get(slug, ())
    model = knowledge.models.get(slug)
    if model is None or model.released is None:
        return
    for edge in knowledge.edges_to.get(model.provider, ()):
        if edge.child_kind == "provider" and edge.date and first_day(model.released) > conduct_began(edge, edge.date):
            grade = "inferred" if edge.grade == "confirmed" else weaker(edge.grade)
            yield Edge(
                edge.parent, edge.parent_kind, slug, "model", edge.relation, grade, edge.disputed, edge.date, edge.verification, edge.source
            )


def conduct_began(edge: Edge, alleged: str) -> str:
    """The day after which a maker's models can have gained from the conduct: unknown, a year before the allegation (rule 23)."""
    return first_day(edge.began) if edge.began else year_before(first_day(alleged))


def node(knowledge: Knowledge, slug: str, kind: str) -> Model | None:
    """The model or data set of that name; a maker whose model is not named stands for itself as a closed model."""
    if kind == "provider":
        if slug not in knowledge.providers:
            return None
        return Model(slug, knowledge.providers[slug], slug, "llm", "closed", multimodal=False, released=None, parameters="", links=())
    return knowledge.models.get(slug) or knowledge.datasets.get(slug)


def _trace(knowledge: Knowledge, edge: Edge, path: tuple[str, ...], grade: str, since: str, *, disputed: bool) -> Trace | None:
    parent, child = node(knowledge, edge.parent, edge.parent_kind), node(knowledge, edge.child, edge.child_kind)
    if parent is None or child is None or (parent.provider and parent.provider == child.provider):
        return None
    when = edge.date or child.released
    day = last_day(when) if when else "9999-12-31"
    base = _base_of(knowledge, child)
    method = v.RELATION_METHOD.get(edge.relation, "outputs")
    release = "weights" if child.is_dataset or child.weights == "open" else "service"
    outcome, said, citation = forbade(knowledge, parent, STUDENT_OF_KIND[child.kind], method, release, base, day)
    cites = tuple(x for x in (edge.source, citation) if x)
    return Trace(
        edge.parent, parent.provider, path, v.RELATIONS[edge.relation], grade, disputed, since, outcome, said, cites, len(path) - 1
    )


def _base_of(knowledge: Knowledge, child: Model) -> Model | None:
    parents = (e.parent for e in knowledge.edges_to.get(child.slug, ()) if e.relation in v.WEIGHT_RELATIONS)
    return next((knowledge.models[p] for p in parents if p in knowledge.models), None)


def forbade(
    knowledge: Knowledge, ancestor: Model, student_kind: str, method: str, release: str, base: Model | None, day: str
) -> tuple[str, str, str]:
    """Whether an ancestor's terms, on that day, forbade a commercial, competing student: (outcome, words, citation).

    Norms alone, never recursive. Where no text of that day is held, the earliest held is taken and said to be so.
    """
    channel = "api" if ancestor.weights == "closed" else "weights"
    via = knowledge.default_services.get((ancestor.provider, "api")) if channel == "api" else None
    facts: Facts = dict.fromkeys(v.FACTS)
    facts |= {
        "teacher": ancestor.slug, "channel": channel, "via": via, "method": method, "student_kind": student_kind, "release": release,
        "student_base": base.slug if base else "scratch", "competes": True, "competes_with_base": True, "competes_with_host": True,
        "purpose": "commercial", "plan": "business", "collection": "manual", "grounded": False, "permission": False,
        "base_permission": False, "evasion": False, "obtained_on": day, "as_of": day,
    }  # fmt: skip
    bound = bind(knowledge, facts, ancestor, None, earliest=True)
    common = common_values(facts, ancestor, base)
    entries = [Entry(b, read(knowledge, b, common, ancestor, base)) for b in bound.bindings]
    outcome = combined(entries, bound.gaps)[0] or "undetermined"
    worst = next((e for e in entries if e.reading.outcome == outcome), entries[0] if entries else None)
    if worst is None:
        return outcome, f"no text of {ancestor.name} for {day} is held", ""
    version = worst.binding.version
    held = f"“{worst.binding.instrument.title}” ({version.name})"
    if version.valid_from and version.valid_from > day:
        held += ", the earliest text held (reported: it is later than the training)"
    words = {"prohibited": f"{held} forbade it", "undetermined": f"whether {held} forbade it is open"}.get(
        outcome, f"{held} did not forbid it"
    )
    return outcome, words, (worst.reading.deciding or (version.citation,))[0]


def lineage(knowledge: Knowledge, question: Question) -> tuple[Ancestor, ...]:
    """The ancestors that taint, strongest first; one entry for each ancestor and grade, by its shortest path."""
    found: dict[tuple[str, str, bool], Ancestor] = {}
    for root, trace in _tainting(knowledge, question):
        entry = _entry(trace, question, root)
        key = (entry.ancestor, entry.evidence, entry.disputed)
        if key not in found or (v.RISKS.index(entry.level), -len(entry.path)) > _rank(found[key]):
            found[key] = entry
    if question.facts["channel"] in ("crowd", "web"):
        found["origin", "", False] = _unknown_origin(knowledge, question)
    ranked = sorted(
        found.values(), key=lambda a: (-v.RISKS.index(a.level), len(a.path), a.ancestor, v.GRADES.index(a.evidence), a.disputed)
    )
    return tuple(ranked[:MAX_SHOWN])


def level(knowledge: Knowledge, question: Question) -> str:
    """The highest level of `lineage`, without its words."""
    unknown = [_origin_level(question)] if question.facts["channel"] in ("crowd", "web") else []
    return highest([*(_level(trace, question, root) for root, trace in _tainting(knowledge, question)), *unknown])


def _tainting(knowledge: Knowledge, question: Question) -> Iterator[tuple[str, Trace]]:
    """What is on record on the day of the question and was not allowed, for the teacher and for the base: (root, trace)."""
    as_of: str = question.facts["as_of"]
    roots = [question.teacher.slug] + ([question.base.slug] if question.base and question.base.provider else [])
    for root in dict.fromkeys(roots):
        for trace in traces_of(knowledge, root):
            if trace.since <= as_of and trace.outcome not in ("permitted", "conditional"):
                yield root, trace


def _rank(entry: Ancestor) -> tuple[int, int]:
    return v.RISKS.index(entry.level), -len(entry.path)


def reaches_others(question: Question) -> tuple[bool, bool]:
    """Whether the student is released, and competes: what is not known counts as so (rule 24)."""
    return question.facts["release"] != "internal", question.facts["competes"] is not False


def _entry(trace: Trace, question: Question, root: str) -> Ancestor:
    channel, through_teacher = question.facts["channel"], root == question.teacher.slug
    level = _level(trace, question, root)
    pattern = RAISED.get(channel, "intermediary-model") if through_teacher else "intermediary-model"
    words = f"{' → '.join(trace.path)}: {trace.relation}, {trace.grade}{', disputed' if trace.disputed else ''}"
    weighty = level not in ("none", "low")  # a low level does not rest on what the ancestor's terms said
    words, cites = (f"{words}; {trace.said}.", trace.citations) if weighty else (f"{words}.", trace.citations[:1])
    return Ancestor(trace.ancestor, trace.path, trace.relation, trace.grade, trace.disputed, pattern, level, words, cites)


def _level(trace: Trace, question: Question, root: str) -> str:
    if question.facts["method"] == "evaluation" and (question.base is None or root != question.base.slug):
        return "low"  # measured only
    direct = root == question.teacher.slug and question.facts["channel"] == "dataset" and trace.steps == 1
    grade = trace.grade if trace.outcome == "prohibited" else weaker(trace.grade)
    return level_of(grade, question, disputed=trace.disputed, direct=direct)


def level_of(grade: str, question: Question, *, disputed: bool, direct: bool) -> str:
    """The level of an ancestor whose terms forbade the edge (contract, 4.2), where what it gave enters the student."""
    released, competes = reaches_others(question)
    if disputed or grade == "inferred":
        return "low"
    if grade == "alleged":
        return "medium" if released and competes else "low"
    return "high" if direct and released and competes else "medium"


def _unknown_origin(knowledge: Knowledge, question: Question) -> Ancestor:
    """The row for outputs of unknown origin: the teacher itself, whose terms bound whoever took them."""
    facts, teacher, level = question.facts, question.teacher, _origin_level(question)
    release = facts["release"] if facts["release"] not in (None, "internal") else "weights"
    _, said, citation = forbade(knowledge, teacher, facts["student_kind"], "outputs", release, question.base, facts["obtained_on"])
    pattern = RAISED[facts["channel"]]
    words = f"Outputs of unknown origin ({pattern}): {said} to whoever took them under those terms."
    return Ancestor(
        ancestor=teacher.slug, path=(teacher.slug,), relation="outputs of", evidence="inferred", disputed=False,
        pattern=pattern, level=level, summary=words, citations=(citation,) if citation else (),
    )  # fmt: skip


def _origin_level(question: Question) -> str:
    """The level of outputs of unknown origin."""
    if question.facts["method"] == "evaluation":
        return "low"
    if all(reaches_others(question)):
        return "high"
    return "low" if question.facts["release"] == "internal" and question.facts["purpose"] == "research" else "medium"
