"""From plain records (as in the files and in a revision) to `Knowledge`. Raises `RecordError` for what does not hold."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kb.rules import conditions
from kb.rules.dates import first_day
from kb.rules.errors import ConditionError, RecordError, nearest
from kb.rules.knowledge import (
    Absent,
    Assessment,
    Cited,
    Clause,
    Edge,
    Instrument,
    Knowledge,
    Law,
    Link,
    Model,
    Norm,
    PassThrough,
    Service,
    Term,
    Unless,
    Version,
)
from kb.rules.names import alias_index
from kb.rules.vocabulary import EFFECTS, WEIGHT_RELATIONS

Records = Mapping[str, Sequence[Mapping[str, Any]]]
Groups = Mapping[str, frozenset[str]]
Path = tuple[str | int, ...]

MAX_QUOTE = 40  # words
MOST_ANCESTORS = 100  # models whose weights one model shares; a longer line is a mistake, and would take ever longer


class Compiler:
    """One run over the records of a revision. The order of records never matters: all indexes are sorted."""

    def __init__(self, records: Records, revision: str) -> None:
        self.records = {kind: sorted(rows, key=lambda r: str(r["slug"])) for kind, rows in records.items()}
        self.revision = revision
        self.countries: dict[str, str] = {}
        self.groups: dict[str, frozenset[str]] = {}
        self.citations: dict[str, Cited] = {}

    def _rows(self, kind: str) -> list[Mapping[str, Any]]:
        return self.records.get(kind, [])

    def run(self) -> Knowledge:
        """The knowledge. Raises `RecordError` at the first record that does not hold."""
        self._places()
        self._sources()
        instruments = {r["slug"]: self._instrument(r) for r in self._rows("instruments")}
        laws = tuple(self._law(r) for r in self._rows("laws"))
        self._cases()
        edges = self._edges()
        models = self._models(edges)
        datasets = {r["slug"]: self._dataset(r) for r in self._rows("datasets")}
        services = {r["slug"]: self._service(r) for r in self._rows("services")}
        return Knowledge(
            revision=self.revision,
            groups=self.groups,
            countries=self.countries,
            providers={r["slug"]: r["name"] for r in self._rows("providers")},
            instruments=instruments,
            models=models,
            datasets=datasets,
            services=services,
            default_services={(s.operator, c): s.slug for s in services.values() for c in s.default_for},
            edges_to=edges,
            laws=laws,
            assessments=tuple(self._assessment(r) for r in self._rows("assessments")),
            constructions={r["slug"]: r["title"] for r in self._rows("constructions")},
            citations=self.citations,
            model_names=alias_index(self._rows("models")),
            dataset_names=alias_index(self._rows("datasets")),
            service_names=alias_index(self._rows("services")),
            tests=tuple((k, r["slug"], t) for k in ("instruments", "laws") for r in self._rows(k) for t in r.get("tests") or ()),
        )

    def _places(self) -> None:
        for row in self._rows("places"):
            members = frozenset(row.get("members") or {})
            self.groups[row["slug"]] = members
            self.countries.update({c: str(n) for c, n in (row.get("members") or {}).items()})
        for code in self.countries:
            self.groups.setdefault(code, frozenset({code}))

    def _sources(self) -> None:
        for r in self._rows("sources"):
            cite = f"source:{r['slug']}"
            url = r.get("url") if str(r.get("url", "")).startswith("http") else None
            self.citations[cite] = Cited(cite, r["title"], None, None, url, r.get("retrieved"), "reported")

    def _condition(self, kind: str, slug: str, path: Path, text: str | None) -> conditions.Condition:
        try:
            return conditions.parse(text, self.groups)
        except ConditionError as error:
            raise RecordError(kind, slug, path, str(error)) from error

    def _norm(self, kind: str, slug: str, path: Path, row: Mapping[str, Any], key: str, number: int, cite: str) -> Norm:
        base = cite.partition("#")[0]
        effects = [e for e in EFFECTS if row.get(e)]
        if len(effects) != 1:
            raise RecordError(kind, slug, path, f"a norm has exactly one of {', '.join(EFFECTS)}; found {len(effects)}")
        effect = effects[0]
        if effect == "obliges" and not row.get("duty"):
            raise RecordError(kind, slug, path, "a norm that obliges needs its `duty` in words")
        act = str(row[effect])
        unless = tuple(
            Unless(
                self._condition(kind, slug, (*path, "unless", i, "when"), u["when"]),
                str(u.get("words") or ""),
                f"{base}#{u['clause']}" if u.get("clause") else cite,
            )
            for i, u in enumerate(row.get("unless") or ())
        )
        when = self._condition(kind, slug, (*path, "when"), row.get("when"))
        open_when = self._condition(kind, slug, (*path, "open_when"), row["open_when"]) if row.get("open_when") else None
        read = when.facts.union(open_when.facts if open_when else (), *(u.when.facts for u in unless))
        return Norm(
            id=f"{cite}!{row.get('id') or number}", effect=effect, act=act, when=when, open_when=open_when, unless=unless,
            duty=str(row.get("duty") or ""), name_prefix=str(row.get("name_prefix") or ""),
            yields_to=frozenset(row.get("yields_to") or ()), yields_because=str(row.get("yields_because") or ""),
            basis=str(row.get("basis") or "express"), attaches=tuple(row.get("attaches") or ()), reads=tuple(row.get("reads") or ()),
            liftable=bool(row.get("liftable", act != "access")), warning=str(row.get("warning") or ""),
            key=key, citation=cite, facts=read,
        )  # fmt: skip

    def _instrument(self, row: Mapping[str, Any]) -> Instrument:
        slug, versions = row["slug"], list(row.get("versions") or ())
        dates = [v.get("valid_from") or "undated" for v in versions]
        names: list[str] = []
        for v, date in zip(versions, dates, strict=True):
            twin = dates.count(date) > 1
            marks = [date, *([v["language"]] if v.get("language") else []), *([r.lower() for r in v.get("region") or ()][:2])]
            names.append("-".join(marks) if twin else date)
        for i, name in enumerate(names):
            if names.index(name) != i:
                raise RecordError("instruments", slug, ("versions", i), f"two versions are named {name}")
        built = {n: self._version(row, i, n, dict(zip(names, versions, strict=True))) for i, n in enumerate(names)}
        ordered = sorted(built.values(), key=lambda v: (v.valid_from or "", v.name))
        return Instrument(slug, row["title"], row["kind"], row.get("provider") or "", bool(row.get("generic")),
                          bool(row.get("silent")), tuple(ordered))  # fmt: skip

    def _version(self, row: Mapping[str, Any], at: int, name: str, all_versions: Mapping[str, Mapping[str, Any]]) -> Version:
        slug, version = row["slug"], all_versions[name]
        source = (version.get("sources") or [{}])[0]
        verification = version.get("verification") or row.get("verification") or "verified"
        url = source.get("url") or row.get("url")
        clauses = []
        for i, clause in enumerate(version.get("clauses") or ()):
            where: Path = ("versions", at, "clauses", i)
            text = self._carried(slug, where, clause, all_versions, name)
            clauses.append(self._clause(row, where, text, name, url, source.get("retrieved"), verification))
        keys = [c.key for c in clauses]
        for i, key in enumerate(keys):
            if keys.index(key) != i:
                raise RecordError("instruments", slug, ("versions", at, "clauses", i, "key"), f"clause {key!r} stands twice in one version")
        norms = tuple(n for c in clauses for n in c.norms)
        self._check_references(slug, at, norms, set(keys), f"{slug}@{name}")
        cite = f"{slug}@{name}"
        self.citations[cite] = Cited(cite, row["title"], None, None, url, source.get("retrieved"), verification)
        unencoded = tuple(c for c in clauses if c.unencoded)
        facts: frozenset[str] = frozenset().union(*(n.facts for n in norms), *(c.unencoded_when.facts for c in unencoded))
        return Version(
            instrument=slug, name=name, valid_from=version.get("valid_from"), valid_to=version.get("valid_to"),
            dated_by=version.get("dated_by") or "stated", region=self._region(version.get("region"), None),
            language=version.get("language") or "", complete=bool(version.get("complete", True)),
            newest_seen=version.get("newest_seen"), url=url, retrieved=source.get("retrieved"), verification=verification,
            clauses=tuple(clauses), norms=norms, unencoded=unencoded, facts=facts,
        )  # fmt: skip

    def _carried(
        self, slug: str, where: Path, clause: Mapping[str, Any], versions: Mapping[str, Mapping[str, Any]], name: str
    ) -> Mapping[str, Any]:
        """The clause itself, or the one that `same_as` carries over (through several versions if need be)."""
        seen = {name}
        while clause.get("same_as"):
            of = clause["same_as"]
            if of not in versions or of in seen:
                raise RecordError("instruments", slug, (*where, "same_as"), f"no other version {of!r}", nearest(of, versions))
            seen.add(of)
            found = [c for c in versions[of].get("clauses") or () if c["key"] == clause["key"]]
            if not found:
                raise RecordError("instruments", slug, (*where, "key"), f"version {of} has no clause {clause['key']!r}",
                                  nearest(clause["key"], [c["key"] for c in versions[of].get("clauses") or ()]))  # fmt: skip
            clause = found[0]
        return clause

    def _clause(
        self, row: Mapping[str, Any], where: Path, c: Mapping[str, Any], version: str, url: str | None, retrieved: str | None, status: str
    ) -> Clause:
        slug, base = row["slug"], f"{row['slug']}@{version}"
        cite = f"{base}#{c['key']}"
        if not c.get("pinpoint"):
            raise RecordError("instruments", slug, (*where, "pinpoint"), "a clause needs a pinpoint")
        if len(str(c.get("quote") or "").split()) > MAX_QUOTE:
            raise RecordError("instruments", slug, (*where, "quote"), f"a quote has {MAX_QUOTE} words at most")
        norms = tuple(
            self._norm("instruments", slug, (*where, "norms", i), n, c["key"], i + 1, cite) for i, n in enumerate(c.get("norms") or ())
        )
        verification = c.get("verification") or status
        self.citations[cite] = Cited(cite, row["title"], c["pinpoint"], c.get("quote"), url, retrieved, verification)
        when = self._condition("instruments", slug, (*where, "unencoded_when"), c.get("unencoded_when"))
        return Clause(c["key"], c["pinpoint"], c.get("quote"), c.get("summary") or "", verification, cite, norms,
                      c.get("unencoded") or "", when)  # fmt: skip

    def _check_references(self, slug: str, at: int, norms: Sequence[Norm], keys: set[str], base: str) -> None:
        for n in norms:
            for key in n.yields_to - {"all"} - keys:
                raise RecordError(
                    "instruments", slug, ("versions", at), f"norm {n.id} yields to an unknown clause {key!r}", nearest(key, keys)
                )
            for u in n.unless:
                key = u.citation.removeprefix(f"{base}#")
                if key not in keys:
                    raise RecordError(
                        "instruments", slug, ("versions", at), f"exception of {n.id} cites an unknown clause {key!r}", nearest(key, keys)
                    )

    def _region(self, names: Sequence[str] | None, without: Sequence[str] | None) -> frozenset[str] | None:
        """The countries of a region; None for the whole world. `without` takes countries or groups out again."""
        world = not names or "world" in names or "WORLD" in names
        if world and not without:
            return None
        inside = frozenset(self.countries) if world else self._expand(names or ())
        return inside - self._expand(without or ())

    def _expand(self, names: Sequence[str]) -> frozenset[str]:
        return frozenset().union(*(self.groups.get(n, frozenset({n})) for n in names))

    def _law(self, row: Mapping[str, Any]) -> Law:
        slug, cite = row["slug"], f"law:{row['slug']}"
        status = row.get("verification") or "reported"
        self.citations[cite] = Cited(cite, row["title"], row.get("citation"), None, row.get("url"), row.get("retrieved"), status)
        norms: list[tuple[str | None, Norm]] = []
        for i, p in enumerate(row.get("provisions") or ()):
            here = f"{cite}#{p['key']}"
            self.citations[here] = Cited(here, row["title"], p["pinpoint"], p.get("quote"), p.get("url") or row.get("url"),
                                         row.get("retrieved"), p.get("verification") or status)  # fmt: skip
            for j, n in enumerate(p.get("norms") or ()):
                norm = self._norm("laws", slug, ("provisions", i, "norms", j), n, p["key"], j + 1, here)
                norms.append((p.get("applies_from"), norm))
        statuses = tuple((first_day(s["date"]), s["status"]) for s in row.get("statuses") or ())
        speaks = self._condition("laws", slug, ("speaks_of",), row["speaks_of"]) if row.get("speaks_of") else None
        override = self._condition("laws", slug, ("override_when",), row["override_when"]) if row.get("override_when") else None
        return Law(slug, row["title"], row["kind"], row["jurisdiction"], tuple(sorted(statuses)), speaks,
                   row.get("if_in_force") or "", override, tuple(norms), cite)  # fmt: skip

    def _cases(self) -> None:
        for r in self._rows("cases"):
            cite = f"case:{r['slug']}"
            status = r.get("verification") or "reported"
            place = r.get("citation") or r.get("docket")
            self.citations[cite] = Cited(cite, r["caption"], place, None, None, r.get("status_as_of"), status)
            for h in r.get("holdings") or ():
                here = f"{cite}#{h['key']}"
                self.citations[here] = Cited(here, r["caption"], h.get("pinpoint") or place, h.get("quote"), None,
                                             r.get("status_as_of"), h.get("verification") or status)  # fmt: skip

    def _edges(self) -> dict[str, tuple[Edge, ...]]:
        found: dict[str, list[Edge]] = {}
        for r in self._rows("edges"):
            edge = Edge(r["parent"], r["parent_kind"], r["child"], r["child_kind"], r["relation"], r["grade"], bool(r.get("disputed")),
                        r.get("date"), r.get("verification") or "reported", self._source((r.get("sources") or [""])[0]),
                        r.get("began"))  # fmt: skip
            found.setdefault(r["child"], []).append(edge)
        for r in self._rows("datasets"):
            for g in r.get("generators") or ():
                if g.get("model"):
                    edge = Edge(
                        parent=g["model"], parent_kind="model", child=r["slug"], child_kind="dataset", relation="trained_on_outputs_of",
                        grade=g.get("grade") or "inferred", disputed=False, date=g.get("date") or r.get("released"),
                        verification="reported", source=self._source(g.get("source")),
                    )  # fmt: skip
                    found.setdefault(r["slug"], []).append(edge)
        return {child: tuple(edges) for child, edges in found.items()}

    def _source(self, slug: str | None) -> str:
        """The citation of a source; "" where it is not on record."""
        cite = f"source:{slug or ''}"
        return cite if cite in self.citations else ""

    def _links(self, rows: Sequence[Mapping[str, Any]] | None) -> tuple[Link, ...]:
        return tuple(
            Link(r.get("instrument") or "", r.get("title") or r.get("note") or "", _day(r.get("from")), _day(r.get("to")),
                 r.get("role") or "license", r.get("basis") or "", r.get("verification") or "reported")
            for r in rows or ()
        )  # fmt: skip

    def _models(self, edges: Mapping[str, tuple[Edge, ...]]) -> dict[str, Model]:
        rows = {r["slug"]: r for r in self._rows("models")}
        own = {slug: self._links(r.get("licenses")) for slug, r in rows.items()}
        return {slug: self._model(rows, own, slug, tuple(_weight_ancestors(slug, rows, edges))) for slug in rows}

    def _with_inherited(self, slug: str, own: Mapping[str, tuple[Link, ...]], bases: Sequence[str]) -> tuple[Link, ...]:
        """A model's own links and those of the bases whose weights it shares, unless the owner relicensed its own work."""
        links = list(own[slug])
        held = {x.instrument for x in links}
        if len(bases) > MOST_ANCESTORS:
            raise RecordError("models", slug, ("slug",), f"it shares weights with more than {MOST_ANCESTORS} models before it")
        for base in bases:
            for link in own.get(base, ()):
                if link.instrument and link.instrument not in held:
                    held.add(link.instrument)
                    role = "use_policy" if link.role == "use_policy" else "inherited"
                    verification = "reported" if link.verification == "verified" else link.verification
                    links.append(replace(link, role=role, basis="concluded", verification=verification))
        return tuple(links)

    def _model(
        self, rows: Mapping[str, Mapping[str, Any]], own: Mapping[str, tuple[Link, ...]], slug: str, bases: tuple[str, ...]
    ) -> Model:
        """A model with what it has from those whose weights it shares."""
        r, links = rows[slug], self._with_inherited(slug, own, bases)
        inputs = set(r.get("input") or ())
        return Model(
            slug=slug, name=r["name"], provider=r["provider"], kind=r["modality"], weights=r["weights"],
            multimodal=bool(inputs & {"image", "video", "audio"}) and r["modality"] == "llm", released=r.get("released"),
            parameters=r.get("parameters") or "", links=links, licenses=frozenset(x.instrument for x in links if x.instrument),
            makers=frozenset(rows[x]["provider"] for x in (slug, *bases)),
        )  # fmt: skip

    def _dataset(self, r: Mapping[str, Any]) -> Model:
        links = self._links(r.get("licenses"))
        conflict = r.get("conflict") or {}
        return Model(
            slug=r["slug"], name=r["name"], provider=r.get("provider") or "", kind="llm", weights="open", multimodal=False,
            released=r.get("released"), parameters="", links=links, is_dataset=True, mode=r.get("mode") or "one",
            between=tuple(str(x) for x in conflict.get("between") or ()), no_license_stated=bool(r.get("no_license_stated")),
            human_written=bool(r.get("human_written")), conflict_note=conflict.get("note") or "",
            licenses=frozenset(x.instrument for x in links if x.instrument),
        )  # fmt: skip

    def _absents(self, slug: str, name: str, rows: Sequence[Mapping[str, Any]] | None) -> tuple[Absent, ...]:
        return tuple(
            Absent(r["title"], r.get("holds_output_rules") or "unknown", r.get("why") or "",
                   self._condition("services", slug, (name, i, "when"), r.get("when")), r.get("plan"), self._region(r.get("region"), None),
                   _day(r.get("from")), _day(r.get("to")))
            for i, r in enumerate(rows or ())
        )  # fmt: skip

    def _service(self, r: Mapping[str, Any]) -> Service:
        slug = r["slug"]
        terms = tuple(
            Term(t["instrument"], t.get("plan"), self._region(t.get("region"), t.get("except")), _day(t.get("from")),
                 _day(t.get("to")), t.get("role") or "terms", t.get("verification") or "reported")
            for t in r.get("terms") or ()
        )  # fmt: skip
        passes = tuple(
            PassThrough(self._condition("services", slug, ("passes_through", i, "when"), p.get("when")), tuple(p["to"]),
                        bool(p.get("otherwise")), _day(p.get("from")), _day(p.get("to_date")),
                        p.get("pinpoint") or "", p.get("verification") or "reported")
            for i, p in enumerate(r.get("passes_through") or ())
        )  # fmt: skip
        elsewhere = self._absents(slug, "other_texts_not_held", r.get("other_texts_not_held"))
        incorporated = self._absents(slug, "incorporated_not_held", r.get("incorporated_not_held"))
        rows: tuple[Term | Absent, ...] = (*terms, *elsewhere, *incorporated)
        regions: frozenset[str] = frozenset().union(*(x.region for x in rows if x.region))
        return Service(
            slug, r["name"], r["operator"], r["kind"], tuple(r.get("default_for") or ()), terms, passes, incorporated, elsewhere,
            r.get("serves") or "both", regions,
        )  # fmt: skip

    def _assessment(self, r: Mapping[str, Any]) -> Assessment:
        when = self._condition("assessments", r["slug"], ("when",), r.get("when"))
        cites = tuple(a["cite"] for a in r.get("authorities") or () if a.get("side", "for") == "for" and a["cite"] in self.citations)
        places = self._expand(r["jurisdictions"]) if r.get("jurisdictions") else None
        return Assessment(r["slug"], r["avenue"], places, when, r["level"], bool(r.get("decided")), r["summary"], cites)


def _day(when: str | None) -> str | None:
    return first_day(when) if when else None


def _weight_ancestors(slug: str, rows: Mapping[str, Mapping[str, Any]], edges: Mapping[str, tuple[Edge, ...]]) -> Iterator[str]:
    """Models whose weights `slug` shares by another owner's license, nearest first; cycles are cut."""
    seen, queue = {slug}, deque([slug])
    while queue:
        child = queue.popleft()
        for e in edges.get(child, ()):
            if e.relation not in WEIGHT_RELATIONS or e.parent in seen or e.parent not in rows or child not in rows:
                continue
            if e.grade not in ("confirmed", "documented") or rows[e.parent]["provider"] == rows[child]["provider"]:
                continue
            seen.add(e.parent)
            queue.append(e.parent)
            yield e.parent


def compile_knowledge(records: Records, revision: str = "") -> Knowledge:
    """Compile plain records, by kind. The same records in any order give the same knowledge."""
    return Compiler(records, revision).run()
