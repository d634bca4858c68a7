"""The shape of every record: its fields, in the order in which they are written, declared once.

From here come the check of a file, the canonical order of a dump, the documentation of the format and the
columns that the tests expect of the database. A record is plain data: mappings, lists, strings, booleans, integers.
Dates are ISO strings; a `when` is a day, a month or a year (`2025-01-20`, `2025-01`, `2025`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.rules import vocabulary as v
from kb.rules.errors import RecordError, nearest

SLUG = re.compile(r"[a-z0-9][a-z0-9.\-]*\Z")
WHEN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. `type` is one of TYPES; `ref` names the kind that a slug points to."""

    name: str
    type: str = "text"
    required: bool = False
    many: bool = False
    choices: tuple[str, ...] = ()
    ref: str = ""
    shape: Shape | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A mapping with known fields. `kind` is the plural noun, the folder's name too."""

    kind: str
    fields: tuple[Field, ...]
    words: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)


def f(name: str, type: str = "text", **more: object) -> Field:  # noqa: A002 - reads as the declaration it is
    return Field(name, type, **more)  # type: ignore[arg-type]


def slug(name: str = "slug", **more: object) -> Field:
    return f(name, "slug", required=True, **more)


def ref(name: str, kind: str, **more: object) -> Field:
    return f(name, "slug", ref=kind, **more)


def enum(name: str, choices: Iterable[str], **more: object) -> Field:
    return f(name, "enum", choices=tuple(choices), **more)


def many(name: str, shape: Shape, **more: object) -> Field:
    return f(name, "shape", shape=shape, many=True, **more)


VERIFICATION = enum("verification", v.VERIFICATIONS)
SOURCES = ref("sources", "sources", many=True)

PROVENANCE = Shape(
    "provenance",
    (
        f("url", "url"),
        f("publisher"),
        f("retrieved", "when"),
        enum("tier", v.TIERS),
        f("file", words="path of the text inside the folder of texts that the quote check is given"),
        f("sha256"),
        f("note"),
    ),
    "Where the text of a version was read.",
)

EXCEPTION = Shape(
    "exception",
    (
        f("when", "condition", required=True),
        f("clause", words="key of the clause that makes the exception; the norm's own clause when left out"),
        f("words", words="the words of the text that make the exception, 40 at most"),
    ),
)

NORM = Shape(
    "norm",
    (
        f("id", words="stable within the clause; `1`, `2`, … when left out"),
        enum("forbids", v.ACTS),
        enum("permits", v.ACTS),
        enum("obliges", v.ACTS),
        f("when", "condition", words="always, when left out"),
        f("open_when", "condition", words="where this holds, whether the norm reaches the act is open: no fact settles it"),
        many("unless", EXCEPTION),
        f("duty", words="for `obliges`: what must be done, and when, as an item of a checklist"),
        f("name_prefix", words="for a duty on the student's name: the exact beginning that is asked for"),
        f("yields_to", many=True, words="keys of clauses, or `all`, that prevail over this norm"),
        f("yields_because", words="the words or the reason for that priority"),
        enum("basis", v.BASES, words="`silence` for a general grant that does not speak of the act; express by default"),
        f("attaches", "enum", many=True, choices=("seat", "market"), words="for law: to what it attaches"),
        ref("reads", "constructions", many=True, words="rules of construction that the reading leans on"),
        f("liftable", "bool", words="false where written permission does not lift it (manner of access); true by default"),
        f("warning", words="code of a warning that the answer carries when this norm decides"),
    ),
    "The machine-readable meaning of a clause: exactly one of forbids, permits, obliges.",
)

CLAUSE = Shape(
    "clause",
    (
        f("key", "slug", required=True, words="stable through the versions"),
        f("pinpoint", words="required, unless the clause is carried over by same_as"),
        f("heading"),
        f("quote", words="the operative words, exact, 40 at most"),
        f("summary", "markdown"),
        f("same_as", "day", words="carried over unchanged from that version: no other field but key then"),
        many("norms", NORM),
        f("unencoded", words="why the clause resists encoding; taints the finding to at most undetermined"),
        f("unencoded_when", "condition"),
        VERIFICATION,
    ),
)

