"""A document checked against the record: what it mentions is recognized, asked about for the use stated, and summed up.

Nothing unrecognized passes, and nothing that cannot be judged is taken for allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from kb.rules import vocabulary as v
from kb.rules.decide import decide
from kb.rules.errors import QuestionError, QuestionErrors
from kb.rules.knowledge import Knowledge
from kb.rules.question import read_question
from kb.rules.verdict import ENGINE, RISK_RANK, highest, strongest
from kb.services.check_theirs import KIND, subject_of, with_subject
from kb.services.mentions import Document, line_of
from kb.services.passages import in_passages
from kb.services.recognition import Recognized, recognized

PASS, FAIL, CANNOT_JUDGE = "pass", "fail", "cannot_judge"
REASONS: Mapping[str, tuple[str, str]] = {  # code -> (outcome, what it means and what to do)
    "prohibited": (FAIL, "A text that binds you forbids it. Ask for permission, or take another source."),
    "risk-above": (FAIL, "The risk is above the level that you accept."),
    "undetermined": (CANNOT_JUDGE, "The answer turns on a fact that was not stated, or on a text that is not held. State the fact."),
    "unrecognized": (CANNOT_JUDGE, "Nothing on record has that name. Write it as the record does, or have it recorded."),
    "license-unrecognized": (CANNOT_JUDGE, "No license on record has that name."),
    "license-differs": (CANNOT_JUDGE, "The record knows another license for it than the document states."),
    "role-not-stated": (CANNOT_JUDGE, "The document names something on record, and not what it is to the student. State its role."),
    "fact-not-stated": (CANNOT_JUDGE, "A fact without which nothing can be asked was not stated."),
    "facts-refused": (CANNOT_JUDGE, "What the document states of it is no fact that can be asked about."),
    "nothing-found": (CANNOT_JUDGE, "The document names no model and no data set in a way that is read here."),
    "too-many": (CANNOT_JUDGE, "The document asks more questions than are answered in one call."),
}
MOST_QUESTIONS = 1_000
OWN_FACTS = frozenset({"teacher"})  # the document's business, never the caller's
ABSENT: dict[str, Any] = {"channel": "weights", "method": "evaluation"}  # of a model that is only started from or used as it is
MADE, USED = "made", "used"
SUBJECTS: Mapping[str, str] = {  # what the document is about, to the caller
    MADE: "what we make",
    USED: "a model that somebody else made, which we use or pass on as it is",
}
RISK_ACCEPTED = "medium"
RISK_OF_THE_OPEN = "medium"  # of what could not be judged (contract 4.2)
FAIL_ON = ("prohibited", "undetermined")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a check did not pass: a code of REASONS, words, and what it is about."""

    code: str
    text: str
    name: str = ""
    place: str = ""
    line: int = 1

    @property
    def outcome(self) -> str:
        """What it makes of the check: fail or cannot_judge."""
        return REASONS[self.code][0]

    def as_dict(self) -> dict[str, Any]:
        """The reason for a machine."""
        return {"code": self.code, "outcome": self.outcome, "text": self.text, "name": self.name, "place": self.place, "line": self.line}


