"""The shapes of a text: instrument, version, clause, norm, exception, and the tests that stand beside them."""

from __future__ import annotations

from kb.rules import vocabulary as v
from kb.rules.fields import Shape, enum, f, many, ref, slug

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
