"""The shape of every record: its fields, in the order in which they are written, declared once.

From here come the check of a file, the canonical order of a dump, the documentation of the format, the pages, the API's
schema and the columns that the tests expect of the database. What fields and shapes are stands in `fields.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from kb.rules import vocabulary as v
from kb.rules.errors import RecordError
from kb.rules.fields import SLUG, TYPES, WHEN, Field, Path, Shape, enum, f, many, ordered, problems, ref, slug
from kb.rules.text_shapes import CLAUSE, EXCEPTION, INSTRUMENTS, LEFT_OUT, NORM, PROVENANCE, SOURCES, TEST, VERIFICATION, VERSION

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
        f("began", "when", words="when the conduct alleged against a maker began; models released before do not inherit it"),
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
    (
        ref("case", "cases"),
        enum("treatment", v.TREATMENTS),
        f("note"),
        f("pinpoint"),
        f("quote", words="the passage that earns the flag, 40 words at most"),
        SOURCES,
        VERIFICATION,
    ),
)
PROCEEDING = Shape(
    "proceeding",
    (
        enum("step", v.COURT_STEPS, required=True, words="how the case came there"),
        f("court", required=True),
        f("docket"),
        ref("case", "cases", words="the record of that proceeding, where it has one of its own"),
        enum("outcome", v.COURT_OUTCOMES),
        f("date", "when", words="of the outcome; of the step where none is known"),
        f("citation"),
        f("note"),
        SOURCES,
        VERIFICATION,
    ),
    "One stage of a case's way through the courts.",
)
BEARING = Shape(
    "bearing",
    (
        ref("instrument", "instruments"),
        f("clause", "slug", words="key of a clause; the whole text when left out"),
        ref("law", "laws"),
        f("provision", "slug", words="key of a provision; the whole law when left out"),
        enum("act", v.ACTS, words="clauses on that act, where the text that the court read is not on record"),
        f("text", words="for `act`: the text that the court read"),
        enum("how", v.BEARINGS, required=True),
        f("note"),
        f("pinpoint"),
        f("quote"),
        SOURCES,
        VERIFICATION,
    ),
    "What a case bears on: exactly one of instrument, law and act.",
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
        many("proceedings", PROCEEDING, words="its way through the courts, oldest first; parallel ones last"),
        many("events", EVENT),
        f("allegations", "markdown"),
        many("holdings", HOLDING),
        many("treatments", TREATMENT, words="how this case treats others"),
        many("bears_on", BEARING),
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
DEFENSE = Shape(
    "defense",
    (ref("technique", "techniques", required=True), f("note"), ref("source", "sources", required=True), VERIFICATION),
)
COUNTERMEASURES = Shape(
    "countermeasures", (slug(), f("name", required=True), f("what", "markdown"), many("against", DEFENSE), many("papers", PAPER))
)

AUTHORITY = Shape(
    "authority",
    (
        f("cite", required=True, words="`case:slug#holding`, `law:slug#provision` or `source:id`"),
        enum("side", ("for", "against")),
        f("note", "markdown"),
        f("pinpoint"),
    ),
)
POSITION = Shape(
    "position",
    (f("key", "slug", required=True), f("text", "markdown", required=True), f("jurisdictions", many=True), many("authorities", AUTHORITY)),
)
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
    (
        slug(),
        f("number"),
        f("title", required=True),
        f("text", "markdown", required=True),
        f("reason", "markdown"),
        f("against", "markdown"),
    ),
)
SOURCE_RECORDS = Shape(
    "sources",
    (
        slug(),
        f("title", required=True),
        f("publisher"),
        f("url"),
        f("date", "when"),
        enum("tier", v.TIERS),
        f("retrieved", "when"),
        f("files", many=True, words="paths of its text inside the folder of texts that the quote check is given"),
        f("note"),
    ),
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


def check(kind: str, record: Mapping[str, object]) -> None:
    """Raise `RecordError` for the first problem of a record of `kind`."""
    for path, reason, words in problems(SHAPES[kind], record):
        raise RecordError(kind, str(record.get("slug", "?")), path, reason, words)


__all__ = [
    "CLAUSE", "EXCEPTION", "INSTRUMENTS", "KINDS", "LEFT_OUT", "NORM", "PROVENANCE", "SHAPES", "SLUG", "TEST", "TYPES", "VERSION", "WHEN",
    "Field", "Path", "Shape", "check", "ordered", "problems",
]  # fmt: skip