@dataclass(frozen=True, slots=True)
class Part:
    """One question of the run and its verdict. `source` is the thing asked about, `base` what the student starts from."""

    source: Recognized
    base: str
    verdict: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The part with its whole verdict."""
        return {"role": self.source.mention.role, "source": self.source.slug, "base": self.base or None, "verdict": dict(self.verdict)}


@dataclass(frozen=True, slots=True)
class Checked:
    """The whole result. `outcome` is pass, fail or cannot_judge; `verdict` and `risk` are the strongest of all parts."""

    outcome: str
    verdict: str
    risk: str
    use: Mapping[str, Any]
    max_risk: str
    mentions: tuple[Recognized, ...]
    reasons: tuple[Reason, ...]
    parts: tuple[Part, ...]
    document: Document
    revision: str
    as_of: str

    def conditions(self) -> list[dict[str, Any]]:
        """All duties once, each with the sources that bring it."""
        found: dict[str, dict[str, Any]] = {}
        for part in self.parts:
            for duty in part.verdict["conditions"]:
                item = found.setdefault(duty["text"], {"text": duty["text"], "citation": duty["citation"], "sources": []})
                if part.source.shown not in item["sources"]:
                    item["sources"].append(part.source.shown)
        return list(found.values())

    def share(self) -> dict[str, int]:
        """How many parts have each verdict."""
        return {verdict: sum(p.verdict["verdict"] == verdict for p in self.parts) for verdict in v.VERDICTS}

    def as_dict(self) -> dict[str, Any]:
        """The result for a machine."""
        return {
            "outcome": self.outcome, "verdict": self.verdict, "risk": self.risk, "max_risk": self.max_risk, "format": self.document.format,
            "use": dict(self.use), "knowledge": {"revision": self.revision, "as_of": self.as_of, "engine": ENGINE}, "share": self.share(),
            "reasons": [r.as_dict() for r in self.reasons], "conditions": self.conditions(),
            "mentions": [m.as_dict() for m in self.mentions], "parts": [p.as_dict() for p in self.parts],
            "notes": list(self.document.notes), "disclaimer": v.DISCLAIMER,
        }  # fmt: skip


def check(
    knowledge: Knowledge, document: Document, use: Mapping[str, Any], today: str, *,
    text: bool = False, max_risk: str = RISK_ACCEPTED, subject: str = MADE,
) -> Checked:
    """Check a document for the use stated (facts of a question). Raises `QuestionErrors` where the use itself cannot be read.

    `today` (ISO) stands for `as_of`; `text` is true where the values of `use` are texts. A risk above `max_risk` fails.
    `subject` is one of SUBJECTS.
    """  # fmt: skip
    _refuse_bad_use(knowledge, use, today, text=text)
    found = _found(knowledge, document)
    reasons = [*_unrecognized(found, knowledge), *_unread(knowledge, document, found)]
    if subject == USED:
        knowledge = with_subject(knowledge, document, found)
        found = (*found, subject_of(document))
    run = _Run(knowledge, {**document.facts, **use}, today, text)
    parts = []
    for made in run.parts(found):
        if isinstance(made, Reason):
            reasons.append(made)
        else:
            parts.append(made)
            reasons += against(made, max_risk)
    if not any(m.mention.role != "license" for m in found):
        reasons.append(Reason("nothing-found", REASONS["nothing-found"][1]))
    verdicts, risks = [p.verdict["verdict"] for p in parts], [p.verdict["risk"] for p in parts]
    if any(r.outcome == CANNOT_JUDGE for r in reasons) or not parts:
        verdicts.append("undetermined")
        risks.append(RISK_OF_THE_OPEN)
    return Checked(
        _outcome(reasons), strongest(verdicts), highest(risks), run.use, max_risk, found,
        tuple(reasons), tuple(parts), document, knowledge.revision, str(use.get("as_of") or today),
    )  # fmt: skip


def _found(knowledge: Knowledge, document: Document) -> tuple[Recognized, ...]:
    """What the document mentions, and its own subject where that is on record: then more is known of it than the document says."""
    found = tuple(recognized(knowledge, m) for m in document.mentions)
    subject = recognized(knowledge, document.subject) if document.subject else None
    return (*found, subject) if subject and subject.slug else found


def _unread(knowledge: Knowledge, document: Document, found: Iterable[Recognized]) -> Iterator[Reason]:
    """What stands on record and is named where the document was not understood."""
    told = {r.slug for r in found}
    for passage, slug in in_passages(knowledge, document.passages):
        if slug not in told:
            told.add(slug)
            said = f"{slug} is named at {passage.place}, not as a teacher, base, data set or model."
            line = passage.line if passage.line > 1 else line_of(document.text, [passage.text])
            yield Reason("role-not-stated", said, slug, passage.place, line)


def _outcome(reasons: Sequence[Reason]) -> str:
    outcomes = {r.outcome for r in reasons}
    return FAIL if FAIL in outcomes else CANNOT_JUDGE if outcomes else PASS


def _refuse_bad_use(knowledge: Knowledge, use: Mapping[str, Any], today: str, *, text: bool) -> None:
    """Read the use with a model on record, so that a wrong fact is the caller's error and not the document's."""
    if not isinstance(use, Mapping):
        raise QuestionErrors([QuestionError("use", use, "the use is a mapping of facts to values", tuple(v.FACTS))])
    own = [QuestionError(n, use[n], "is for the document to say", ()) for n in use if n in OWN_FACTS]
    probe = {"teacher": next(iter(knowledge.models), ""), "student_kind": "general_llm", **ABSENT}
    stated = {n: x for n, x in use.items() if n not in OWN_FACTS and n != "channel"}
    channels = v.FACT_VALUES["channel"]
    if use.get("channel") not in (None, "", *channels):
        own.append(QuestionError("channel", use["channel"], f"is not one of {', '.join(channels)}", channels))
    try:
        read_question({**probe, **{n: x for n, x in stated.items() if x is not None}}, knowledge, today, text=text)
    except QuestionErrors as errors:
        own += errors.errors
    if own:
        raise QuestionErrors(own)


def _unrecognized(found: Iterable[Recognized], knowledge: Knowledge) -> Iterator[Reason]:
    by_name = {r.mention.name: r for r in found if r.mention.role != "license"}
    for one in found:
        m = one.mention
        if one.slug is None:
            code = "license-unrecognized" if m.role == "license" else "unrecognized"
            hint = f" Nearest: {', '.join(one.near)}." if one.near else ""
            yield Reason(code, f"{m.role} “{m.name}”: nothing on record has that name.{hint}", m.name, m.place, m.line)
        elif m.role == "license" and (known := _licenses(knowledge, by_name.get(m.of))) and one.slug not in known:
            said = f"{m.of}: the document states {one.slug}, the record has {', '.join(sorted(known))}."
            yield Reason("license-differs", said, m.name, m.place, m.line)


def _licenses(knowledge: Knowledge, owner: Recognized | None) -> frozenset[str]:
    """The licenses on record for the thing that a license is stated for; none where that is the document's own subject."""
    if owner is None or owner.slug is None:
        return frozenset()
    return (knowledge.datasets if owner.kind == "dataset" else knowledge.models)[owner.slug].licenses


