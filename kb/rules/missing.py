"""What is missing: the facts on which an answer turns, ranked by the share of worlds that each settles."""

from __future__ import annotations

from collections import defaultdict

from kb.rules import vocabulary as v
from kb.rules.verdict import Missing
from kb.rules.worlds import Worlds


def missing_facts(worlds: Worlds) -> tuple[Missing, ...]:
    """The facts that can change the verdict, the one that settles most first."""
    ranked = []
    for at, name in enumerate(worlds.facts):
        if not decides_anything(worlds, at):
            continue
        per_class, settled = by_class(worlds, at)
        ranked.append((-settled, list(v.FACTS).index(name), Missing(name, v.FACTS[name].question, per_class)))
    return tuple(m for _, _, m in sorted(ranked, key=lambda x: x[:2]))


def decides_anything(worlds: Worlds, at: int) -> bool:
    """Whether two worlds that differ in this fact alone differ in their verdict."""
    seen: dict[tuple[int, ...], set[str]] = defaultdict(set)
    for world, evaluation in worlds.outcomes.items():
        seen[world[:at] + world[at + 1 :]].add(evaluation.outcome or "undetermined")
    return any(len(x) > 1 for x in seen.values())


def by_class(worlds: Worlds, at: int) -> tuple[dict[str, str], float]:
    """The verdict of each class of one fact (undetermined where others still decide), and the share of worlds settled."""
    outcomes: dict[int, list[str]] = defaultdict(list)
    for world, evaluation in worlds.outcomes.items():
        outcomes[world[at]].append(evaluation.outcome or "undetermined")
    decides: dict[str, str] = {}
    settled = 0
    for position, said in sorted(outcomes.items()):
        one = said[0] if len(set(said)) == 1 else "undetermined"
        settled += len(said) if len(set(said)) == 1 else 0
        decides[worlds.classes[at][position].label] = one
    return decides, settled / len(worlds.outcomes)
