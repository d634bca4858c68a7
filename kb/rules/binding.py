"""Which texts bind the asker (contract, section 3): each with the version in force, the part in which it binds, and its gaps.

Terms and licenses are read on the day on which outputs or weights were obtained; law on the day of the question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.rules import vocabulary as v
from kb.rules.knowledge import Absent, Instrument, Knowledge, Law, Link, Model, PassThrough, Service, Term, Version
from kb.rules.memory import remembered
from kb.rules.question import Facts
from kb.rules.values import Values, common_values, values_for

REMOTE = ("api", "app", "cloud", "product_logs")


@dataclass(frozen=True, slots=True)
class Binding:
    """One text that binds: its version in force, the part, the model it is about, and whose text it is.

    `status` is the verification of the link between text and subject. `only_where` marks alternatives of which one is
    right but not known which (a data set whose tag and notice contradict each other).
    """

    instrument: Instrument
    version: Version
    role: str
    part: str
    subject: Model
    issuer: str
    status: str
    warnings: tuple[str, ...] = ()
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A text that binds, or must be looked for, and is not held. `asks` names the fact that would lead to it."""

    role: str
    title: str
    warning: str
    text: str
    instrument: str | None = None
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """All that binds for one question. `regional` is true where another country would mean other texts."""

    bindings: tuple[Binding, ...]
    gaps: tuple[Gap, ...]
    regional: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Footing:
    """How a text binds: its role in the answer, the part of the question that it is about, and the model it speaks of."""

    role: str
    part: str
    subject: Model


