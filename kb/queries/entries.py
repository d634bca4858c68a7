"""A published record as what the search box finds: the record itself, and each clause, holding, provision and position of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.rules.knowledge import Clause, Knowledge, Version
from kb.rules.shapes import SHAPES, Shape
from kb.rules.vocabulary import ACTS, EFFECTS, RELATIONS

Record = Mapping[str, Any]
FACETS = ("kind", "provider", "jurisdiction", "effect", "status", "year", "evidence")
PART_KINDS = {"clauses": "instruments", "holdings": "cases", "provisions": "laws", "positions": "issues"}
APART = frozenset({"versions", "tests", "left_out", "holdings", "provisions", "positions"})  # not in the text of the record itself
READ = frozenset({"text", "markdown"})
SILENT = frozenset({"file", "sha256", "files", "retrieved", "recheck", "region", "language", "jurisdictions"})
NAMES = ("aliases", "docket", "citation", "spdx", "family", "publisher")
PROVIDERS = ("provider", "operator")
YEARS = ("released", "filed", "date")
BETWEEN = " · "
NEWEST, OLDER = "newest text", "older text"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. `facets` maps each facet to its values; `anchor` is "" for the record itself."""

    kind: str
    slug: str
    title: str
    anchor: str = ""
    names: str = ""
    body: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def marks(self) -> list[str]:
        """The facets as `name:value`, the kind among them."""
        pairs = {"kind": [self.kind], **self.facets}
        return [f"{name}:{value}" for name, values in pairs.items() for value in dict.fromkeys(values) if value]


def entries(records: Mapping[str, Sequence[Record]], knowledge: Knowledge) -> Iterator[Entry]:
    """Everything that can be found in a published document (records by kind)."""
    titles = {(kind, r["slug"]): title_of(r) for kind, rows in records.items() for r in rows}
    for kind, rows in records.items():
        for record in rows:
            yield _whole(kind, record, titles)
            if kind == "instruments":
                yield from _clauses(record, knowledge)
            elif kind in PART_KINDS.values():
                yield from _parts(kind, record)


def title_of(record: Record) -> str:
    """A record's name for people."""
    return str(record.get("title") or record.get("name") or record.get("caption") or record["slug"])


def _whole(kind: str, record: Record, titles: Mapping[tuple[str, str], str]) -> Entry:
    title = title_of(record)
    if kind == "edges":
        ends = (titles.get((f"{record[f'{end}_kind']}s", record[end]), record[end]) for end in ("child", "parent"))
        title = f" {RELATIONS[record['relation']]} ".join(ends)
    return Entry(kind, record["slug"], title, "", _names(record), BETWEEN.join(texts(SHAPES[kind], record, APART)), _facets(kind, record))


def _names(record: Record) -> str:
    found = [record["slug"], *(x for n in NAMES for x in _many(record.get(n)))]
    return " · ".join(dict.fromkeys(str(x) for x in found))


def texts(shape: Shape, value: Record, leave: frozenset[str] = frozenset()) -> Iterator[str]:
    """Every text for readers in a record, in order, without names, addresses, dates and conditions."""
    for each in shape.fields:
        here = value.get(each.name)
        if here is None or each.name in leave or each.name in NAMES or each.name in SILENT:
            continue
        if each.shape is not None:
            for part in _many(here):
                yield from texts(each.shape, part, leave)
        elif each.type in READ and not each.ref:
            yield from (str(x) for x in _many(here))


def _facets(kind: str, record: Record) -> dict[str, list[str]]:
    named = [*(str(record[n]) for n in PROVIDERS if record.get(n)), *_many(record.get("providers"))]
    return {
        "provider": [record["slug"]] if kind == "providers" else named,
        "jurisdiction": _jurisdictions(record),
        "status": _status(kind, record),
        "year": [str(record[n])[:4] for n in YEARS if record.get(n)] or _years(record),
        "evidence": [str(record[n]) for n in ("grade", "verification") if record.get(n)],
    }


def _jurisdictions(record: Record) -> list[str]:
    inside = (j for p in record.get("positions") or () for j in p.get("jurisdictions") or ())
    return [*_many(record.get("jurisdiction")), *(record.get("jurisdictions") or ()), *inside]


def _status(kind: str, record: Record) -> list[str]:
    if kind == "laws":
        newest = sorted(record.get("statuses") or (), key=lambda s: str(s["date"]))[-1:]
        return [str(s["status"]) for s in newest]
    return [str(record.get("stage") or (record.get("status") if kind == "issues" else "") or "")]


def _years(record: Record) -> list[str]:
    dated = [v.get("valid_from") for v in record.get("versions") or ()] + [s.get("date") for s in (record.get("statuses") or ())[:1]]
    return [str(d)[:4] for d in dated if d]


def _parts(kind: str, record: Record) -> Iterator[Entry]:
    shapes = {f.name: f.shape for f in SHAPES[kind].fields if f.shape is not None}
    for name in (n for n, of in PART_KINDS.items() if of == kind):
        for part in record.get(name) or ():
            shape = shapes[name]
            assert shape is not None  # noqa: S101 - `shapes` holds none
            facets = {**_facets(kind, record), "effect": [e for n in part.get("norms") or () for e in EFFECTS if n.get(e)]}
            facets |= {"jurisdiction": part["jurisdictions"]} if part.get("jurisdictions") else {}
            facets |= {"evidence": [part["verification"]]} if part.get("verification") else {}
            title = " · ".join(x for x in (title_of(record), str(part.get("pinpoint") or "")) if x)
            yield Entry(name, record["slug"], title, part["key"], part["key"], BETWEEN.join(texts(shape, part)), facets)


def _clauses(record: Record, knowledge: Knowledge) -> Iterator[Entry]:
    """Each wording of each clause once, at the newest version that has it."""
    seen: set[tuple[str, str, str]] = set()
    compiled = knowledge.instruments[record["slug"]]
    newest = {c.key for v in _newest(compiled.versions) for c in v.clauses}
    standing: set[str] = set()
    for version in reversed(compiled.versions):
        for clause in version.clauses:
            wording = (clause.key, clause.quote or "", clause.summary)
            if wording in seen:
                continue
            seen.add(wording)
            status = NEWEST if clause.key in newest and clause.key not in standing else OLDER
            standing.add(clause.key)
            yield _clause(record, version, clause, status)


def _newest(versions: Sequence[Version]) -> list[Version]:
    last = max((v.valid_from or "" for v in versions), default="")
    return [v for v in versions if (v.valid_from or "") == last]


def _clause(record: Record, version: Version, clause: Clause, status: str) -> Entry:
    acts = (ACTS[n.act] for n in clause.norms)
    body = [clause.quote or "", clause.summary, clause.unencoded, *(n.duty for n in clause.norms), *dict.fromkeys(acts)]
    facets = {
        "provider": [str(record.get("provider") or "")], "effect": [n.effect for n in clause.norms], "status": [status],
        "year": [(version.valid_from or "")[:4]], "evidence": [clause.verification],
    }  # fmt: skip
    title = f"{record['title']} · {clause.pinpoint}"
    return Entry("clauses", record["slug"], title, f"{version.name}#{clause.key}", clause.key, BETWEEN.join(x for x in body if x), facets)


def _many(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
