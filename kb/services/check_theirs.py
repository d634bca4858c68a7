"""A model that somebody else made, as its own document describes it.

It stands in the knowledge for one check: under the licenses that are stated for it, descending from its bases, taught by its
teachers and data sets. What its maker leaves out stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kb.rules.knowledge import Edge, Knowledge, Link, Model
from kb.rules.lineage import STUDENT_OF_KIND
from kb.services.mentions import Document, Mention
from kb.services.recognition import Recognized

SLUG, KIND = "model-of-the-document", "document"  # of the model, and of its maker; no record has it
RELATIONS = {"base": "fine_tuned_from", "teacher": "trained_on_outputs_of", "dataset": "trained_on_dataset"}
MAKERS_WORD = "confirmed"  # the grade of what the maker of the child says
KINDS = {student: kind for kind, student in reversed(STUDENT_OF_KIND.items())}


def subject_of(document: Document) -> Recognized:
    """The document's own model, recognized as the one that stands under SLUG."""
    return Recognized(document.subject or Mention("model", (f"the model of this {document.format}",), "document"), KIND, SLUG)


def with_subject(knowledge: Knowledge, document: Document, found: Sequence[Recognized]) -> Knowledge:
    """The knowledge with the document's own model in it, by the name SLUG."""
    edges = tuple(_edges(found))
    bases = [knowledge.models[e.parent] for e in edges if e.relation == "fine_tuned_from"]
    links = [*_own(found), *(link for base in bases for link in _inherited(base))]
    kind = KINDS.get(str(document.facts.get("student_kind")), "llm")
    model = Model(
        SLUG, subject_of(document).mention.name, SLUG, kind, "open", multimodal=any(b.multimodal for b in bases),
        released=None, parameters="", links=tuple(links), licenses=frozenset(x.instrument for x in links if x.instrument),
    )  # fmt: skip
    return replace(
        knowledge, models={**knowledge.models, SLUG: model}, edges_to={**knowledge.edges_to, SLUG: edges},
        providers={**knowledge.providers, SLUG: "the maker of the document's model"},
        model_names={**knowledge.model_names, SLUG: SLUG}, memo={},
    )  # fmt: skip


def _own(found: Sequence[Recognized]) -> Iterator[Link]:
    """The licenses stated for the document's own subject. One that is not recognized, or not stated at all, is a text that is not held."""
    stated = [r for r in found if r.mention.role == "license" and not r.mention.of]
    for one in stated:
        yield Link(one.slug or "", one.mention.name, None, None, "license", "declared", "reported")
    if not stated:
        yield Link("", "the license of the model, which its document does not state", None, None, "license", "declared", "reported")


def _inherited(base: Model) -> Iterator[Link]:
    """The licenses of a base, which bind along shared weights; of a base without one, a text that is not held."""
    for link in base.links:
        yield replace(link, role="use_policy" if link.role == "use_policy" else "inherited", basis="concluded", verification="reported")
    if not base.links:
        yield Link("", f"the license of {base.name}", None, None, "inherited", "concluded", "reported")


def _edges(found: Sequence[Recognized]) -> Iterator[Edge]:
    for one in found:
        relation = RELATIONS.get(one.mention.role)
        if one.slug and relation:
            yield Edge(
                one.slug, one.kind, SLUG, "model", relation, MAKERS_WORD, disputed=False, date=None, verification="reported", source=""
            )