class Binder:
    """One look for what binds. `earliest` takes the first text held where none is held for the day (for lineage)."""

    def __init__(self, knowledge: Knowledge, facts: Facts, teacher: Model, base: Model | None, *, earliest: bool = False) -> None:
        self.knowledge, self.facts, self.teacher, self.base = knowledge, facts, teacher, base
        self.earliest = earliest
        self.day: str = facts["obtained_on"]
        self.bindings: list[Binding] = []
        self.gaps: list[Gap] = []
        self.regional: list[frozenset[str]] = []
        self.values: Values = values_for(common_values(facts, teacher, base), "teacher", teacher, teacher, base, teacher.provider)

    def run(self) -> Bound:
        """Everything that binds through the channel, and the base's license. Law is bound apart (`laws_for`)."""
        channel = self.facts["channel"]
        if channel in REMOTE:
            self._remote(channel)
        elif channel == "weights":
            self._weights()
        elif channel == "dataset":
            self._dataset()
        elif self.facts["via"]:
            self._service(self.knowledge.services[self.facts["via"]])
        if self.base is not None and self.base.provider:
            self._base_license(self.base)
        return Bound(tuple(self.bindings), tuple(self.gaps), tuple(dict.fromkeys(self.regional)))

    # -- what is added

    def _add(
        self, instrument: Instrument, versions: Iterable[Version], footing: _Footing,
        status: str, warnings: tuple[str, ...] = (), *, alternative: bool = False,
    ) -> None:  # fmt: skip
        """Bind each version, unless the same text binds already in the same part."""
        role, part, subject = footing.role, footing.part, footing.subject
        issuer = subject.provider if instrument.generic or not instrument.provider else instrument.provider
        for version in versions:
            if any(b.version is version and b.part == part for b in self.bindings):
                continue
            self.bindings.append(Binding(instrument, version, role, part, subject, issuer, status, warnings, alternative))

    def _gap(self, role: str, title: str, warning: str, text: str, instrument: str | None = None, asks: str = "") -> None:
        found = Gap(role, title, warning, text, instrument, asks)
        if found not in self.gaps:
            self.gaps.append(found)

    def _versions_on(self, instrument: Instrument, start: str | None = None) -> tuple[list[Version], str]:
        """The versions in force on the day for the asker's country (one for each language), and a warning or "".

        `start` is the day from which a link to this text counts: a text first seen later is then taken to have
        applied since (rule of construction 15).
        """
        begun = [x for x in instrument.versions if x.valid_from is None or x.valid_from <= self.day]
        here = self._here(begun)
        newest = max((x.valid_from or "" for x in here), default="")
        current = [x for x in here if (x.valid_from or "") == newest and (x.valid_to is None or self.day < x.valid_to)]
        if current:
            return current, ""
        held = self._here(instrument.versions) if not begun else []
        shipped = start is not None and start <= self.day and held and held[0].dated_by == "seen"
        if held and (shipped or self.earliest):
            first = held[0].valid_from
            return [x for x in held if x.valid_from == first], "reported"
        return [], ""

    def _here(self, versions: Sequence[Version]) -> list[Version]:
        """Versions for the asker's country; a country that is not known is noted, and world-wide texts stand meanwhile."""
        for x in versions:
            if x.region is not None:
                self.regional.append(x.region)
        regional = [x for x in versions if x.region is not None and self.facts["country"] in x.region]
        return regional or [x for x in versions if x.region is None]

    def _inside(self, region: frozenset[str] | None) -> bool:
        if region is None:
            return True
        self.regional.append(region)
        return self.facts["country"] in region

    def _bind(
        self, slug: str, footing: _Footing, *, required: bool, start: str | None = None,
        status: str = "verified", warnings: tuple[str, ...] = (), alternative: bool = False,
    ) -> None:  # fmt: skip
        """Bind the text of that name; what is not held becomes a gap where the text is required or may hold rules."""
        instrument, role = self.knowledge.instruments.get(slug), footing.role
        if instrument is None:
            self._gap(role, slug, "no-text-in-force" if required else "missing-text", f"The text of {slug} is not held.", slug)
            return
        versions, note = self._versions_on(instrument, start)
        if versions and not required and all(idle(x) for x in versions):
            return  # read, and without a word on these acts: not listed
        if versions:
            self._add(instrument, versions, footing, note or status, warnings, alternative=alternative)
            self._partial(instrument, versions, role)
        elif required:
            self._gap(role, instrument.title, "no-text-in-force", f"No text of “{instrument.title}” in force on {self.day} is held.", slug)
        elif not instrument.silent and not (start is not None and self._beside(instrument)):
            self._gap(role, instrument.title, "missing-text", f"The text of “{instrument.title}” of {self.day} is not held.", slug)

    def _beside(self, instrument: Instrument) -> bool:
        """Whether a license's companion speaks, in every text of it that is held, of the manner of access at most (rule 26)."""
        manner = all(x.complete and x.clauses and not x.unencoded and all(n.act == "access" for n in x.norms) for x in instrument.versions)
        return manner and self.facts["evasion"] is False

    def _partial(self, instrument: Instrument, versions: Sequence[Version], role: str) -> None:
        for version in versions:
            if not version.complete:
                said = f"Only parts of “{instrument.title}” of {version.name} are held."
                self._gap(role, instrument.title, "missing-text", said, instrument.slug)
            elif not version.clauses and not instrument.silent:
                said = f"“{instrument.title}” of {version.name} is on record, its clauses are not yet read."
                self._gap(role, instrument.title, "missing-text", said, instrument.slug)

    # -- channels

    def _remote(self, channel: str) -> None:
        via = self.facts["via"]
        if via:
            self._service(self.knowledge.services[via])
        elif channel == "cloud":
            self._gap(
                "host_terms", "the host's terms", "no-text-in-force", "Name the service that served the model: its terms bind.", asks="via"
            )
        else:
            owner = self.knowledge.providers.get(self.teacher.provider, self.teacher.provider)
            said = f"No service of {owner} for this channel is on record; name the one that was used."
            self._gap("teacher_terms", f"{owner}'s terms", "no-text-in-force", said, asks="via")

    def _service(self, service: Service) -> None:
        own = service.operator == self.teacher.provider and self.facts["channel"] != "crowd"
        role, part = ("teacher_terms", "teacher") if own else ("host_terms", "host")
        if not own and self.facts["channel"] in REMOTE and serves_its_own(self.knowledge, service):
            said = f"{service.name} serves models of its own; {self.teacher.name} is not offered there."
            self._gap(role, service.name, "channel-not-offered", said)
        self._terms(service, _Footing(role, part, self.teacher))
        if not own and self.facts["channel"] in REMOTE:  # a page passes nothing on to whoever finds outputs there
            for row in service.passes_through:
                self._passed_through(row, service)

    def _terms(self, service: Service, footing: _Footing) -> None:
        elsewhere = self._applying(service, service.elsewhere)
        rows = [r for r in self._rows(service) if self.earliest or not any(replaced(r, x) for x in elsewhere)]
        for absent in elsewhere:
            said = f"Looked for: {absent.title}. It governs here and is not held. {absent.why}".strip()
            self._gap(footing.role, absent.title, "no-text-in-force", said)
        if not any(r.role == "terms" for r in rows) and not elsewhere:
            said = f"No terms of {service.name} in force on {self.day} are held."
            self._gap(footing.role, f"{service.name}: terms", "no-text-in-force", said)
        for row in rows:
            self._bind(row.instrument, footing, required=row.role == "terms", status=row.verification)
        for absent in self._applying(service, service.incorporated):
            if absent.rules != "no":
                self._gap(
                    footing.role, absent.title, "missing-text", f"Looked for: {absent.title}, which binds by reference and is not held."
                )

    def _rows(self, service: Service) -> Iterator[Term]:
        plan = self._plan(service)
        planned = [t for t in service.terms if t.plan is None or t.plan == plan]
        current = [t for t in planned if (t.from_ is None or t.from_ <= self.day) and (t.to is None or self.day < t.to)]
        if self.earliest and not any(t.role == "terms" for t in current):
            first = min((t.from_ or "" for t in planned if t.role == "terms"), default="")
            current = [t for t in planned if t.role == "terms" and (t.from_ or "") == first]
        return (t for t in current if self._inside(t.region))

    def _plan(self, service: Service) -> str:
        """The plan under which a service was used: consumer is presumed for chat products, business for the rest."""
        chat = service.kind == "app" or self.facts["channel"] == "app"
        return self.facts["plan"] or ("consumer" if chat else "business")

    def _applying(self, service: Service, rows: Sequence[Absent]) -> list[Absent]:
        """Texts not held that would apply: what is not known of the model counts as meeting the condition."""
        plan = self._plan(service)
        return [
            x for x in rows
            if (x.plan is None or x.plan == plan)
            and (x.from_ is None or x.from_ <= self.day) and (x.to is None or self.day < x.to)
            and self._inside(x.region) and x.when.holds(self.values) is not False
        ]  # fmt: skip

    def _passed_through(self, row: PassThrough, service: Service) -> None:
        in_time = (row.from_ is None or row.from_ <= self.day) and (row.until is None or self.day < row.until)
        if not in_time or row.when.holds(self.values) is False:
            return
        for target in row.to:
            if target == "model-license" and self.teacher.weights == "open":
                self._license_of(_Footing("teacher_license", "teacher", self.teacher))
            elif target in ("provider-api-terms", "model-license"):
                if self.teacher.weights == "closed" or not row.otherwise:
                    self._provider_terms(service)
            else:
                instrument = self.knowledge.instruments.get(target)
                own = instrument is not None and instrument.provider == self.teacher.provider
                role, part = ("teacher_terms", "teacher") if own else ("host_terms", "host")
                self._bind(target, _Footing(role, part, self.teacher), required=True, status=row.verification)

    def _provider_terms(self, through: Service) -> None:
        own = self.knowledge.default_services.get((self.teacher.provider, "api"))
        if own:
            self._terms(self.knowledge.services[own], _Footing("teacher_terms", "teacher", self.teacher))
            return
        owner = self.knowledge.providers.get(self.teacher.provider, self.teacher.provider)
        said = f"{through.name} passes on the terms of {owner}, and none are held."
        self._gap("teacher_terms", f"{owner}'s terms", "missing-text", said)

    def _weights(self) -> None:
        if self.teacher.weights == "closed":
            said = f"The weights of {self.teacher.name} are not offered for download."
            self._gap("teacher_license", f"license of {self.teacher.name}", "channel-not-offered", said)
            return
        self._license_of(_Footing("teacher_license", "teacher", self.teacher))

    def _license_of(self, footing: _Footing) -> None:
        """Bind every license in force on a model with open weights."""
        model = footing.subject
        links = [x for x in model.links if x.in_force(self.day)]
        if self.earliest and not links and model.links:
            first = min(x.from_ or "" for x in model.links)
            links = [x for x in model.links if (x.from_ or "") == first]
        if not links:
            said = f"No license of {model.name} in force on {self.day} is held."
            self._gap(footing.role, f"license of {model.name}", "no-text-in-force", said)
        for link in links:
            self._linked(link, footing)

    def _linked(self, link: Link, footing: _Footing, *, alternative: bool = False) -> None:
        model = footing.subject
        if not link.instrument:
            title = link.title or f"license of {model.name}"
            if link.role == "use_policy":  # rule 26: a companion on safe use holds no rules on outputs unless marked
                return
            self._gap(
                footing.role, title, "no-text-in-force", f"Looked for: {title}. The text is not held, and no other is applied in its place."
            )
            return
        warnings = ("unverified-link",) if link.verification == "unverified" else ()
        start = link.from_ or model.released or ""
        self._bind(link.instrument, footing, required=link.role != "use_policy", start=start,
                  status=link.verification, warnings=warnings, alternative=alternative)  # fmt: skip

    def _dataset(self) -> None:
        data = self.teacher
        links = [x for x in data.links if x.in_force(self.day) and (x.role != "listed" or data.mode == "conflict")]
        if not links:
            said = f"{data.name} states no license: nothing grants the use of its data."
            code = "no-license-stated" if data.no_license_stated or not data.links else "no-text-in-force"
            self._gap("dataset_license", f"license of {data.name}", code, said)
        for link in links:
            self._linked(link, _Footing("dataset_license", "dataset", data), alternative=data.mode == "conflict")

    def _base_license(self, base: Model) -> None:
        if base.weights == "open":
            self._license_of(_Footing("student_base_license", "base", base))
            return
        own = self.knowledge.default_services.get((base.provider, "api"))
        bound = {b.instrument.slug for b in self.bindings if b.part == "teacher" and b.issuer == base.provider}
        if own and bound:
            return  # tuned through the same terms that already bind for the teacher
        if own:
            self._terms(self.knowledge.services[own], _Footing("student_base_license", "base", base))
        else:
            said = f"{base.name} is not offered for download, and no terms of its provider are held."
            self._gap("student_base_license", f"terms for {base.name}", "no-text-in-force", said)


