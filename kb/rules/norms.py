"""Norms and exceptions of one text to one reading of it, in three values (strong Kleene).

What is open is never read as leave. A reading's outcome is None where it turns on facts that are not known; `worlds.py`
then looks at every way of filling them in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from kb.rules import conditions
from kb.rules import vocabulary as v
from kb.rules.binding import Binding
from kb.rules.conditions import Truth
from kb.rules.knowledge import Clause, Knowledge, Model, Norm
from kb.rules.memory import remembered
from kb.rules.values import Values, competition_fact, values_for
from kb.rules.verdict import Duty, Step

# Acts whose leave and ban can contradict each other; a ban on the manner of access stands beside any leave.
USES = frozenset({"use", "use_outputs", "train", "distill", "develop", "modify", "extract"})
ALWAYS_READ = ("collection", "permission", "base_permission")  # facts that can change the reading of any text
KEEP_PERMISSION = "Keep the written permission on file, and show that it covers this training."


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says to one question. `asks` are the given facts that are not known and on which it turns."""

    outcome: str | None
    asks: frozenset[str]
    basis: str
    duties: tuple[Duty, ...]
    warnings: tuple[str, ...]
    keeps_permission: bool
    deciding: tuple[str, ...]  # citations of the clauses that made the outcome
    live: tuple[Norm, ...]  # norms that turn on facts not known


@dataclass(slots=True)
class _State:
    """What has been met so far while the norms of one text are read."""

    banned: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    unknown: list[Norm] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    asks: set[str] = field(default_factory=set)
    express: bool = False
    lifted: str = ""  # citation of the first ban that a permission lifted


def _and(a: Truth, b: Truth) -> Truth:
    return False if a is False or b is False else None if a is None or b is None else True


def excepted(norm: Norm, values: Values) -> Truth:
    """Whether an exception of the norm is met: True, False, or None where that is not known."""
    found: Truth = False
    for e in norm.unless:
        met = e.when.holds(values)
        if met:
            return True
        if met is None:
            found = None
    return found


def applies(norm: Norm, values: Values) -> Truth:
    """Whether the norm's condition holds and no exception does."""
    holds = norm.when.holds(values)
    if holds is False or not norm.unless:
        return holds
    met = excepted(norm, values)
    return _and(holds, None if met is None else not met)


