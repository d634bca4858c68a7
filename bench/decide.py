"""Verdicts per second on one core, and the ratio to serializing the same verdicts with the standard json module.

Run from the project's root: `python bench/decide.py`. Prints figures of one run; ratios carry over between machines, times do not.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kb.importers.files import read_folder  # noqa: E402 - after the path is set
from kb.rules.compile import compile_knowledge  # noqa: E402
from kb.rules.decide import decide  # noqa: E402
from kb.rules.errors import QuestionErrors  # noqa: E402
from kb.rules.question import read_question  # noqa: E402

TODAY = "2026-11-24"
ROUNDS = 5
AIMS = {"core": 5, "with flips and alternatives": 60}


def questions(known: Any) -> list[dict[str, Any]]:
    """The well-formed questions of the scenarios."""
    found = []
    for file in sorted((ROOT / "tests/scenarios").glob("*.jsonl")):
        for line in file.read_text().splitlines():
            asked = json.loads(line)["question"]
            try:
                read_question(asked, known, TODAY)
            except QuestionErrors:
                continue
            found.append(asked)
    return found


def main() -> None:
    """Measure and print."""
    records: dict[str, list[Any]] = {}
    start = time.perf_counter()
    for file in read_folder(ROOT / "fixtures"):
        records.setdefault(file.kind, []).append(file.record)
    read = time.perf_counter()
    known = compile_knowledge(records, "bench")
    print(f"read {read - start:.2f} s, compiled {time.perf_counter() - read:.2f} s, {sum(map(len, records.values()))} records")
    asked = questions(known)
    for name, include in (("core", ()), ("with flips and alternatives", ("flips", "alternatives"))):
        measure(known, asked, name, include)


def measure(known: Any, asked: list[dict[str, Any]], name: str, include: tuple[str, ...]) -> None:
    """One line: first pass (nothing remembered), then the best of some rounds."""
    known.memo.clear()
    first = run(known, asked, include)[0]
    best, answers = min((run(known, asked, include) for _ in range(ROUNDS)), key=lambda x: x[0])
    start = time.perf_counter()
    for _ in range(ROUNDS):
        for answer in answers:
            json.dumps(answer)
    serialized = (time.perf_counter() - start) / ROUNDS
    print(f"{name}: {len(asked) / best:,.0f} verdicts/s (first pass {len(asked) / first:,.0f}/s), "
          f"{best / serialized:.1f} times json (first pass {first / serialized:.1f}), aim {AIMS[name]}")  # fmt: skip


def run(known: Any, asked: list[dict[str, Any]], include: tuple[str, ...]) -> tuple[float, list[dict[str, Any]]]:
    """Time and verdicts of one pass, from plain mapping to plain mapping."""
    start = time.perf_counter()
    answers = [decide(known, read_question(q, known, TODAY), include).as_dict() for q in asked]
    return time.perf_counter() - start, answers


if __name__ == "__main__":
    main()