VERSION = Shape(
    "version",
    (
        f("label", words="the text's own name of the version"),
        f("valid_from", "day", words="effective date; null for an undated generic license"),
        enum("dated_by", ("stated", "seen", "undated"), words="how valid_from is known"),
        f("valid_to", "day", words="only where the text ended without a successor"),
        f("region", many=True, words="country codes and groups; world when left out"),
        f("language"),
        f("complete", "bool", words="false where only part of the text is held; true by default"),
        f("newest_seen", "day", words="last day on which this text was seen in force"),
        many("sources", PROVENANCE),
        VERIFICATION,
        f("note", "markdown"),
        many("clauses", CLAUSE),
    ),
)

TEST = Shape(
    "test",
    (
        f("ask", "mapping", required=True),
        f("expect", "mapping", required=True, words="verdict, and any of: cites (clause key), missing, risk, conditions"),
        f("why"),
    ),
)

LEFT_OUT = Shape(
    "left_out",
    (
        f("passage", required=True, words="words of the text, 15 at most; every passage that holds them is meant"),
        f("reason", required=True, words="why no clause of ours is needed there"),
    ),
    "A passage that speaks of training, outputs, distillation or competition and has no clause of its own.",
)

INSTRUMENTS = Shape(
    "instruments",
    (
        slug(),
        f("title", required=True),
        enum("kind", v.INSTRUMENT_KINDS, required=True),
        ref("provider", "providers"),
        f("generic", "bool", words="true for a license that many licensors use; the licensor is then the model's own provider"),
        f("spdx"),
        ref("incorporates", "instruments", many=True),
        f("silent", "bool", words="true where the text says nothing on our acts, and that was read"),
        f("governing_law"),
        f("summary", "markdown"),
        f("url", "url"),
        VERIFICATION,
        many("versions", VERSION),
        many("left_out", LEFT_OUT),
        many("tests", TEST),
    ),
)

LINK = Shape(
    "link",
    (
        ref("instrument", "instruments", words="null: a text exists or is believed to exist and is not held"),
        f("title", words="the name of a text that is not held"),
        f("from", "when"),
        f("to", "when"),
        enum("role", ("license", "use_policy", "inherited", "declared", "part", "tag", "notice", "listed")),
        enum("basis", ("declared", "found", "concluded")),
        VERIFICATION,
        f("note"),
        f("nearest", words="a similar text that is held and must never be applied"),
    ),
    "A dated link from a model or a data set to the text that governs it.",
)

CHANNEL = Shape("access", (f("type"), f("provider"), f("id"), f("gated", "bool")))

MODELS = Shape(
    "models",
    (
        slug(),
        f("name", required=True),
        ref("provider", "providers", required=True),
        f("family"),
        f("released", "when"),
        enum("weights", ("open", "closed"), required=True),
        f("gated", "bool"),
        enum("modality", v.MODEL_KINDS, required=True, words="what it makes: the kind of student it resembles"),
        f("input", many=True),
        f("output", many=True),
        f("parameters"),
        f("aliases", many=True),
        many("access", CHANNEL),
        many("licenses", LINK),
        f("license_declared"),
        SOURCES,
        VERIFICATION,
        f("notes", "markdown"),
    ),
)

GENERATOR = Shape(
    "generator",
    (ref("model", "models"), f("name"), enum("grade", v.GRADES), ref("source", "sources"), f("date", "when")),
)

CONFLICT = Shape("conflict", (f("kind"), f("between", many=True), f("decides_on", many=True), f("note")))

DATASETS = Shape(
    "datasets",
    (
        slug(),
        f("name", required=True),
        ref("provider", "providers"),
        f("released", "when"),
        f("aliases", many=True),
        f("size"),
        f("human_written", "bool"),
        many("generators", GENERATOR),
        enum("mode", ("one", "parts", "conflict")),
        f("no_license_stated", "bool"),
        many("licenses", LINK),
        f("conflict", "shape", shape=CONFLICT),
        f("generator_terms"),
        f("paper", "url"),
        SOURCES,
        VERIFICATION,
        f("notes", "markdown"),
    ),
)