def against(part: Part, max_risk: str) -> Iterator[Reason]:
    """What keeps a part from passing; nothing where it passes."""
    m = part.source.mention
    for code, text in islice(reasons_against(part.verdict, FAIL_ON, max_risk), 1):
        yield Reason(code, f"{m.role} {part.source.shown}: {text}", m.name, m.place, m.line)


def reasons_against(verdict: Mapping[str, Any], fail_on: Collection[str], max_risk: str) -> Iterator[tuple[str, str]]:
    """Why a verdict is not accepted, the verdict itself first: codes and words."""
    if verdict["verdict"] in fail_on:
        asks = "".join(f" State {x['fact']}: {x['question']}" for x in verdict["missing"][:3])
        yield str(verdict["verdict"]), f"{verdict['headline']}{asks}"
    if RISK_RANK[verdict["risk"]] > RISK_RANK[max_risk]:
        yield "risk-above", f"risk {verdict['risk']}, {max_risk} is accepted. {verdict['headline']}"


@dataclass(frozen=True, slots=True)
class _Run:
    """The questions of one training run."""

    knowledge: Knowledge
    use: Mapping[str, Any]
    today: str
    text: bool

    def parts(self, found: Sequence[Recognized]) -> Iterator[Part | Reason]:
        """Every source with every base; a base without a source, and a model used as it is, are asked about alone.

        Of what somebody else made, its bases and sources are its lineage: they are asked about with it.
        """
        known = [r for r in found if r.slug and r.mention.role != "license"]
        if any(r.kind == KIND for r in known):
            known = [r for r in known if r.mention.role == "model" or r.kind == KIND]
        sources = [r for r in known if r.mention.role in ("teacher", "dataset")]
        bases = [str(r.slug) for r in known if r.mention.role == "base"] or [str(self.use.get("student_base") or "")]
        if len(sources) * len(bases) + len(known) > MOST_QUESTIONS:
            yield Reason("too-many", f"{len(sources)} sources with {len(bases)} bases: {MOST_QUESTIONS:,} questions are answered.")
            return
        for one in sources:
            for base in dict.fromkeys(bases):
                yield self.asked(one, base, self._facts(one))
        for one in known:
            if one.mention.role in ("base", "model") or one.kind == KIND:
                yield self.asked(one, str(one.slug), {**ABSENT, **one.mention.facts})

    def _facts(self, one: Recognized) -> Mapping[str, Any]:
        """What the document states of a source goes before the use, except that a data set is always one."""
        facts = {"method": "outputs", **{n: x for n, x in self.use.items() if n in ("channel", "method", "via")}, **one.mention.facts}
        return {**facts, "channel": "dataset", "via": None} if one.kind == "dataset" else facts

    def asked(self, one: Recognized, base: str, facts: Mapping[str, Any]) -> Part | Reason:
        """The question about one source, answered; or why it cannot be asked."""
        m = one.mention
        if own := sorted({"teacher", "student_base"} & m.facts.keys()):
            return Reason(
                "facts-refused", f"{m.role} {one.shown}: {', '.join(own)} is told by roles, not by facts.", m.name, m.place, m.line
            )
        whole = {**self.use, "via": None, **facts, "teacher": one.slug, "student_base": base or None}
        try:
            question = read_question(
                {n: x for n, x in whole.items() if x is not None}, self.knowledge, self.today, text=self.text or bool(m.facts)
            )
        except QuestionErrors as errors:
            absent = all(e.value is None for e in errors.errors)
            code = "fact-not-stated" if absent else "facts-refused"
            said = "; ".join(f"{e.fact}: {e.problem}" + (f" ({', '.join(e.accepted[:8])})" if absent else "") for e in errors.errors)
            return Reason(code, f"{m.role} {one.shown}: {said}.", m.name, m.place, m.line)
        return Part(one, base, decide(self.knowledge, question, ()).as_dict())