def serves_its_own(knowledge: Knowledge, service: Service) -> bool:
    """Whether a service offers its operator's models alone. Where none of them is on record, any teacher may stand for them."""
    makers = remembered(knowledge, "makers", lambda: frozenset(m.provider for m in knowledge.models.values()))
    return service.serves == "own" and service.operator in makers


def idle(version: Version) -> bool:
    """Whether a companion was read in full and holds no rule: it decides nothing, and its absence would not either."""
    return version.complete and bool(version.clauses) and not version.norms and not version.unencoded


def replaced(row: Term, absent: Absent) -> bool:
    """Whether a text that is not held stood in the place of a held one on that day: both world-wide and for the same plan."""
    return row.role == "terms" and absent.region is None and (absent.plan is None or absent.plan == row.plan)


def bind(knowledge: Knowledge, facts: Facts, teacher: Model, base: Model | None, *, earliest: bool = False) -> Bound:
    """Everything that binds, law apart. Remembered: many questions share what binds them."""
    key = ("bind", teacher.slug, earliest, base and base.slug, *(facts[n] for n in binding_facts(knowledge)))
    return remembered(knowledge, key, lambda: Binder(knowledge, facts, teacher, base, earliest=earliest).run())


def binding_facts(knowledge: Knowledge) -> tuple[str, ...]:
    """The given facts on which it can depend which texts bind: those of section 3, and those that services' conditions read."""
    return remembered(knowledge, "binding-facts", lambda: _binding_facts(knowledge.services.values()))


