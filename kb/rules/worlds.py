"""One evaluation of all that binds, and the possible worlds of what is not known (contract, 4.3).

A fact that is not known is split by what live conditions ask of it (each set, each threshold, "other"), never by raw
values. One outcome in all worlds stands; else the answer is undetermined and the facts that decide it are told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from kb.rules import vocabulary as v
from kb.rules.binding import Binding, Gap, bind, laws_for, with_market
from kb.rules.conditions import Atom
from kb.rules.knowledge import Knowledge, Model
from kb.rules.memory import remembered
from kb.rules.norms import Reading, read, values_of
from kb.rules.question import Facts
from kb.rules.values import Values, common_values
from kb.rules.verdict import Duty, strongest

MAX_WORLDS = 4096
SUPPOSED = "supposed:"  # slug of a base that is only supposed: no license of its own binds
BESIDE: dict[str, tuple[str, ...]] = {  # given facts that a derived fact reads together with the one named
    name: tuple(sorted({x for d in v.DERIVED_LIST if name in d.reads for x in d.reads} - {name})) for name in v.FACTS
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that binds and what it says."""

    binding: Binding
    reading: Reading


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that binds, read for one set of facts. `outcome` is None where it turns on facts not known."""

    entries: tuple[Entry, ...]
    gaps: tuple[Gap, ...]
    regional: tuple[frozenset[str], ...]
    soft: tuple[Duty, ...]
    outcome: str | None
    asks: frozenset[str]
    common: Values


def evaluate(knowledge: Knowledge, facts: Facts, teacher: Model, base: Model | None) -> Evaluation:
    """Read all that binds for these facts."""
    bound = bind(knowledge, facts, teacher, base)
    common = common_values(facts, teacher, base)
    entries = [Entry(b, read(knowledge, b, common, teacher, base)) for b in bound.bindings]
    soft: list[Duty] = []
    for law, binding, is_soft in laws_for(knowledge, facts, teacher):
        if is_soft:
            offered = common_values(with_market(law, facts), teacher, base)
            duties = read(knowledge, binding, offered, teacher, base).duties
            soft += [Duty(f"If offered in {law.jurisdiction}: {d.text}", d.citation, d.name_prefix, soft=True) for d in duties]
        else:
            entries.append(Entry(binding, read(knowledge, binding, {**common, "market": facts["market"] or ()}, teacher, base)))
    outcome, asks = combined(entries, bound.gaps)
    if bound.regional and facts["country"] is None:
        outcome, asks = None, asks | {"country"}
    return Evaluation(tuple(entries), bound.gaps, bound.regional, tuple(soft), outcome, asks, common)


def combined(entries: Iterable[Entry], gaps: Sequence[Gap]) -> tuple[str | None, frozenset[str]]:
    """The strongest of all readings, or None with the facts that it turns on."""
    entries = list(entries)
    alternatives = [e.reading for e in entries if e.binding.alternative]
    outcomes = [e.reading.outcome for e in entries if not e.binding.alternative]
    if "prohibited" in outcomes:
        return "prohibited", frozenset()
    asks: frozenset[str] = frozenset().union(*(e.reading.asks for e in entries))
    if asks:
        return None, asks
    if alternatives:
        said = {r.outcome for r in alternatives}
        outcomes.append(said.pop() if len(said) == 1 else "undetermined")
    if gaps or conflicting_names(entries):
        outcomes.append("undetermined")
    return strongest([x for x in outcomes if x is not None]), frozenset()


def conflicting_names(entries: Iterable[Entry]) -> bool:
    """Whether two duties ask for beginnings of the student's name that cannot both stand (rule 12)."""
    names = [d.name_prefix for e in entries for d in e.reading.duties if d.name_prefix]
    return any(not a.startswith(b) and not b.startswith(a) for i, a in enumerate(names) for b in names[:i])


@dataclass(frozen=True, slots=True)
class Class:
    """A class of values of one fact that all live conditions treat alike: its label and one value that stands for it."""

    label: str
    value: object


@dataclass(frozen=True, slots=True)
class Worlds:
    """All ways of filling in what is not known. `facts` are the split facts; each world is their values' positions."""

    facts: tuple[str, ...]
    classes: tuple[tuple[Class, ...], ...]
    outcomes: Mapping[tuple[int, ...], Evaluation]
    explored: bool = True

    @property
    def verdicts(self) -> set[str]:
        """The verdicts met."""
        return {e.outcome or "undetermined" for e in self.outcomes.values()}


