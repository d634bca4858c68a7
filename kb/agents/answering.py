"""The tools of an agent: each reads the current revision, none writes. Descriptions are the methods' own words."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from pydantic import Field, WithJsonSchema

from kb.agents.marking import Site
from kb.queries.clauses import clauses
from kb.queries.entries import PART_KINDS
from kb.queries.published import Published, pointed_at, published
from kb.rendering import addresses, fact_types
from kb.rendering.clock import today
from kb.rules.decide import EXTRAS, decide
from kb.rules.errors import QuestionErrors, nearest
from kb.rules.question import read_question
from kb.rules.shapes import SHAPES
from kb.rules.verdict import RISK_RANK, VERDICT_RANK
from kb.search.find import PAGE, START, STOP, Hit, find
from kb.search.typed import read

MOST_TEACHERS = 10
MOST_PAGES = 50
SHORT = ("verdict", "basis", "risk", "headline", "assumptions", "conditions", "missing", "warnings", "knowledge")
CASES = "cases"
FOUND = (*SHAPES, *PART_KINDS)  # kinds of what search finds

Facts = Annotated[dict[str, Any], WithJsonSchema(fact_types.of_question())]
OtherFacts = Annotated[
    dict[str, Any],
    WithJsonSchema({**(kept := fact_types.of_question()), "properties": {n: x for n, x in kept["properties"].items() if n != "teacher"},
                    "required": [n for n in kept["required"] if n != "teacher"]}),
]  # fmt: skip
Teachers = Annotated[list[str], Field(min_length=2, max_length=MOST_TEACHERS, description="Models: slugs, aliases, or owner/name.")]
Citation = Annotated[str, Field(max_length=300, description="instrument@version#key, as answers cite it.")]
Slug = Annotated[str, Field(max_length=200, description="The slug of a case, as search and citations give it.")]
Answer = dict[str, Any]


class Tools:
    """The tools over one site's record."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def ask(self, question: Facts) -> Answer:
        """May I distill from this model? The verdict on one question, the risk left, and the clauses that it stands on.

        `prohibited`, `undetermined` (`missing` tells which facts would decide), `conditional` (`conditions` is a checklist) or
        `permitted` (`basis`: express words, or mere silence). What is not stated is never guessed: `assumptions` shows what was presumed.
        """
        return self._short(decided(current(), question, ()))

    def explain(self, question: Facts) -> Answer:
        """Why: the whole verdict on a question, text by text and norm by norm.

        With what each avenue exposes to, the teacher's lineage, pending bills, and what would change the answer.
        """
        verdict = decided(current(), question, {"flips"})
        return self.site.answer(verdict, verdict["citations"])

    def alternatives(self, question: Facts) -> Answer:
        """What else would do: other teachers whose answer to the same question is better, and single facts that change the answer."""
        verdict = decided(current(), question, EXTRAS)
        found = {"alternatives": verdict["alternatives"], "changes": verdict["flips"]}
        return {**self._short(verdict), **self.site.answer(found)}

    def compare(self, teachers: Teachers, question: OtherFacts) -> Answer:
        """Several teachers for one use, best first: the verdict on each, with its citations. `question` holds the facts but the teacher."""
        now = current()
        found = [{"teacher": t, **self._short(decided(now, {**question, "teacher": t}, ()))} for t in dict.fromkeys(teachers)]
        for answer in found:
            del answer["notice"]
        return self.site.answer({"teachers": sorted(found, key=lambda a: (-VERDICT_RANK[a["verdict"]], RISK_RANK[a["risk"]]))})

    def search(
        self,
        text: Annotated[str, Field(min_length=1, max_length=200, description='Words; "a phrase"; -without.')],
        kind: Annotated[str, Field(description="Only this kind: models, instruments, clauses, cases, laws, services, datasets …")] = "",
        page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1,
    ) -> Answer:
        """Search the record: licenses and terms with their clauses, models, services, data sets, cases, laws, lineage, issues.

        A hit on a clause has its `citation`, which get_clause reads; a hit on a case its `slug`, which get_case reads.
        """
        if kind and kind not in FOUND:
            raise unknown("kind", kind, FOUND)
        found = find(current(), read(text, {"kind": kind}), page)
        hits = [self._hit(h) for h in found.hits]
        return self.site.answer({"matched": found.how, "total": found.total, "page": page, "of_each_page": PAGE, "hits": hits})

    def get_clause(self, citation: Citation) -> Answer:
        """One clause of one version of a license or of terms: its operative words, our summary, and its norms."""
        known = clauses(current())
        if citation not in known:
            raise unknown("clause", citation, known)
        return self.site.answer({"clause": known[citation], "page": self.site.of_citation(citation)})

    def get_case(self, slug: Slug) -> Answer:
        """One court case: its stage, holdings with pinpoints, how later decisions treat it, and its sources."""
        now = current()
        name = slug.removeprefix("case:").partition("#")[0]
        case = now.records[CASES].get(name)
        if case is None:
            raise unknown("case", slug, now.records[CASES])
        named = dict.fromkeys(s for kind, s in pointed_at(SHAPES[CASES], case) if kind == "sources")
        sources = [{"title": now.title("sources", s), "url": now.records["sources"].get(s, {}).get("url"), "slug": s} for s in named]
        return self.site.answer({"case": case, "sources": sources, "page": self.site.of_record(CASES, name)})

    def _short(self, verdict: Mapping[str, Any]) -> Answer:
        given = {name: x for name, x in verdict["question"].items() if x is not None}
        return self.site.answer({"question": given, **{name: verdict[name] for name in SHORT}}, verdict["citations"])

    def _hit(self, hit: Hit) -> dict[str, Any]:
        citation = {"citation": f"{hit.slug}@{hit.anchor}"} if hit.kind == "clauses" else {}
        return {"kind": hit.kind, "slug": hit.slug, **citation, "title": _unmarked(hit.title), "snippet": _unmarked(hit.snippet),
                "page": self.site.root + addresses.of_entry(hit.kind, hit.slug, hit.anchor)}  # fmt: skip


def current() -> Published:
    """The current revision. Raises `ToolError` where nothing is published."""
    now = published()
    if now is None:
        raise ToolError("Nothing is published yet: python3 manage.py publish")
    return now


def decided(now: Published, asked: Mapping[str, Any], include: Collection[str]) -> dict[str, Any]:
    """The verdict as plain data. Raises `ToolError` that names each fact at fault, and what is accepted."""
    try:
        question = read_question(asked, now.knowledge, today())
    except QuestionErrors as errors:
        raise ToolError(json.dumps({"errors": [e.as_dict() for e in errors.errors]}, ensure_ascii=False)) from errors
    return decide(now.knowledge, question, include).as_dict()


def unknown(what: str, name: str, known: Collection[str]) -> ToolError:
    """Nothing on record has that name: an error that says which come near."""
    near = nearest(name, known)
    return ToolError(f"No {what} on record is named {name!r}." + (f" Nearest: {', '.join(near)}." if near else ""))


def _unmarked(text: str) -> str:
    return text.replace(START, "").replace(STOP, "")