def _binding_facts(services: Collection[Service]) -> tuple[str, ...]:
    rows = [x.when for s in services for x in s.passes_through] + [x.when for s in services for x in (*s.incorporated, *s.elsewhere)]
    read = {given for when in rows for fact in when.facts for given in v.READS[fact]}
    return tuple(sorted({"channel", "via", "plan", "country", "obtained_on", "evasion", *read}))


def law_in_force(law: Law, day: str) -> bool:
    """Whether a statute or regulation is law on that day. A bill never is."""
    status = law_status(law, day)
    return law.kind != "bill" and status in ("in_force", "applies", "partly_applies", "enacted", "amended", "passed", "published")


def law_status(law: Law, day: str) -> str:
    """The status of a law on that day; "" before the first one known."""
    return next((s for d, s in reversed(law.statuses) if d <= day), "")


def as_version(law: Law, day: str) -> Version:
    """The norms of a law that apply on that day, seen as a version of a text."""
    norms = tuple(n for start, n in law.norms if start is None or start <= day)
    facts = frozenset().union(*(n.facts for n in norms)) if norms else frozenset()
    dates = [d for d, _ in law.statuses if d <= day] + [start for start, _ in law.norms if start is not None and start <= day]
    return Version(
        instrument=law.slug, name=max(dates, default="undated"), valid_from=None, valid_to=None, dated_by="stated", region=None,
        language="", complete=True, newest_seen=None, url=None, retrieved=None, verification="verified",
        clauses=(), norms=norms, unencoded=(), facts=facts,
    )  # fmt: skip