def explore(knowledge: Knowledge, facts: Facts, teacher: Model, base: Model | None, start: Evaluation) -> Worlds:
    """Split the facts on which `start` turns and evaluate every world. Facts that only some worlds ask for are added."""
    asks = set(start.asks)
    seen: list[Evaluation] = [start]
    while True:
        names = tuple(n for n in v.FACTS if n in asks)
        classes = tuple(classes_of(knowledge, n, facts, teacher, base, seen) for n in names)
        size = 1
        for c in classes:
            size *= len(c)
        if size > MAX_WORLDS:
            return Worlds(names, classes, {}, explored=False)
        outcomes = {}
        for world in product(*(range(len(c)) for c in classes)):
            filled, start_model = fill(facts, base, {n: classes[i][at].value for i, (n, at) in enumerate(zip(names, world, strict=True))})
            outcomes[world] = evaluate(knowledge, filled, teacher, start_model)
        more = {a for e in outcomes.values() if e.outcome is None for a in e.asks} - asks
        if not more:
            return Worlds(names, classes, outcomes)
        asks |= more
        seen += outcomes.values()


def fill(facts: Facts, base: Model | None, values: Mapping[str, object]) -> tuple[Facts, Model | None]:
    """The facts of a world; a supposed base is a model without a license of its own."""
    filled = {**facts, **values}
    supposed = values.get("student_base")
    if isinstance(supposed, Model):
        filled["student_base"] = supposed.slug
        return filled, supposed
    return filled, base


def texts_of(seen: Iterable[Evaluation]) -> list[Binding]:
    """The texts that bind in any evaluation seen, each once in each part."""
    found: dict[tuple[str, str], Binding] = {}
    for evaluation in seen:
        for entry in evaluation.entries:
            found.setdefault((entry.binding.version.citation, entry.binding.part), entry.binding)
    return list(found.values())


def atoms_of(knowledge: Knowledge, binding: Binding, name: str) -> tuple[Atom, ...]:
    """The comparisons of a text that a given fact can change, none twice. Remembered: they depend on the text alone."""
    return remembered(knowledge, ("atoms", binding.version.citation, name), lambda: tuple(dict.fromkeys(_atoms(binding, name))))


def _atoms(binding: Binding, name: str) -> Iterator[Atom]:
    for norm in binding.version.norms:
        for condition in (norm.when, *(e.when for e in norm.unless), *([norm.open_when] if norm.open_when else [])):
            yield from (a for a in condition.atoms if name in v.READS[a.fact])
    for clause in binding.version.unencoded:
        yield from (a for a in clause.unencoded_when.atoms if name in v.READS[a.fact])


def classes_of(
    knowledge: Knowledge, name: str, facts: Facts, teacher: Model, base: Model | None, seen: list[Evaluation]
) -> tuple[Class, ...]:
    """The classes of one fact, by what live conditions ask of it. Remembered by the texts, and by the facts read beside it."""
    kind = v.FACTS[name].kind
    if kind == "bool":
        return (Class(label="true", value=True), Class(label="false", value=False))
    texts = texts_of(seen)
    regions = tuple(dict.fromkeys(r for e in seen for r in e.regional)) if kind == "country" else ()
    about = tuple((b.version.citation, b.part, b.subject.slug) for b in texts)
    key = ("classes", name, teacher.slug, base and base.slug, regions, about, *(facts[n] for n in BESIDE[name]))
    return remembered(knowledge, key, lambda: _classes(knowledge, name, regions, _Asker(facts, teacher, base), texts))


@dataclass(frozen=True, slots=True)
class _Asker:
    """What values of an enum are tried on."""

    facts: Facts
    teacher: Model
    base: Model | None


def _classes(
    knowledge: Knowledge, name: str, regions: tuple[frozenset[str], ...], asker: _Asker, texts: Sequence[Binding]
) -> tuple[Class, ...]:
    fact = v.FACTS[name]
    asked = [(b, found) for b in texts if (found := atoms_of(knowledge, b, name))]
    atoms = [a for _, found in asked for a in found]
    if fact.kind == "country":
        return _countries(knowledge, atoms, regions)
    if fact.kind == "int":
        return _numbers(atoms)
    if fact.kind == "base":
        return _bases(atoms)
    if fact.kind == "service":
        return (Class("a service that is not named", None),)
    return _values(fact, asked, asker)


