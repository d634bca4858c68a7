"""A small record with at least one of everything: each kind, each list, each way of leaving a field out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from kb.rules.errors import RecordError
from kb.services.load import Loaded, SheetError, load

Record = dict[str, Any]
SAMPLE: dict[str, list[Record]] = {
    "places": [{"slug": "WORLD", "name": "World", "members": {"US": "United States", "DE": "Germany", "FR": "France"}},
               {"slug": "EU", "name": "European Union", "members": {"FR": "France", "DE": "Germany"}}],
    "providers": [{"slug": "acme", "name": "Acme", "aliases": ["ACME Inc.", "acme"], "country": "US", "sources": ["paper"]},
                  {"slug": "hostco", "name": "Hostco"}],
    "sources": [{"slug": "paper", "title": "A paper", "url": "https://example.org/paper", "date": "2024", "tier": "primary", "retrieved": "2024-05-01",
                 "files": ["law/paper.txt"]},
                {"slug": "news", "title": "News", "publisher": "The Paper", "date": "2024-03"}],
    "constructions": [{"slug": "improve-includes-scratch", "number": "1", "title": "Improve", "text": "Training from scratch improves."},
                      {"slug": "large-language-model", "title": "Large language model", "text": "By kind."}],
    "instruments": [
        {"slug": "acme-license", "title": "Acme License", "kind": "model_license", "provider": "acme", "generic": False,
         "incorporates": ["acme-policy"], "verification": "verified",
         "versions": [
             {"valid_from": "2024-01-01", "dated_by": "stated", "language": "en", "complete": False, "newest_seen": "2024-06-01",
              "sources": [{"url": "https://example.org/license", "retrieved": "2024-05", "tier": "primary", "file": "license.txt"},
                          {"publisher": "An archive", "note": "the same text"}],
              "clauses": [
                  {"key": "no-improving", "pinpoint": "§ 1", "heading": "Limits", "quote": "improve no other model", "summary": "No improving.",
                   "norms": [{"forbids": "train", "when": "trains and student_is_llm",
                              "unless": [{"when": "base_license == acme-license", "words": "excluding Acme"}, {"when": "purpose == research", "clause": "name"}],
                              "reads": ["large-language-model", "improve-includes-scratch"], "liftable": False},
                             {"id": "leave", "permits": "use_outputs", "yields_to": ["all"], "yields_because": "subject to § 1"}],
                   "verification": "verified"},
                  {"key": "name", "pinpoint": "§ 2", "norms": [{"obliges": "name", "when": "distributed", "duty": "Begin the name with “Acme”.", "name_prefix": "Acme"}]},
                  {"key": "odd", "pinpoint": "§ 3", "unencoded": "It contradicts itself.", "unencoded_when": "trains"}]},
             {"valid_from": "2024-07-01", "dated_by": "seen", "region": ["EU"], "language": "en", "sources": [{"url": "https://example.org/eu"}],
              "clauses": [{"key": "no-improving", "same_as": "2024-01-01"}, {"key": "name", "pinpoint": "§ 2", "quote": "changed"}]},
             {"valid_from": "2024-07-01", "dated_by": "seen", "region": ["US"], "language": "en", "sources": [{"url": "https://example.org/us"}]}],
         "left_out": [{"passage": "outputs may be wrong", "reason": "It limits what the maker answers for."}],
         "tests": [{"ask": {"teacher": "acme-1", "channel": "weights", "method": "outputs", "student_kind": "general_llm", "student_base": "scratch",
                            "purpose": "commercial", "as_of": "2024-02-01"}, "expect": {"verdict": "prohibited", "cites": ["no-improving"]}}]},
        {"slug": "acme-policy", "title": "Acme Policy", "kind": "use_policy", "provider": "acme", "silent": True,
         "versions": [{"dated_by": "undated", "sources": [{"file": "policy.txt"}], "clauses": [{"key": "grant", "pinpoint": "p. 1", "quote": "you may"}]}]},
        {"slug": "host-terms", "title": "Host Terms", "kind": "service_terms", "provider": "hostco",
         "versions": [{"valid_from": "2023-01-01", "valid_to": "2025-01-01", "sources": [{"url": "https://example.org/host"}],
                       "clauses": [{"key": "access", "pinpoint": "4", "norms": [{"forbids": "access", "when": "evasion", "attaches": ["seat", "market"]}]}]}]},
    ],
    "models": [
        {"slug": "acme-1", "name": "Acme 1", "provider": "acme", "released": "2024-01", "weights": "open", "gated": False, "modality": "llm",
         "input": ["text", "image"], "output": ["text"], "parameters": "7B", "aliases": ["acme/Acme-1"], "access": [{"type": "hub", "id": "acme/Acme-1", "gated": True}],
         "licenses": [{"instrument": "acme-license", "from": "2024-01", "to": "2025", "role": "license", "basis": "declared", "verification": "verified"},
                      {"title": "A text that is not held", "from": "2025-01-01", "role": "notice"}], "sources": ["paper", "news"]},
        {"slug": "host-1", "name": "Host 1", "provider": "hostco", "weights": "closed", "modality": "llm", "verification": "unverified"},
    ],
    "datasets": [{"slug": "talk", "name": "Talk", "provider": "hostco", "human_written": False, "generators": [
                      {"model": "acme-1", "grade": "documented", "source": "paper", "date": "2024-02"}, {"name": "an unnamed model"}],
                  "mode": "conflict", "no_license_stated": False, "licenses": [{"instrument": "acme-policy", "role": "tag"}],
                  "conflict": {"kind": "tag", "between": ["acme-policy", "acme-license"], "note": "The card says both."}, "sources": ["paper"]}],
    "services": [{"slug": "hostco-cloud", "name": "Hostco Cloud", "operator": "hostco", "kind": "cloud", "aliases": ["hostco"], "default_for": ["api"], "serves": "both",
                  "terms": [{"instrument": "host-terms", "plan": "business", "region": ["EU"], "except": ["FR"], "from": "2023-01-01", "to": "2024", "role": "terms"}],
                  "passes_through": [{"when": "model_weights == open", "to": ["model-license", "host-terms"], "otherwise": False, "from": "2023",
                                      "instrument": "host-terms", "list_held": False}],
                  "incorporated_not_held": [{"title": "Privacy policy", "holds_output_rules": "no"}],
                  "other_texts_not_held": [{"title": "Terms of 2022", "holds_output_rules": "unknown", "from": "2022", "to": "2023-01-01"}]}],
    "edges": [{"slug": "host-1--distilled--acme-1", "parent": "acme-1", "parent_kind": "model", "child": "host-1", "child_kind": "model",
               "relation": "distilled_from", "grade": "alleged", "disputed": False, "date": "2024-03", "sources": ["news"]},
              {"slug": "host-1--trained--talk", "parent": "talk", "parent_kind": "dataset", "child": "host-1", "child_kind": "model",
               "relation": "trained_on_dataset", "grade": "inferred", "verification": "unverified"},
              {"slug": "hostco--outputs--acme", "parent": "acme", "parent_kind": "provider", "child": "hostco", "child_kind": "provider",
               "relation": "trained_on_outputs_of", "grade": "alleged", "disputed": True, "sources": ["news"]}],
    "laws": [{"slug": "model-act", "title": "Model Act", "kind": "statute", "jurisdiction": "US", "citation": "1 Stat. 1",
              "statuses": [{"date": "2024", "status": "enacted", "sources": ["news"]}, {"date": "2025-01-01", "status": "in_force", "note": "all of it"}],
              "speaks_of": "trains", "provisions": [{"key": "s1", "pinpoint": "s. 1", "quote": "Say what it learned from.", "applies_from": "2025-06-01",
                                                     "norms": [{"obliges": "document", "when": "trains and made_available", "duty": "Publish a summary.",
                                                                "attaches": ["market"]}]}],
              "avenues": ["copyright"], "verification": "reported",
              "tests": [{"ask": {"teacher": "host-1", "channel": "web", "method": "evaluation", "student_kind": "classifier"}, "expect": {"verdict": "permitted"},
                         "why": "An example."}]}],
    "cases": [{"slug": "acme-v-hostco", "caption": "Acme v. Hostco", "court": "N.D. Cal.", "filed": "2024-06", "stage": "pleadings", "parties": ["Acme", "Hostco"],
               "claims": ["contract"], "events": [{"date": "2024-06-03", "event": "Complaint filed.", "sources": ["news", "paper"], "verification": "reported"}],
               "holdings": [{"key": "first", "text": "A browsewrap binds nobody.", "pinpoint": "p. 3", "quote": "binds nobody", "sources": ["paper"]}],
               "treatments": [{"case": "older-v-old", "treatment": "distinguishes", "sources": ["paper"]}], "avenues": ["contract"], "sources": ["news"]},
              {"slug": "older-v-old", "caption": "Older v. Old", "citation": "1 U.S. 1"}],
    "issues": [{"slug": "is-it-copying", "title": "Is it copying?", "question": "Is distilling copying?", "status": "split", "avenues": ["copyright"],
                "positions": [{"key": "no", "text": "Outputs are not protected.", "jurisdictions": ["US"],
                               "authorities": [{"cite": "case:acme-v-hostco#first", "side": "for", "pinpoint": "p. 3"}, {"cite": "law:model-act#s1", "side": "against"}]},
                              {"key": "yes", "text": "They are.", "authorities": [{"cite": "source:paper"}, {"cite": "law:model-act", "side": "for", "note": "as a whole"}]}]}],
    "assessments": [{"slug": "copyright-us", "avenue": "copyright", "jurisdictions": ["US"], "when": "trains", "level": "low", "decided": False,
                     "summary": "Low.", "issue": "is-it-copying", "authorities": [{"cite": "case:older-v-old", "side": "for"}]}],
    "incidents": [{"slug": "the-affair", "title": "The affair", "date": "2024-03", "against": "Hostco", "providers": ["hostco", "acme"], "grade": "alleged",
                   "disputed": True, "sources": ["news"]}],
    "techniques": [{"slug": "soft-labels", "name": "Soft labels", "access_needed": ["logits"], "methods": ["logits"],
                    "papers": [{"title": "On knowledge", "authors": "A. Author", "year": "2015", "source": "paper"}, {"arxiv": "1503.02531", "verification": "unverified"}]}],
    "countermeasures": [{"slug": "watermark", "name": "Watermark", "what": "A mark.", "papers": [{"title": "Marks"}]}],
    "conflicts": [{"slug": "who-said-what", "title": "Who said what", "claim": "One.", "others": "Another.", "follows": "One.", "because": "It came first.",
                   "sources": ["paper", "news"]}],
}  # fmt: skip


def sample() -> dict[str, list[Record]]:
    """A copy of the record that a test may change."""
    return deepcopy(SAMPLE)


def found(whole: Mapping[str, list[Record]], kind: str, slug: str) -> Record:
    """One record of a copy."""
    return next(r for r in whole[kind] if r["slug"] == slug)


@dataclass
class Card:
    """A record file that lies nowhere. `broken` is what reading it says."""

    kind: str
    content: Record
    broken: str = ""

    @property
    def slug(self) -> str:
        return str(self.content["slug"])

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.content, self.broken]).encode()).hexdigest()

    def record(self) -> Record:
        if self.broken:
            raise SheetError(self.broken)
        return self.content

    def error(self, error: RecordError) -> Exception:
        return SheetError(f"{self.kind}/{self.slug}.yaml: {'.'.join(map(str, error.path))}: {error.reason} {', '.join(error.suggestions)}")


def cards(whole: Mapping[str, list[Record]]) -> list[Card]:
    return [Card(kind, r) for kind, rows in whole.items() for r in rows]


def load_sample(whole: Mapping[str, list[Record]] | None = None, extra: Iterable[Card] = (), **more: Any) -> Loaded:
    """Load the sample, or a changed copy of it."""
    return load([*cards(whole if whole is not None else SAMPLE), *extra], who="a test", why=more.pop("why", "to try it"), **more)
