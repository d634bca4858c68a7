"""The small condition language: parse, check against the vocabulary, evaluate in three values, say in words.

Facts, `and or not in`, `== != < <= > >=`, literals. Three values: True, False and None for unknown (strong Kleene).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from kb.rules import vocabulary as v
from kb.rules.errors import ConditionError, nearest

Value = object
Values = Mapping[str, Value]
Truth = bool | None
Test = Callable[[Values], Truth]

TOKEN = re.compile(r"\s*(?:(?P<op>==|!=|<=|>=|<|>|\(|\)|,)|(?P<word>[A-Za-z0-9][A-Za-z0-9._\-]*))")
KEYWORDS = frozenset({"and", "or", "not", "in", "true", "false"})


@dataclass(frozen=True, slots=True)
class Atom:
    """One comparison: `fact op values`. `op` is one of in, <, <=, >, >=, true."""

    fact: str
    op: str
    values: tuple[str | int, ...] = ()
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """True where its part is false."""

    part: Node


@dataclass(frozen=True, slots=True)
class All:
    """True where every part is; without parts it is always true."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True where one part is."""

    parts: tuple[Node, ...]


Node = Atom | Not | All | Any


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition. `holds(values)` gives True, False or None; `atoms` are its comparisons, left to right."""

    text: str
    node: Node
    atoms: tuple[Atom, ...]
    holds: Test
    facts: frozenset[str]


class _Parser:
    def __init__(self, text: str, groups: Mapping[str, frozenset[str]]) -> None:
        self.text = text
        self.groups = groups
        self.tokens: list[tuple[str, str, int]] = []
        at = 0
        while at < len(text.rstrip()):
            found = TOKEN.match(text, at)
            if not found:
                raise ConditionError(text, at, f"cannot read {text[at]!r}")
            kind = "op" if found["op"] else "word"
            self.tokens.append((kind, found[kind], found.start(kind)))
            at = found.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def position(self) -> int:
        return self.tokens[self.at][2] if self.at < len(self.tokens) else len(self.text)

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def expect(self, token: str) -> None:
        if self.peek() != token:
            raise ConditionError(self.text, self.position(), f"expected {token!r}, found {self.peek() or 'the end'!r}")
        self.at += 1

    def disjunction(self) -> Node:
        parts = [self.conjunction()]
        while self.peek() == "or":
            self.take()
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def conjunction(self) -> Node:
        parts = [self.negation()]
        while self.peek() == "and":
            self.take()
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def negation(self) -> Node:
        if self.peek() == "not":
            self.take()
            return Not(self.negation())
        if self.peek() == "(":
            self.take()
            inner = self.disjunction()
            self.expect(")")
            return inner
        return self.comparison()

    def comparison(self) -> Node:
        at, name = self.position(), self.take()
        if name not in v.CONDITION_FACTS:
            raise ConditionError(self.text, at, f"unknown fact {name or 'at the end'!r}", nearest(name, v.CONDITION_FACTS))
        kind, _ = v.CONDITION_FACTS[name]
        op = self.peek()
        if op in ("==", "!="):
            self.take()
            atom = Atom(name, "in", (self.literal(name),))
            return Not(atom) if op == "!=" else atom
        if op in ("<", "<=", ">", ">="):
            if kind != "int":
                raise ConditionError(self.text, self.position(), f"{name} is not a number")
            self.take()
            return Atom(name, op, (self.literal(name),))
        if op in ("in", "not"):
            self.take()
            if op == "not":
                self.expect("in")
            atom = Atom(name, "in", self.literals(name))
            return Not(atom) if op == "not" else atom
        if kind != "bool":
            raise ConditionError(self.text, at, f"{name} is not true or false: compare it")
        return Atom(name, "true")

    def literals(self, name: str) -> tuple[str | int, ...]:
        if self.peek() != "(":
            return (self.literal(name),)
        self.take()
        found = [self.literal(name)]
        while self.peek() == ",":
            self.take()
            found.append(self.literal(name))
        self.expect(")")
        return tuple(found)

    def literal(self, name: str) -> str | int:
        at, word = self.position(), self.take()
        kind, values = v.CONDITION_FACTS[name]
        if not word or not (word[0].isalnum()) or word in KEYWORDS - {"true", "false"}:
            raise ConditionError(self.text, at, f"expected a value of {name}")
        if kind == "int":
            if not word.replace("_", "").isdigit():
                raise ConditionError(self.text, at, f"{word!r} is not a whole number")
            return int(word.replace("_", ""))
        if kind == "bool":
            raise ConditionError(self.text, at, f"{name} is true or false: write {name} or not {name}")
        if values and word not in values:
            raise ConditionError(self.text, at, f"{word!r} is no value of {name}", nearest(word, values) or values[:8])
        if kind in ("country", "places") and self.groups and word not in self.groups:
            raise ConditionError(self.text, at, f"unknown place {word!r}", nearest(word, self.groups))
        return word


def _atoms(node: Node) -> tuple[Atom, ...]:
    if isinstance(node, Atom):
        return (node,)
    if isinstance(node, Not):
        return _atoms(node.part)
    return tuple(a for part in node.parts for a in _atoms(part))


def _compile_atom(atom: Atom, groups: Mapping[str, frozenset[str]]) -> Test:
    name = atom.fact
    kind, _ = v.CONDITION_FACTS[name]
    if atom.op == "true":
        return lambda values: values[name]  # type: ignore[return-value]
    if atom.op in ("<", "<=", ">", ">="):
        return _compile_number(name, atom.op, int(atom.values[0]))
    wanted: frozenset[object] = frozenset(atom.values)
    if kind in ("country", "places"):
        wanted = frozenset().union(*(groups.get(str(w), frozenset({str(w)})) for w in atom.values))
    if kind in ("set", "places"):

        def any_of(values: Values) -> Truth:
            here = values[name]
            return None if here is None else not wanted.isdisjoint(here)  # type: ignore[arg-type]

        return any_of

    def one_of(values: Values) -> Truth:
        here = values[name]
        return None if here is None else here in wanted

    return one_of


def _compile_number(name: str, op: str, bound: int) -> Test:
    """A comparison with a number; a pair (low, high) is a range of which only the ends are known."""
    compare: dict[str, Callable[[int], bool]] = {
        "<": lambda x: x < bound,
        "<=": lambda x: x <= bound,
        ">": lambda x: x > bound,
        ">=": lambda x: x >= bound,
    }
    test = compare[op]

    def number(values: Values) -> Truth:
        here = values[name]
        if here is None:
            return None
        if isinstance(here, tuple):
            low, high = test(here[0]), test(here[1])
            return low if low == high else None
        return test(here)  # type: ignore[arg-type]

    return number


def _compile(node: Node, groups: Mapping[str, frozenset[str]]) -> Test:
    if isinstance(node, Atom):
        return _compile_atom(node, groups)
    if isinstance(node, Not):
        part = _compile(node.part, groups)

        def negation(values: Values) -> Truth:
            here = part(values)
            return None if here is None else not here

        return negation
    parts = tuple(_compile(p, groups) for p in node.parts)
    decisive = isinstance(node, Any)

    def junction(values: Values) -> Truth:
        unknown = False
        for part in parts:
            here = part(values)
            if here is decisive:
                return decisive
            if here is None:
                unknown = True
        return None if unknown else not decisive

    return junction


ALWAYS = Condition("", All(()), (), lambda _values: True, frozenset())


def parse(text: str | None, groups: Mapping[str, Collection[str]] | None = None) -> Condition:
    """Read a condition; None or an empty text always holds.

    `groups` maps a place's code to the codes that it takes in ("EU" to its members). Raises `ConditionError`.
    """
    if text is None or not text.strip():
        return ALWAYS
    places = {k: frozenset(x) for k, x in (groups or {}).items()}
    parser = _Parser(text, places)
    node = parser.disjunction()
    if parser.at < len(parser.tokens):
        raise ConditionError(text, parser.position(), f"did not expect {parser.peek()!r}")
    atoms = _atoms(node)
    return Condition(text, node, atoms, _compile(node, places), frozenset(a.fact for a in atoms))


def _say_value(name: str, value: object) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (frozenset, tuple, list)):
        return ", ".join(str(x) for x in sorted(value, key=str)) or "none"
    fact = v.FACTS.get(name)
    return fact.values.get(str(value), str(value)) if fact else str(value)


def _say_atom(atom: Atom, *, negated: bool) -> str:
    words = v.CONDITION_WORDS[atom.fact]
    if atom.op == "true":
        return f"not: {words}" if negated else words
    shown = [_say_value(atom.fact, x) for x in atom.values]
    if atom.op == "in":
        verb = "is not" if negated else "is"
        return f"{words} {verb} {' or '.join(shown)}"
    signs = {"<": "under", "<=": "at most", ">": "over", ">=": "at least"}
    return f"{'not: ' if negated else ''}{words} {signs[atom.op]} {shown[0]}"


def _say(node: Node, *, negated: bool = False, inner: bool = False) -> str:
    if isinstance(node, Atom):
        return _say_atom(node, negated=negated)
    if isinstance(node, Not):
        return _say(node.part, negated=not negated, inner=inner)
    if not node.parts:
        return "always"
    joiner = " or " if isinstance(node, Any) != negated else " and "
    said = joiner.join(_say(p, negated=negated, inner=True) for p in node.parts)
    return f"({said})" if inner and len(node.parts) > 1 else said


def in_words(condition: Condition) -> str:
    """The condition as a phrase for people."""
    return _say(condition.node)


def because(condition: Condition, values: Values) -> list[str]:
    """Each comparison in words with the value that this question gives it, in order, none twice."""
    lines: list[str] = []
    for atom in condition.atoms:
        line = f"{v.CONDITION_WORDS[atom.fact]}: {_say_value(atom.fact, values[atom.fact])}"
        if line not in lines:
            lines.append(line)
    return lines
