"""How records lie in tables: declared once, read in both directions.

Plain columns follow from the shape of a record (`kb.rules.shapes`). Here stands only what does not: fields whose columns bear
another name, lists that are tables of their own, lists of references, and the few fields that fold into other columns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from kb.models import (
    AbsentText,
    AiModel,
    Assessment,
    Authority,
    Bearing,
    Case,
    CaseEvent,
    Clause,
    Conflict,
    Construction,
    Countermeasure,
    Dataset,
    Defense,
    Edge,
    Generator,
    Holding,
    Incident,
    Incorporation,
    Instrument,
    Involvement,
    Issue,
    Law,
    LawStatus,
    Link,
    Norm,
    NormException,
    Paper,
    PassThrough,
    Place,
    Position,
    Proceeding,
    Provenance,
    Provider,
    Provision,
    Reading,
    Service,
    Source,
    SourceUse,
    Technique,
    Term,
    Treatment,
    Version,
)  # fmt: skip
from kb.rules import shapes as s
from kb.rules.vocabulary import EFFECTS

Row = Mapping[str, Any]
AnyRows = Any  # a manager of rows whose columns are known by name only
Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fold:
    """Fields of a record that lie in columns of another form. `store` gives the columns, `restore` the fields."""

    fields: tuple[str, ...]
    columns: tuple[str, ...]
    store: Callable[[Row], Columns]
    restore: Callable[[Row], Columns]


@dataclass(frozen=True, slots=True)
class Table:
    """One shape as one table. `owner` is the foreign key to the row that it is a part of, "" for a record itself.

    `fixed` are columns that tell apart lists of one shape in one table; `suffix` makes the key of a part from its owner's key;
    `derived` gives columns that follow from a part and its neighbors, and that no record holds.
    """

    model: type[models.Model]
    shape: s.Shape
    owner: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Table] = field(default_factory=dict)
    references: Mapping[str, tuple[type[models.Model], str, str]] = field(default_factory=dict)  # table, owner column, target column
    folds: tuple[Fold, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    suffix: Callable[[Row, str, int], str] = lambda _row, name, at: f"/{name}/{at + 1}"
    derived: Callable[[int, list[Row]], Columns] = lambda _at, _rows: {}

    def column(self, field_: s.Field) -> str:
        """The name of the column that holds a plain field: foreign keys hold slugs."""
        name = self.renamed.get(field_.name, field_.name)
        return f"{name}_id" if field_.ref else name

    def plain(self) -> list[s.Field]:
        """The fields that have a column of their own."""
        elsewhere = {*self.parts, *self.references, *(f for fold in self.folds for f in fold.fields)}
        return [f for f in self.shape.fields if f.name not in elsewhere]


def sources_of(statement: str) -> dict[str, tuple[type[models.Model], str, str]]:
    """The list `sources` of a statement, as uses of sources."""
    return {"sources": (SourceUse, statement, "source")}


def _store_effect(row: Row) -> Columns:
    effect = next(e for e in EFFECTS if row.get(e))
    return {"effect": effect, "act": row[effect]}


EFFECT = Fold(EFFECTS, ("effect", "act"), _store_effect, lambda row: {row["effect"]: row["act"]})


def _end(side: str) -> Fold:
    """One end of an edge: its kind tells in which of three foreign keys its slug lies."""
    kinds = ("model", "dataset", "provider")
    return Fold(
        (side, f"{side}_kind"),
        (f"{side}_kind", *(f"{side}_{kind}_id" for kind in kinds)),
        lambda row: (
            {f"{side}_{k}_id": row[side] if row[f"{side}_kind"] == k else None for k in kinds} | {f"{side}_kind": row[f"{side}_kind"]}
        ),
        lambda row: {side: row[f"{side}_{row[f'{side}_kind']}_id"], f"{side}_kind": row[f"{side}_kind"]},
    )


def _store_cite(row: Row) -> Columns:
    kind, _, rest = str(row["cite"]).partition(":")
    slug, _, key = rest.partition("#")
    part = f"{row['cite']}" if key else None
    return {
        "cite": row["cite"],
        "case_id": slug if kind == "case" else None,
        "holding_id": part if kind == "case" else None,
        "law_id": slug if kind == "law" else None,
        "provision_id": part if kind == "law" else None,
        "source_id": slug if kind == "source" else None,
    }


CITED = ("cite", "case_id", "holding_id", "law_id", "provision_id", "source_id")
CITE = Fold(("cite",), CITED, _store_cite, lambda row: {"cite": row["cite"]})


def version_name(at: int, rows: list[Row]) -> str:
    """A version's part of a citation: its date; language and regions too where two begin on one day."""
    row, dates = rows[at], [r.get("valid_from") or "undated" for r in rows]
    if dates.count(dates[at]) == 1:
        return str(dates[at])
    language = [row["language"]] if row.get("language") else []
    return "-".join([dates[at], *language, *(r.lower() for r in (row.get("region") or ())[:2])])


def _by(key: str, mark: str = "#") -> Callable[[Row, str, int], str]:
    """Keys of parts that a text names: the mark and that name."""
    return lambda row, _name, at: f"{mark}{row.get(key) or at + 1}"