TERM = Shape(
    "term",
    (
        ref("instrument", "instruments", required=True),
        enum("plan", ("consumer", "business")),
        f("region", many=True),
        f("except", many=True),
        f("from", "when"),
        f("to", "when"),
        enum("role", ("terms", "policy", "supplement")),
        VERIFICATION,
        f("source"),
        f("note"),
    ),
)

PASS = Shape(
    "pass_through",
    (
        f("when", "condition", words="which models; all when left out"),
        f("to", many=True, required=True, words="`model-license`, `provider-api-terms`, or slugs of instruments"),
        f("otherwise", "bool", words="true: `to` is tried in order, license for open weights, API terms for closed"),
        f("from", "when"),
        f("to_date", "when"),
        f("pinpoint"),
        ref("instrument", "instruments"),
        VERIFICATION,
        f("list_held", "bool"),
        f("note"),
    ),
)

ABSENT = Shape(
    "absent",
    (
        f("title", required=True),
        enum("holds_output_rules", ("yes", "no", "unknown")),
        f("why"),
        f("when", "condition"),
        enum("plan", ("consumer", "business")),
        f("region", many=True),
        f("from", "when"),
        f("to", "when"),
    ),
    "A text that is known of and not held.",
)

SERVICES = Shape(
    "services",
    (
        slug(),
        f("name", required=True),
        ref("operator", "providers", required=True),
        enum("kind", ("api", "app", "cloud", "platform", "marketplace"), required=True),
        f("aliases", many=True),
        f("default_for", many=True, choices=("api", "app"), words="channels for which this is its operator's own service"),
        enum("serves", ("own", "others", "both")),
        many("terms", TERM),
        many("passes_through", PASS),
        many("incorporated_not_held", ABSENT),
        many("other_texts_not_held", ABSENT),
        SOURCES,
        VERIFICATION,
        f("notes", "markdown"),
    ),
)

EDGES = Shape(
    "edges",
    (
        slug(),
        f("parent", "slug", required=True, words="a model, a data set or a provider (when the maker named no model)"),
        enum("parent_kind", ("model", "dataset", "provider"), required=True),
        f("child", "slug", required=True),
        enum("child_kind", ("model", "dataset", "provider"), required=True),
        enum("relation", v.RELATIONS, required=True),
        enum("grade", v.GRADES, required=True),
        f("disputed", "bool"),
        f("date", "when"),
        SOURCES,
        VERIFICATION,
        f("note", "markdown"),
    ),
)

PROVIDERS = Shape(
    "providers",
    (slug(), f("name", required=True), f("aliases", many=True), f("country"), f("url", "url"), SOURCES, f("notes", "markdown")),
)

EVENT = Shape("event", (f("date", "when"), f("event", required=True), SOURCES, VERIFICATION))
HOLDING = Shape(
    "holding",
    (f("key", "slug", required=True), f("text", "markdown", required=True), f("pinpoint"), f("quote"), SOURCES, VERIFICATION),
)
TREATMENT = Shape(
    "treatment",
    (ref("case", "cases"), enum("treatment", v.TREATMENTS), f("note"), f("pinpoint"), SOURCES, VERIFICATION),
)

CASES = Shape(
    "cases",
    (
        slug(),
        f("caption", required=True),
        f("court"),
        f("jurisdiction"),
        f("docket"),
        f("citation"),
        f("judge"),
        f("filed", "when"),
        enum("stage", v.CASE_STAGES),
        f("status"),
        f("status_as_of", "when"),
        f("parties", many=True),
        f("claims", many=True),
        many("events", EVENT),
        f("allegations", "markdown"),
        many("holdings", HOLDING),
        many("treatments", TREATMENT, words="how this case treats others"),
        f("good_for", "markdown"),
        f("not_good_for", "markdown"),
        f("avenues", many=True, choices=v.AVENUES),
        f("recheck"),
        SOURCES,
        VERIFICATION,
        f("notes", "markdown"),
    ),
)

PROVISION = Shape(
    "provision",
    (
        f("key", "slug", required=True),
        f("pinpoint", required=True),
        f("quote"),
        f("summary", "markdown"),
        f("applies_from", "day"),
        many("norms", NORM),
        VERIFICATION,
        f("url", "url"),
    ),
)
STATUS = Shape("status", (f("date", "when", required=True), enum("status", v.LAW_STATUSES, required=True), f("note"), SOURCES))