def _values(fact: v.Fact, asked: Sequence[tuple[Binding, Sequence[Atom]]], asker: _Asker) -> tuple[Class, ...]:
    """The values of an enum, joined where no comparison tells them apart."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for value in fact.values:
        common = common_values({**asker.facts, fact.name: value}, asker.teacher, asker.base)
        sign: list[object] = []
        for binding, atoms in asked:
            here = values_of(binding, common, asker.teacher, asker.base)
            sign += [_same(here[a.fact], a) for a in atoms]
        groups.setdefault(tuple(sign), []).append(value)
    return tuple(Class(" or ".join(x), x[0]) for x in groups.values())


def _same(here: object, atom: Atom) -> object:
    """What an atom can tell of a value: whether it is among the atom's own."""
    if atom.op == "true" or here is None:
        return here
    return not set(atom.values).isdisjoint(here) if isinstance(here, frozenset) else here in atom.values


def _countries(knowledge: Knowledge, atoms: list[Atom], regions: Iterable[frozenset[str]]) -> tuple[Class, ...]:
    named = list(dict.fromkeys(str(x) for a in atoms for x in a.values if a.fact in ("country", "market")))
    sets = {n: knowledge.groups.get(n, frozenset({n})) for n in named}
    for region in regions:
        sets.setdefault(_region_name(knowledge, region), region)
    groups: dict[tuple[str, ...], str] = {}
    weight = Counter(law.jurisdiction for law in knowledge.laws)  # the seats that the record speaks of most stand for their class
    for code in sorted((c for c in knowledge.countries if "-" not in c), key=lambda c: (-weight[c], c)):
        inside = tuple(n for n, members in sets.items() if code in members)
        groups.setdefault(inside, code)
    ordered = sorted(groups.items(), key=lambda x: (not x[0], x[0]))
    return tuple(Class(_narrowest(sets, inside), code) for inside, code in ordered)


def _narrowest(sets: Mapping[str, frozenset[str]], inside: tuple[str, ...]) -> str:
    """The name of a class of countries: the smallest sets that hold it."""
    if not inside:
        return "other"
    return min(inside, key=lambda n: (len(sets[n]), n))


def _region_name(knowledge: Knowledge, region: frozenset[str]) -> str:
    same = sorted(n for n, members in knowledge.groups.items() if members == region)
    if same:
        return same[0]
    inside = sorted((n for n, m in knowledge.groups.items() if len(m) > 1 and m <= region), key=lambda n: (-len(knowledge.groups[n]), n))
    outside = len(knowledge.countries) // 2 < len(region)
    if outside:
        without = frozenset(c for c in knowledge.countries if "-" not in c) - region
        return f"outside {_region_name(knowledge, without)}" if without else "world"
    if not inside:
        return ", ".join(sorted(region)[:6])
    rest = sorted(region - knowledge.groups[inside[0]])
    return ", ".join([inside[0], *rest[:6]])


def _numbers(atoms: list[Atom]) -> tuple[Class, ...]:
    """The stretches between the thresholds; a monthly threshold T is met for sure only above 12 T a year."""
    bounds: set[int] = set()
    for a in atoms:
        bound = int(a.values[0])
        shift = 0 if a.op in (">", "<=") else -1  # the last number under the bound
        bounds |= {bound + shift, bound * 12 + shift} if a.fact == "monthly_revenue_usd" else {bound + shift}
    if not bounds:
        return (Class("any", 0),)
    ends = sorted(b for b in bounds if b >= 0)
    found = [Class(f"up to {ends[0]}", ends[0])]
    found += [Class(f"{low + 1} to {high}", high) for low, high in pairwise(ends)]
    return (*found, Class(f"over {ends[-1]}", ends[-1] + 1))


def _bases(atoms: list[Atom]) -> tuple[Class, ...]:
    """Scratch, a language model, and a language model under each license that a condition names."""
    licenses = sorted({str(x) for a in atoms if a.fact == "base_license" for x in a.values})
    found = [Class("scratch", "scratch"), Class("a language model", supposed_base(""))]
    found += [Class(f"a model under {slug}", supposed_base(slug)) for slug in licenses]
    return tuple(found)


def supposed_base(license_: str) -> Model:
    """A language model that is only supposed, under a license that is only read by other texts' conditions."""
    held = frozenset({license_}) if license_ else frozenset()
    return Model(
        SUPPOSED + license_, "a language model", "", "llm", "open", multimodal=False, released=None, parameters="", links=(), licenses=held
    )