class Reader:
    """Reads one text for one question."""

    def __init__(self, binding: Binding, values: Values, teacher: Model, base: Model | None) -> None:
        self.binding, self.values, self.teacher, self.base = binding, values, teacher, base
        self.state = _State()
        norms = binding.version.norms
        self.permits = [(n, applies(n, values)) for n in norms if n.effect == "permits"]
        self.permits = [(n, a) for n, a in self.permits if a is not False]
        if values["collection"] is None and any(a and n.basis == "express" for n, a in self.permits):
            # Rule 30: where the text expressly allows training on outputs, unknown collection is not held against it.
            self.values = {**values, "collection": "manual"}

    def run(self) -> Reading:
        """Read every norm, then weigh them."""
        for norm in self.binding.version.norms:
            if norm.effect == "forbids":
                self._ban(norm)
            elif norm.effect == "obliges":
                self._duty(norm)
        for clause in self.binding.version.unencoded:
            self._unread(clause)
        self._leave()
        return self._weigh()

    def _unread(self, clause: Clause) -> None:
        holds = clause.unencoded_when.holds(self.values)
        if holds is False:
            return
        asks = self._unknown_facts(clause.unencoded_when.facts) if holds is None else set()
        if asks:
            self.state.asks |= asks
        else:
            self.state.opened.append(clause.citation)
            self.state.warnings.append("unencoded")

    def _ban(self, norm: Norm) -> None:
        holds = norm.when.holds(self.values)
        if holds is False:
            return
        met = excepted(norm, self.values)
        if met:
            self.state.express |= holds is True
            self.state.warnings += [norm.warning] if norm.warning == "circular-exception" and holds else []
            return
        stands = _and(holds, None if met is None else True)
        if norm.liftable and self._has_permission():
            self.state.lifted = self.state.lifted or norm.citation
            return
        clash = self._against_leave(norm)
        if clash == "beaten":
            return
        if stands is None or clash == "unknown":
            self._turns_on(norm)
        elif clash == "clash":
            self._opens(norm, "sources-conflict")
        else:
            self._settled(norm)

    def _settled(self, norm: Norm) -> None:
        is_open = norm.open_when.holds(self.values) if norm.open_when else False
        if is_open:
            self._opens(norm, norm.warning)
        elif is_open is None:
            self._turns_on(norm)
        else:
            self.state.banned.append(norm.citation)
            self.state.warnings += [norm.warning] if norm.warning else []

    def _opens(self, norm: Norm, warning: str) -> None:
        self.state.opened.append(norm.citation)
        self.state.warnings += [warning] if warning else []

    def _against_leave(self, norm: Norm) -> str:
        """How an express leave of the same text meets this ban: beaten, clash, unknown, or "" where it does not."""
        found = ""
        for leave, holds in self.permits:
            over = leave.key in norm.yields_to or "all" in norm.yields_to
            under = norm.key in leave.yields_to or "all" in leave.yields_to
            if under or (not over and not {norm.act, leave.act} <= USES):
                continue
            if over and holds:
                return "beaten"
            found = "clash" if holds and found != "unknown" else "unknown"
        return found

    def _has_permission(self) -> bool:
        issuer = self.binding.issuer
        if self.binding.part == "law":
            return False
        if issuer == self.teacher.provider and self.values["permission"]:
            return True
        return bool(self.base is not None and issuer == self.base.provider and self.values["base_permission"])

    def _duty(self, norm: Norm) -> None:
        holds = applies(norm, self.values)
        if holds is False:
            return
        is_open = norm.open_when.holds(self.values) if norm.open_when else False
        if holds is None or is_open is None:
            self._turns_on(norm)
        elif is_open:
            self._opens(norm, norm.warning)
        else:
            self.state.duties.append(Duty(norm.duty, norm.citation, norm.name_prefix))
            self.state.warnings += [norm.warning] if norm.warning else []

    def _turns_on(self, norm: Norm) -> None:
        """The norm is unknown: ask for the facts, or leave it open where no fact is missing (a figure between thresholds)."""
        asks = self._unknown_facts(norm.facts)
        if asks:
            self.state.asks |= asks
            self.state.unknown.append(norm)
        else:
            self._opens(norm, "threshold-between")

    def _unknown_facts(self, names: Iterable[str]) -> set[str]:
        asks = set()
        for name in names:
            if self.values[name] is None:
                asks |= self._given_facts(name)
        return asks

    def _given_facts(self, name: str) -> set[str]:
        if name == "competes_with_issuer":
            return {competition_fact(self.values, self.binding.part, self.teacher, self.base, self.binding.issuer)}
        return {x for x in v.READS[name] if self.values[x] is None}

    def _leave(self) -> None:
        """Whether an express leave stands: it holds, and no ban to which it yields was met."""
        banned = {c.rsplit("#", 1)[-1] for c in self.state.banned}
        for norm, holds in self.permits:
            beaten = banned if "all" in norm.yields_to else norm.yields_to & banned
            if holds and norm.basis == "express" and not beaten:
                self.state.express = True

    def _weigh(self) -> Reading:
        s = self.state
        outcome: str | None
        if s.banned:
            outcome = "prohibited"
        elif s.asks:
            outcome = None
        elif s.opened:
            outcome = "undetermined"
        else:
            outcome = "conditional" if s.duties or s.lifted else "permitted"
        duties = list(s.duties)
        if s.lifted:
            duties.append(Duty(KEEP_PERMISSION, s.lifted))
        basis = "express" if s.banned or s.express else "silence"
        deciding = tuple(s.banned or s.opened or [n.citation for n in s.unknown])
        asks = frozenset() if s.banned else frozenset(s.asks)
        return Reading(outcome, asks, basis, tuple(duties), tuple(dict.fromkeys(s.warnings)), bool(s.lifted), deciding, tuple(s.unknown))


def projection(binding: Binding) -> tuple[str, ...]:
    """The facts that can change the reading of this text."""
    return (*sorted(binding.version.facts), *ALWAYS_READ)


def read(knowledge: Knowledge, binding: Binding, common: Values, teacher: Model, base: Model | None) -> Reading:
    """The reading of one text, remembered by the values that its norms look at."""
    values = values_for(common, binding.part, binding.subject, teacher, base, binding.issuer)
    owners = (binding.issuer == teacher.provider, base is not None and binding.issuer == base.provider)
    names = names_of(knowledge, binding)
    key = ("read", binding.version.citation, binding.part, owners, *[values[n] for n in names])
    return remembered(knowledge, key, lambda: Reader(binding, values, teacher, base).run())


def names_of(knowledge: Knowledge, binding: Binding) -> tuple[str, ...]:
    """`projection`, remembered."""
    key = ("projection", binding.version.citation)
    return remembered(knowledge, key, lambda: projection(binding))


def explain(binding: Binding, values: Values) -> tuple[Step, ...]:
    """The steps of a finding: every ban and leave that the text speaks of, and every duty that is or may be triggered."""
    steps = []
    for norm in binding.version.norms:
        holds = norm.when.holds(values)
        if norm.effect == "obliges" and holds is False:
            continue
        defeated = next((e.citation for e in norm.unless if holds is not False and e.when.holds(values)), None)
        because = conditions.because(norm.when, values)
        for e in norm.unless if holds is not False else ():
            because += [x for x in conditions.because(e.when, values) if x not in because]
        if defeated is None and norm.unless and holds and excepted(norm, values) is None:
            holds = None
        steps.append(Step(norm.id, norm.effect, holds, tuple(because), defeated, norm.citation, norm.reads))
    return tuple(steps)


def values_of(binding: Binding, common: Values, teacher: Model, base: Model | None) -> Values:
    """The values that a text's conditions read for this question."""
    return values_for(common, binding.part, binding.subject, teacher, base, binding.issuer)