LAWS = Shape(
    "laws",
    (
        slug(),
        f("title", required=True),
        enum("kind", v.LAW_KINDS, required=True),
        f("jurisdiction", required=True),
        f("citation"),
        f("url", "url"),
        many("statuses", STATUS, words="status over time, oldest first"),
        f("status_as_of", "when"),
        f("speaks_of", "condition", words="for a bill: acts, teachers and methods that it would reach"),
        f("if_in_force", "markdown", words="for a bill: what would change, and for whom"),
        f("override_when", "condition", words="where it is argued that this law overrides a contract's ban"),
        many("provisions", PROVISION),
        f("avenues", many=True, choices=v.AVENUES),
        f("summary", "markdown"),
        f("recheck"),
        f("retrieved", "when"),
        SOURCES,
        VERIFICATION,
        f("notes", "markdown"),
        many("tests", TEST),
    ),
)

INCIDENTS = Shape(
    "incidents",
    (
        slug(),
        f("title", required=True),
        f("date", "when"),
        f("alleged_by"),
        f("against"),
        ref("providers", "providers", many=True),
        f("claim", "markdown"),
        f("response", "markdown"),
        enum("grade", v.GRADES),
        f("disputed", "bool"),
        f("legal_action"),
        f("notes", "markdown"),
        SOURCES,
        VERIFICATION,
    ),
)

PAPER = Shape("paper", (f("title"), f("authors"), f("year"), f("arxiv"), ref("source", "sources"), VERIFICATION))
TECHNIQUES = Shape(
    "techniques",
    (
        slug(),
        f("name", required=True),
        f("what", "markdown"),
        f("access_needed", many=True),
        f("methods", many=True, choices=v.FACT_VALUES["method"]),
        f("leaves_trace_in"),
        many("papers", PAPER),
    ),
)
COUNTERMEASURES = Shape("countermeasures", (slug(), f("name", required=True), f("what", "markdown"), many("papers", PAPER)))

AUTHORITY = Shape(
    "authority",
    (
        f("cite", required=True, words="`case:slug#holding`, `law:slug#provision` or `source:id`"),
        enum("side", ("for", "against")),
        f("note", "markdown"),
        f("pinpoint"),
    ),
)
POSITION = Shape("position", (f("key", "slug", required=True), f("text", "markdown", required=True), f("jurisdictions", many=True), many("authorities", AUTHORITY)))
ISSUES = Shape(
    "issues",
    (
        slug(),
        f("title", required=True),
        f("question", required=True),
        enum("status", ("open", "settled", "split")),
        f("summary", "markdown"),
        f("avenues", many=True, choices=v.AVENUES),
        many("positions", POSITION),
        SOURCES,
    ),
)
ASSESSMENTS = Shape(
    "assessments",
    (
        slug(),
        enum("avenue", v.AVENUES, required=True),
        f("jurisdictions", many=True, words="country codes and groups; elsewhere when left out"),
        f("when", "condition"),
        enum("level", v.RISKS, required=True),
        f("decided", "bool", words="true where a court of that jurisdiction has so decided"),
        f("summary", "markdown", required=True),
        ref("issue", "issues"),
        many("authorities", AUTHORITY),
    ),
)
CONSTRUCTIONS = Shape(
    "constructions",
    (slug(), f("number"), f("title", required=True), f("text", "markdown", required=True), f("reason", "markdown"), f("against", "markdown")),
)
SOURCE_RECORDS = Shape(
    "sources",
    (slug(), f("title", required=True), f("publisher"), f("url"), f("date", "when"), enum("tier", v.TIERS), f("retrieved", "when"),
     f("files", many=True, words="paths of its text inside the folder of texts that the quote check is given"), f("note")),
)
PLACES = Shape(
    "places",
    (
        f("slug", "place", required=True, words="a code or a group's name, upper case"),
        f("name", required=True),
        f("members", "mapping", words="code to name"),
    ),
)
CONTENTIONS = Shape(
    "conflicts",
    (
        slug(),
        f("title", required=True),
        f("claim", "markdown"),
        f("others", "markdown"),
        f("follows", "markdown", words="which statement the record follows"),
        f("because", "markdown"),
        SOURCES,
    ),
    "Where sources disagree: both stand, and the record says which it follows and why.",
)