def laws_for(knowledge: Knowledge, facts: Facts, teacher: Model) -> list[tuple[Law, Binding, bool]]:
    """Laws that attach to the asker's seat or market: (law, binding, soft). Soft: attaches only to a part of a market named."""
    found = []
    for law, version in laws_on(knowledge, facts["as_of"]):
        hard, soft = attaches(knowledge, law, facts)
        if hard or soft:
            frame = Instrument(law.slug, law.title, law.kind, "", generic=False, silent=False, versions=(version,))
            found.append((law, Binding(frame, version, "law", "law", teacher, "", "verified"), not hard))
    return found


def laws_on(knowledge: Knowledge, day: str) -> tuple[tuple[Law, Version], ...]:
    """The laws with norms that apply on a day, each seen as a version of a text. Remembered by day."""
    return remembered(knowledge, ("laws", day), lambda: tuple(_laws_on(knowledge.laws, day)))


def _laws_on(laws: Iterable[Law], day: str) -> Iterator[tuple[Law, Version]]:
    for law in laws:
        if law_in_force(law, day) and (version := as_version(law, day)).norms:
            yield law, version


def attaches(knowledge: Knowledge, law: Law, facts: Facts) -> tuple[bool, bool]:
    """Whether a law attaches by seat or market, and whether it attaches to a state of a country named as market."""
    places = knowledge.groups.get(law.jurisdiction, frozenset({law.jurisdiction}))
    to = {a for _, n in law.norms for a in n.attaches} or {"seat"}
    market = facts["market"] or ()
    hard = ("seat" in to and facts["country"] in places) or ("market" in to and not places.isdisjoint(market))
    whole = law.jurisdiction.split("-")[0]
    return hard, "market" in to and "-" in law.jurisdiction and whole in market


def with_market(law: Law, facts: Facts) -> Facts:
    """The same facts as if the student were offered in the law's own place."""
    return {**facts, "market": (law.jurisdiction,)}
