"""Whether a model may be distilled, in one word for one use: the widest that is common. It is one answer among many, and says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kb.rules.decide import decide
from kb.rules.families import own_channel
from kb.rules.knowledge import Knowledge, Model
from kb.rules.lineage import STUDENT_OF_KIND
from kb.rules.memory import remembered
from kb.rules.question import read_question

USE: Mapping[str, Any] = {"method": "outputs", "release": "weights", "purpose": "commercial", "competes": True}
WORDS = (
    "For one use: a student of the model's own kind, trained from scratch on its outputs as its maker offers it, commercial, competing "
    "with the maker, released with its weights. Another use, country or channel may have another answer: ask."
)
RISKY = ("medium", "high")


def question_of(model: Model, day: str) -> dict[str, Any]:
    """The question that the status of a model answers, as given facts. `day` (ISO) is the one that it is asked for."""
    return {"teacher": model.slug, "channel": own_channel(model), "student_kind": STUDENT_OF_KIND[model.kind], **USE, "as_of": day}


def status_of(knowledge: Knowledge, slug: str, day: str) -> dict[str, Any]:
    """The status of a model on record. Raises KeyError where there is none.

    `status` and `basis` are the verdict's own; `allowed` is one bit, None where the answer has more than that; `source` is the citation
    of what decides, `sourceUrl` its publisher's address, both None where no text is held.
    """
    model = knowledge.models[slug]
    return remembered(knowledge, ("status", slug, day), lambda: _status(knowledge, model, day))


def _status(knowledge: Knowledge, model: Model, day: str) -> dict[str, Any]:
    asked = question_of(model, day)
    verdict = decide(knowledge, read_question(asked, knowledge, day), ()).as_dict()
    source = _decisive(verdict)
    return {
        "model": model.slug, "name": model.name, "provider": model.provider, "status": verdict["verdict"], "allowed": one_bit(verdict),
        "basis": verdict["basis"], "risk": verdict["risk"], "headline": verdict["headline"], "source": source.get("id"),
        "sourceUrl": source.get("url"), "use": asked, "words": WORDS, "as_of": day, "revision": knowledge.revision,
    }  # fmt: skip


def one_bit(verdict: Mapping[str, Any]) -> bool | None:
    """Yes where it is permitted, no where it is prohibited. Silence with risk left is no plain yes (contract, section 4)."""
    if verdict["verdict"] == "prohibited":
        return False
    hedged = verdict["basis"] == "silence" and verdict["risk"] in RISKY
    return True if verdict["verdict"] == "permitted" and not hedged else None


def _decisive(verdict: Mapping[str, Any]) -> Mapping[str, Any]:
    """The citation of the first passage that makes the verdict, else of the text in which it stands; empty where none is held."""
    cited = {c["id"]: c for c in verdict["citations"]}
    for finding in verdict["findings"]:
        if finding["outcome"] == verdict["verdict"]:
            steps = [s["citation"] for s in finding["steps"] if s["holds"] is not False]
            for citation in (*steps, finding["citation"]):
                if citation in cited:
                    return dict(cited[citation])
    return {}