def _norms(owner: str) -> Table:
    return Table(
        Norm,
        s.NORM,
        owner,
        renamed={"id": "name"},
        parts={"unless": Table(NormException, s.EXCEPTION, "norm")},
        references={"reads": (Reading, "norm", "construction")},
        folds=(EFFECT,),
        suffix=_by("id", "!"),
    )


SPAN = {"from": "since", "to": "until"}
CLAUSES = Table(Clause, s.CLAUSE, "version", parts={"norms": _norms("clause")}, suffix=_by("key"))
PASSES = {"to": "texts", "from": "since", "to_date": "until"}


def _absent(place: str) -> Table:
    return Table(AbsentText, s.ABSENT, "service", renamed=SPAN, fixed={"place": place})


def _authorities(owner: str) -> dict[str, Table]:
    return {"authorities": Table(Authority, s.AUTHORITY, owner, folds=(CITE,))}


TABLES: dict[str, Table] = {
    table.shape.kind: table
    for table in (
        Table(Place, s.PLACES),
        Table(Provider, s.PROVIDERS, references=sources_of("provider")),
        Table(Source, s.SOURCE_RECORDS),
        Table(Construction, s.CONSTRUCTIONS),
        Table(
            Instrument,
            s.INSTRUMENTS,
            parts={
                "versions": Table(
                    Version,
                    s.VERSION,
                    "instrument",
                    parts={"sources": Table(Provenance, s.PROVENANCE, "version"), "clauses": CLAUSES},
                    suffix=_by("name", "@"),
                    derived=lambda at, rows: {"name": version_name(at, rows)},
                )
            },
            references={"incorporates": (Incorporation, "instrument", "incorporated")},
        ),
        Table(AiModel, s.MODELS, parts={"licenses": Table(Link, s.LINK, "model", renamed=SPAN)}, references=sources_of("model")),
        Table(
            Dataset,
            s.DATASETS,
            parts={"generators": Table(Generator, s.GENERATOR, "dataset"), "licenses": Table(Link, s.LINK, "dataset", renamed=SPAN)},
            references=sources_of("dataset"),
        ),
        Table(
            Service,
            s.SERVICES,
            parts={
                "terms": Table(Term, s.TERM, "service", renamed={**SPAN, "except": "without"}),
                "passes_through": Table(PassThrough, s.PASS, "service", renamed=PASSES),
                "incorporated_not_held": _absent("incorporated"),
                "other_texts_not_held": _absent("other"),
            },
            references=sources_of("service"),
        ),
        Table(Edge, s.EDGES, folds=(_end("parent"), _end("child")), references=sources_of("edge")),
        Table(
            Law,
            s.LAWS,
            parts={
                "statuses": Table(LawStatus, s.STATUS, "law", references=sources_of("status")),
                "provisions": Table(Provision, s.PROVISION, "law", parts={"norms": _norms("provision")}, suffix=_by("key")),
            },
            references=sources_of("law"),
        ),
        Table(
            Case,
            s.CASES,
            parts={
                "events": Table(CaseEvent, s.EVENT, "case", references=sources_of("event")),
                "holdings": Table(Holding, s.HOLDING, "case", references=sources_of("holding"), suffix=_by("key")),
                "treatments": Table(Treatment, s.TREATMENT, "case", renamed={"case": "treated"}, references=sources_of("treatment")),
                "proceedings": Table(Proceeding, s.PROCEEDING, "case", renamed={"case": "own_record"}, references=sources_of("proceeding")),
                "bears_on": Table(Bearing, s.BEARING, "case", references=sources_of("bearing")),
            },
            references=sources_of("case"),
        ),
        Table(
            Issue,
            s.ISSUES,
            parts={"positions": Table(Position, s.POSITION, "issue", parts=_authorities("in_position"), suffix=_by("key"))},
            references=sources_of("issue"),
        ),
        Table(Assessment, s.ASSESSMENTS, parts=_authorities("in_assessment")),
        Table(Incident, s.INCIDENTS, references={"providers": (Involvement, "incident", "provider"), **sources_of("incident")}),
        Table(Technique, s.TECHNIQUES, parts={"papers": Table(Paper, s.PAPER, "technique")}),
        Table(
            Countermeasure,
            s.COUNTERMEASURES,
            parts={"against": Table(Defense, s.DEFENSE, "countermeasure"), "papers": Table(Paper, s.PAPER, "countermeasure")},
        ),
        Table(Conflict, s.CONTENTIONS, references=sources_of("conflict")),
    )
}
CITED_BY = {"instruments": "", "laws": "law:", "cases": "case:", "sources": "source:"}


def rows(model: type[models.Model]) -> AnyRows:
    """The rows of a table that was chosen by name."""
    return model._default_manager  # noqa: SLF001 - Django's own name for it


def root_key(kind: str, slug: str) -> str:
    """The beginning of the keys of a record's parts: as a verdict cites it where it does, else kind and slug."""
    return f"{CITED_BY[kind]}{slug}" if kind in CITED_BY else f"{kind}/{slug}"