SHAPES: dict[str, Shape] = {
    s.kind: s
    for s in (
        PLACES, PROVIDERS, SOURCE_RECORDS, CONSTRUCTIONS, INSTRUMENTS, MODELS, DATASETS, SERVICES, EDGES, LAWS, CASES,
        ISSUES, ASSESSMENTS, INCIDENTS, TECHNIQUES, COUNTERMEASURES, CONTENTIONS,
    )
}  # fmt: skip
KINDS: tuple[str, ...] = tuple(SHAPES)

Path = tuple[str | int, ...]
Problem = tuple[Path, str, tuple[str, ...]]


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be a text that is not empty"


def _pattern(pattern: re.Pattern[str], what: str) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        return None if isinstance(value, str) and pattern.match(value) else f"must be {what}, not {value!r}"

    return check


def _is(type_: type, what: str) -> Callable[[object], str | None]:
    def check(value: object) -> str | None:
        return None if type(value) is type_ else f"must be {what}, not {value!r}"

    return check


def _url(value: object) -> str | None:
    known = isinstance(value, str) and value.startswith(("https://", "http://"))
    return None if known else f"must be an address that begins with https://, not {value!r}"


TYPES: dict[str, Callable[[object], str | None]] = {
    "text": _text,
    "markdown": _text,
    "condition": _text,
    "slug": _pattern(SLUG, "a slug (lower case, digits, dots, hyphens)"),
    "place": _pattern(re.compile(r"[A-Z][A-Z0-9\-]*\Z"), "a place code in upper case"),
    "when": _pattern(WHEN, "a day, month or year (2025-01-20, 2025-01, 2025)"),
    "day": _pattern(DAY, "a day (2025-01-20)"),
    "url": _url,
    "bool": _is(bool, "true or false"),
    "int": _is(int, "a whole number"),
    "mapping": _is(dict, "a mapping"),
}


def problems(shape: Shape, value: object, path: Path = ()) -> Iterator[Problem]:
    """What keeps `value` from being of `shape`: (path, reason, nearest right words) for each problem."""
    if not isinstance(value, Mapping):
        yield path, f"must be a mapping of {shape.kind} fields", ()
        return
    known = {x.name: x for x in shape.fields}
    for key in value:
        if key not in known:
            yield (*path, key), f"unknown field {key!r}", nearest(str(key), known)
    for field in shape.fields:
        here = value.get(field.name)
        if here is None or here == []:
            if field.required:
                yield path, f"field {field.name!r} is missing", ()
            continue
        if field.many:
            if not isinstance(here, list):
                yield (*path, field.name), "must be a list", ()
                continue
            for i, item in enumerate(here):
                yield from _problems_of_value(field, item, (*path, field.name, i))
        else:
            yield from _problems_of_value(field, here, (*path, field.name))


def _problems_of_value(field: Field, value: object, path: Path) -> Iterator[Problem]:
    if field.shape is not None:
        yield from problems(field.shape, value, path)
    elif field.choices:
        if value not in field.choices:
            yield path, f"{value!r} is not one of {', '.join(field.choices)}", nearest(str(value), field.choices)
    else:
        reason = TYPES[field.type](value)
        if reason:
            yield path, reason, ()


def check(kind: str, record: Mapping[str, object]) -> None:
    """Raise `RecordError` for the first problem of a record of `kind`."""
    for path, reason, words in problems(SHAPES[kind], record):
        raise RecordError(kind, str(record.get("slug", "?")), path, reason, words)


def ordered(shape: Shape, value: Mapping[str, object]) -> dict[str, object]:
    """The same record with its fields in declared order and empty fields left out: the canonical form."""
    out: dict[str, object] = {}
    for field in shape.fields:
        here = value.get(field.name)
        if here is None or here == []:
            continue
        if field.shape is not None:
            here = [ordered(field.shape, x) for x in here] if field.many else ordered(field.shape, here)  # type: ignore[attr-defined, arg-type]
        out[field.name] = here
    return out
