"""The knowledge that the engine reads: frozen, indexed, compiled from plain records by `compile_knowledge`.

Dates are ISO texts (they compare as they read). `None` means unknown or open-ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.rules.conditions import Condition

Record = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Unless:
    """What defeats a norm: its condition, the words that make it, and the citation of its clause."""

    when: Condition
    words: str
    citation: str


@dataclass(frozen=True, slots=True)
class Norm:
    """The machine-readable meaning of a clause. `id` is `citation!number`, stable for a version."""

    id: str
    effect: str
    act: str
    when: Condition
    open_when: Condition | None
    unless: tuple[Unless, ...]
    duty: str
    name_prefix: str
    yields_to: frozenset[str]
    yields_because: str
    basis: str
    attaches: tuple[str, ...]
    reads: tuple[str, ...]
    liftable: bool
    warning: str
    key: str
    citation: str
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage of a text: where it stands, its words or a summary, its norms, and when what is not encoded matters."""

    key: str
    pinpoint: str
    quote: str | None
    summary: str
    verification: str
    citation: str
    norms: tuple[Norm, ...]
    unencoded: str
    unencoded_when: Condition


@dataclass(frozen=True, slots=True)
class Version:
    """The text of an instrument for a region and language, in force from `valid_from` until the next."""

    instrument: str
    name: str
    valid_from: str | None
    valid_to: str | None
    dated_by: str
    region: frozenset[str] | None
    language: str
    complete: bool
    newest_seen: str | None
    url: str | None
    retrieved: str | None
    verification: str
    clauses: tuple[Clause, ...]
    norms: tuple[Norm, ...]
    unencoded: tuple[Clause, ...]
    facts: frozenset[str]

    @property
    def citation(self) -> str:
        """The version's id: `instrument@name`."""
        return f"{self.instrument}@{self.name}"


@dataclass(frozen=True, slots=True)
class Instrument:
    """A license, terms or policy through time. `generic`: any owner can use it; `silent`: known to hold no rules on outputs."""

    slug: str
    title: str
    kind: str
    provider: str
    generic: bool
    silent: bool
    versions: tuple[Version, ...]  # oldest first


@dataclass(frozen=True, slots=True)
class Link:
    """A dated link to the text that governs a model or data set; `instrument` is "" where no text is held."""

    instrument: str
    title: str
    from_: str | None
    to: str | None
    role: str
    basis: str
    verification: str

    def in_force(self, day: str) -> bool:
        """Whether the link holds on a day (ISO)."""
        return (self.from_ is None or self.from_ <= day) and (self.to is None or day < self.to)


@dataclass(frozen=True, slots=True)
class Model:
    """A model, or a data set seen as a teacher (`is_dataset`)."""

    slug: str
    name: str
    provider: str
    kind: str
    weights: str
    multimodal: bool
    released: str | None
    parameters: str
    links: tuple[Link, ...]
    is_dataset: bool = False
    mode: str = "one"
    between: tuple[str, ...] = ()
    no_license_stated: bool = False
    human_written: bool = False
    conflict_note: str = ""
    licenses: frozenset[str] = frozenset()  # every instrument ever linked, inherited ones included
    makers: frozenset[str] = frozenset()  # its provider, and those of the models whose weights it shares


@dataclass(frozen=True, slots=True)
class Term:
    """A text that governs a service from `from_` until before `to`, for a plan and region (None: for all)."""

    instrument: str
    plan: str | None
    region: frozenset[str] | None
    from_: str | None
    to: str | None
    role: str
    verification: str


@dataclass(frozen=True, slots=True)
class PassThrough:
    """A service's word that other texts bind its customers as well: which (`to`), when, and whether one alone."""

    when: Condition
    to: tuple[str, ...]
    otherwise: bool
    from_: str | None
    until: str | None
    pinpoint: str
    verification: str


@dataclass(frozen=True, slots=True)
class Absent:
    """A text that is known of and not held. `rules` tells whether it holds rules on outputs: yes, no, unknown."""

    title: str
    rules: str
    why: str
    when: Condition
    plan: str | None
    region: frozenset[str] | None
    from_: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Service:
    """A place where models are served, with the texts that govern it, those it passes on, and those not held."""

    slug: str
    name: str
    operator: str
    kind: str
    default_for: tuple[str, ...]
    terms: tuple[Term, ...]
    passes_through: tuple[PassThrough, ...]
    incorporated: tuple[Absent, ...]
    elsewhere: tuple[Absent, ...]
    serves: str = "both"  # own, others or both: whose models
    regions: frozenset[str] = frozenset()  # every country named by a regional row


@dataclass(frozen=True, slots=True)
class Edge:
    """A step of descent from `parent` to `child`, with the grade of its evidence and the citation of its source or "".

    `began` is the day from which the conduct alleged against a maker is said to have gone on, where it is known.
    """

    parent: str
    parent_kind: str
    child: str
    child_kind: str
    relation: str
    grade: str
    disputed: bool
    date: str | None
    verification: str
    source: str
    began: str | None = None


@dataclass(frozen=True, slots=True)
class Law:
    """A statute, regulation or bill. `statuses` are (day, status), oldest first."""

    slug: str
    title: str
    kind: str
    jurisdiction: str
    statuses: tuple[tuple[str, str], ...]
    speaks_of: Condition | None
    if_in_force: str
    override_when: Condition | None
    norms: tuple[tuple[str | None, Norm], ...]  # (applies from, norm)
    citation: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """How far an avenue of enforcement reaches (`level`), where and when, with the authorities for it."""

    slug: str
    avenue: str
    jurisdictions: frozenset[str] | None
    when: Condition
    level: str
    decided: bool
    summary: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """What a citation id stands for, in the words that the verdict carries."""

    id: str
    title: str
    pinpoint: str | None
    quote: str | None
    url: str | None
    retrieved: str | None
    verification: str

    def as_dict(self) -> dict[str, object]:
        """The citation as the verdict carries it."""
        return {
            "id": self.id, "title": self.title, "pinpoint": self.pinpoint, "quote": self.quote,
            "url": self.url, "retrieved": self.retrieved, "verification": self.verification,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """Everything, indexed. Compare by identity; `revision` names its content."""

    revision: str
    groups: Mapping[str, frozenset[str]]
    countries: Mapping[str, str]
    providers: Mapping[str, str]
    instruments: Mapping[str, Instrument]
    models: Mapping[str, Model]
    datasets: Mapping[str, Model]
    services: Mapping[str, Service]
    default_services: Mapping[tuple[str, str], str]
    edges_to: Mapping[str, tuple[Edge, ...]]
    laws: tuple[Law, ...]
    assessments: tuple[Assessment, ...]
    constructions: Mapping[str, str]
    citations: Mapping[str, Cited]
    model_names: Mapping[str, str]
    dataset_names: Mapping[str, str]
    service_names: Mapping[str, str]
    tests: tuple[tuple[str, str, Record], ...]
    memo: dict[object, object] = field(default_factory=dict)  # results that depend on the knowledge alone
