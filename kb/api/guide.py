"""For builders: recipes (docs/builders.md, whose blocks the tests run), codes, limits, and an answer of each verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.api import access, bodies, check, docs, jobs, parameters, question_schemas, verdicts
from kb.api.batches import LONGEST_BATCH
from kb.importers.bounded import LONGEST
from kb.models.jobs import MOST_QUESTIONS as MOST_IN_A_JOB
from kb.models.notices import LONGEST_ADDRESS
from kb.queries.published import Published, published
from kb.rendering.clock import today
from kb.rendering.markup import page
from kb.rendering.questions import query_of
from kb.rules import vocabulary as v
from kb.rules.decide import decide
from kb.rules.question import read_question
from kb.services.check import FAIL, MOST_QUESTIONS, REASONS
from kb.services.gate import CODES
from kb.services.mentions import MOST_MENTIONS
from kb.services.notices import MOST_TRIES, PROBLEMS

RECIPES = settings.BASE_DIR / "docs" / "builders.md"
EXAMPLE_SITE = "https://distill.example.org"  # stands in the recipes for the site that shows them
SHOWN = ("verdict", "basis", "risk", "headline", "conditions", "missing")  # members of an example
Rows = list[dict[str, Any]]


def builders(request: HttpRequest) -> HttpResponse:
    """The page."""
    now = published()
    text = RECIPES.read_text(encoding="utf-8").replace(EXAMPLE_SITE, f"{request.scheme}://{request.get_host()}")
    context = {
        "recipes": page(text), "examples": examples(now) if now else (), "problems": docs.kinds_of_problems(), "reasons": reasons(),
        "notices": {code: docs.coded(words) for code, words in PROBLEMS.items()},
        "limits": limits(), "revision": now.revision if now else "",
    }  # fmt: skip
    return render(request, "api/builders.html", context)


@lru_cache(maxsize=2)
def examples(now: Published) -> tuple[Mapping[str, Any], ...]:
    """For each verdict, the first of the record's own tests that expects it: the question, its address, and the heart of the answer."""
    return tuple(_example(now, verdict) for verdict in v.VERDICTS if _asked(now, verdict))


def _asked(now: Published, verdict: str) -> Mapping[str, Any] | None:
    tests: Iterator[Any] = (test for _, _, test in now.knowledge.tests)
    return next((t["ask"] for t in tests if t["expect"].get("verdict") == verdict), None)


def _example(now: Published, verdict: str) -> Mapping[str, Any]:
    asked = _asked(now, verdict) or {}
    answer = decide(now.knowledge, read_question(asked, now.knowledge, today()), ()).as_dict()
    heart = {name: answer[name] for name in SHOWN} | {"citations": answer["citations"][:2]}
    query = query_of({name: value for name, value in asked.items() if value is not None})
    return {"verdict": answer["verdict"], "query": query, "shown": json.dumps(heart, ensure_ascii=False, indent=1)}


def reasons() -> Rows:
    """The codes of checks and gates: what each makes of the outcome, and what to do."""
    codes = {**REASONS, **{code: (FAIL, words) for code, words in CODES.items() if code not in REASONS}}
    return [{"code": code, "outcome": outcome, "words": words} for code, (outcome, words) in codes.items()]


def limits() -> Rows:
    """What is bounded, and by how much."""
    return [{"words": words, "most": f"{most:,}", "unit": unit} for words, most, unit in _limits()]


def _limits() -> Iterator[tuple[str, int, str]]:
    for who, words in ("anonymous", "without a token, for each address"), ("token", "with a token, for each token"):
        for name, window in access.WINDOWS.items():
            yield f"{name.capitalize()} {words}", settings.ALLOWANCES[who][name], f"in {window // 60} minutes"
    yield "One question", verdicts.LONGEST_QUESTION, "bytes"
    yield "Questions in a batch", question_schemas.MOST_QUESTIONS, "questions"
    yield "A batch", LONGEST_BATCH, "bytes"
    yield "Questions in a job", MOST_IN_A_JOB, "questions"
    yield "A job", jobs.LONGEST_JOB, "bytes"
    yield "An address to be notified", LONGEST_ADDRESS, "characters"
    yield "Tries to send a notice", MOST_TRIES, "tries"
    yield "A document to be checked", LONGEST, "bytes"
    yield "A body that holds a document", check.LONGEST_BODY, "bytes"
    yield "Models, data sets and licenses in a document", MOST_MENTIONS, "names"
    yield "Questions that a document may ask", MOST_QUESTIONS, "questions"
    yield "Nesting of a body", bodies.DEEPEST, "levels"
    yield "A list", parameters.LIMIT.schema["maximum"], "records a page"
