"""Two texts side by side by what their clauses do: each clause with its counterpart in the other text, under its act."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from kb.queries.comparison import Pair, rules
from kb.rules import vocabulary as v
from kb.rules.knowledge import Clause, Norm, Version

WORD = re.compile(r"[^\W\d_]{4,}")  # shorter words are in every text
ACTS = tuple(v.ACTS)
BUILDING = frozenset({"train", "distill", "develop"})  # ways to word one ban: what learns from the model
ENOUGH = 0.35  # likeness in wording and key from which clauses that share no rule stand side by side
SAME_DUTY = 0.1  # share of words from which two duties on one act may be the same: notices and labels are both about names


@dataclass(frozen=True, slots=True)
class Group:
    """The clauses of two texts on one act of the vocabulary; `act` is "" for clauses without a rule."""

    act: str
    pairs: tuple[Pair, ...]


def of_texts(a: Version, b: Version) -> list[Group]:
    """Every clause of both texts once, by act in the order of the vocabulary; in a group first those with a counterpart."""
    pairs = [*_paired(a.clauses, b.clauses)]
    acts = sorted({_act(p) for p in pairs}, key=_rank)
    return [Group(act, tuple(p for p in pairs if _act(p) == act)) for act in acts]


def _paired(left: tuple[Clause, ...], right: tuple[Clause, ...]) -> Iterator[Pair]:
    """Pairs in the order of the left text, then what is left over on the left, then on the right."""
    found = _counterparts(left, right)
    taken = {c.key for c in found.values()}
    yield from (Pair(c, found[c.key], _state(c, found[c.key])) for c in left if c.key in found)
    yield from (Pair(c, None, "removed") for c in left if c.key not in found)
    yield from (Pair(None, c, "added") for c in right if c.key not in taken)


def _state(one: Clause, other: Clause) -> str:
    return "same" if one.quote == other.quote and rules(one) == rules(other) else "beside"


def _counterparts(left: Iterable[Clause], right: Collection[Clause]) -> dict[str, Clause]:
    """For keys of the left the clause of the right that it stands with: the most alike first, each clause once.

    Where two are equally alike the keys decide, the same whichever text is the left one.
    """
    scored = [(likeness(one, other), one, other) for one in left for other in right]
    found: dict[str, Clause] = {}
    taken: set[str] = set()
    for score, one, other in sorted(scored, key=lambda s: (-s[0], *sorted((s[1].key, s[2].key)))):
        if score and one.key not in found and other.key not in taken:
            found[one.key] = other
            taken.add(other.key)
    return found


def likeness(one: Clause, other: Clause) -> float:
    """How much two clauses do the same, 0 to 3: their rules (up to 1.5), words (1) and keys (0.5). 0 where they are no counterparts."""
    rule = max((_same_rule(n, m) for n in one.norms for m in other.norms), default=0.0)
    worded = _overlap(_words(one), _words(other)) + _overlap(_key(one), _key(other)) / 2
    return rule + worded if rule or worded >= ENOUGH else 0.0


def _same_rule(one: Norm, other: Norm) -> float:
    """1 to 1.5 for the same effect on the same act, the more facts they share; half for another effect; 0 for another rule.

    0.5 for the same effect on two acts that build on the model.
    Rules on one act that turn on wholly different facts are no counterparts: a ban above a number of users and one on commerce.
    """
    here, there = _facts(one), _facts(other)
    if one.act != other.act:
        return 0.5 if one.effect == other.effect and {one.act, other.act} <= BUILDING else 0.0
    if (here and there and here.isdisjoint(there)) or not _same_duty(one, other):
        return 0.0
    return (1 + _overlap(here, there) / 2) * (1 if one.effect == other.effect else 0.5)


def _same_duty(one: Norm, other: Norm) -> bool:
    """Whether two duties may be the same by their words; always so for other rules. A name prefix is no notice."""
    both = bool(one.duty and other.duty)
    return bool(one.name_prefix) == bool(other.name_prefix) and (not both or _overlap(_said(one.duty), _said(other.duty)) >= SAME_DUTY)


def _facts(norm: Norm) -> frozenset[str]:
    """The given facts that its condition turns on; a threshold is one whatever it counts."""
    given = {name for fact in norm.when.facts for name in v.READS[fact]}
    return frozenset("threshold" if v.FACTS[name].kind == "int" else name for name in given)


def _overlap(one: Collection[str], other: Collection[str]) -> float:
    """Members in common among all, 0 to 1; 1 where both are empty."""
    both = {*one, *other}
    return len({*one} & {*other}) / len(both) if both else 1.0


def _key(clause: Clause) -> frozenset[str]:
    return frozenset(part.removesuffix("s") for part in clause.key.split("-"))


def _words(clause: Clause) -> frozenset[str]:
    return _said(" ".join((clause.quote or "", clause.summary, *(n.duty for n in clause.norms))))


def _said(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in WORD.findall(text.lower()))


def _act(pair: Pair) -> str:
    """The first act of the vocabulary that both clauses have a rule on, else that one of them has; "" without a rule."""
    sides = [{n.act for n in c.norms} for c in (pair.old, pair.new) if c]
    return min(set.intersection(*sides) or set.union(*sides), key=_rank, default="")


def _rank(act: str) -> int:
    """The place of an act in the vocabulary; clauses without a rule come last."""
    return ACTS.index(act) if act else len(ACTS)
