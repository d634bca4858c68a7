"""Every question that a text can tell apart: the cells of the space of facts that its norms read.

A fact is split by what the norms ask of it: both answers, every value of a closed list, the sides of each threshold, inside and
outside of each set. A space that is too large is sampled evenly, the same way each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import gcd, prod
from typing import Any

from kb.rules import vocabulary as v
from kb.rules.conditions import Condition
from kb.rules.knowledge import Clause, Norm
from kb.rules.norms import USES, applies

MAX_CELLS = 8192
NOWHERE = "ZZ"  # a code that ISO 3166 leaves to users: in no group
Cell = dict[str, Any]
Options = Mapping[str, Sequence[Any]]
Groups = Mapping[str, frozenset[str]]

FOLLOWS: dict[str, tuple[str, Callable[[Any], Any]]] = {  # facts that another fact settles
    "trains": ("method", lambda method: method != "evaluation"),
    "made_available": ("release", lambda release: release != "internal"),
    "distributed": ("release", lambda release: release == "weights"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in the cells of one text. `clashes` are a ban and a leave that met, and the cell in which they did."""

    cells: int
    whole: bool
    clashes: tuple[tuple[Norm, Norm, Cell], ...]
    idle: tuple[Norm, ...]  # norms that apply in no cell


def options_of(conditions: Iterable[Condition], groups: Groups) -> dict[str, list[Any]]:
    """The values to try for each fact that conditions name; a fact that follows from another is left to that one."""
    named: dict[str, list[Any]] = {}
    for atom in (a for c in conditions for a in c.atoms):
        named.setdefault(FOLLOWS[atom.fact][0] if atom.fact in FOLLOWS else atom.fact, []).extend(atom.values)
    return {fact: _options(fact, list(dict.fromkeys(values)), groups) for fact, values in sorted(named.items())}


def _options(fact: str, named: list[Any], groups: Groups) -> list[Any]:
    kind, values = v.CONDITION_FACTS[fact]
    if kind == "bool":
        return [True, False]
    if kind == "int":
        return sorted({x + d for x in named for d in (0, 1)} | {max(0, min(named) - 1)})
    if kind in ("country", "places"):
        members = _classes([groups.get(x, frozenset({x})) for x in named])
        return [(m,) for m in members] if kind == "places" else members
    if kind == "set":
        return [frozenset({x}) for x in named] + [frozenset()]
    return list(values) or [*named, "another"]


def _classes(sets: Sequence[frozenset[str]]) -> list[str]:
    """A place of each kind that the sets tell apart, and one that is in none."""
    kinds: dict[tuple[bool, ...], str] = {}
    for place in sorted(frozenset().union(*sets)):
        kinds.setdefault(tuple(place in s for s in sets), place)
    return [*kinds.values(), NOWHERE]


def size_of(options: Options) -> int:
    """How many cells there are."""
    return prod(len(x) for x in options.values())


def cells(options: Options, conditions: Iterable[Condition] = (), cap: int = MAX_CELLS) -> Iterator[Cell]:
    """The cells that can be, with the facts that follow where conditions name them; an even sample of `cap` where there are more."""
    size, names = size_of(options), list(options)
    follow = [(f, *FOLLOWS[f]) for f in sorted({a.fact for c in conditions for a in c.atoms} & set(FOLLOWS))]
    step = 1 if size <= cap else _stride(size)
    for k in range(min(size, cap)):
        at, cell = k * step % size, {}
        for name in names:
            at, digit = divmod(at, len(options[name]))
            cell[name] = options[name][digit]
        for fact, source, settle in follow:
            cell[fact] = settle(cell[source])
        if _can_be(cell):
            yield cell


def _stride(size: int) -> int:
    """A step that meets every cell before it meets one twice, and spreads from the start."""
    step = int(size * 0.6180339887)
    while gcd(step, size) != 1:
        step += 1
    return step


def _can_be(cell: Cell) -> bool:
    """Whether facts that depend on each other agree, as far as they are given."""
    kind, method = cell.get("student_kind"), cell.get("method")
    if kind in v.LLM_STUDENTS and cell.get("student_is_llm") is False:
        return False
    return not (cell.get("derivative_by_similarity") and method == "evaluation")


def conditions_of(norms: Iterable[Norm]) -> list[Condition]:
    """Every condition of the norms."""
    return [c for n in norms for c in (n.when, *(u.when for u in n.unless), *([n.open_when] if n.open_when else []))]


def conditions_in(norms: Iterable[Norm], unencoded: Iterable[Clause] = ()) -> list[Condition]:
    """Every condition of a text, those of clauses that are not encoded included."""
    return [*conditions_of(norms), *(x.unencoded_when for x in unencoded)]


def look(norms: Sequence[Norm], unencoded: Sequence[Clause], groups: Groups) -> Look:
    """Go through the cells of one text's norms."""
    conditions = conditions_in(norms, unencoded)
    options = options_of(conditions, groups)
    pairs = list(_rivals(norms))
    seen: dict[tuple[str, str], tuple[Norm, Norm, Cell]] = {}
    fired: set[str] = set()
    count = 0
    for cell in cells(options, conditions):
        count += 1
        here = {n.id for n in norms if applies(n, cell)}
        fired |= here
        for ban, leave in pairs:
            if ban.id in here and leave.id in here:
                seen.setdefault((ban.id, leave.id), (ban, leave, cell))
    whole = size_of(options) <= MAX_CELLS
    idle = tuple(n for n in norms if n.id not in fired and (whole or not _can_fire(n, groups)))
    return Look(count, whole, tuple(seen.values()), idle)


def _rivals(norms: Sequence[Norm]) -> Iterator[tuple[Norm, Norm]]:
    """Each ban with each leave of which neither yields to the other."""
    for ban in (n for n in norms if n.effect == "forbids"):
        for leave in (n for n in norms if n.effect == "permits"):
            over = leave.key in ban.yields_to or "all" in ban.yields_to
            under = ban.key in leave.yields_to or "all" in leave.yields_to
            if not over and not under and {ban.act, leave.act} <= USES:
                yield ban, leave


def _can_fire(norm: Norm, groups: Groups) -> bool:
    """Whether a norm applies in some cell of its own facts; yes where even those are too many to try."""
    conditions = conditions_of([norm])
    options = options_of(conditions, groups)
    return size_of(options) > MAX_CELLS or any(applies(norm, cell) for cell in cells(options, conditions))
