"""A small record of our own, in the shapes of the real one: two makers, a host, a few texts, models and data sets."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from kb.rules.compile import compile_knowledge
from kb.rules.knowledge import Knowledge

Rows = dict[str, list[dict[str, Any]]]


def clause(key: str, *norms: dict[str, Any], quote: str = "operative words", **more: Any) -> dict[str, Any]:
    return {"key": key, "pinpoint": f"§ {key}", "quote": quote, "summary": key, "norms": list(norms), **more}


def text(slug: str, provider: str | None, clauses: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    version = {"valid_from": more.pop("valid_from", "2024-01-01"), "sources": [{"url": f"https://example.org/{slug}"}], "clauses": clauses}
    for name in ("region", "language", "newest_seen", "dated_by"):
        if name in more:
            version[name] = more.pop(name)
    return {"slug": slug, "title": slug.replace("-", " ").title(), "kind": more.pop("kind", "service_terms"), "provider": provider,
            "versions": [version], **more}  # fmt: skip


NO_COMPETING = {"forbids": "train", "when": "trains and competes_with_issuer"}
NO_OTHER_LLM = {
    "forbids": "train", "when": "trains and student_is_llm and role == teacher", "warning": "circular-exception",
    "unless": [{"when": "base_license == acme-license", "words": "excluding Acme and its derivatives"}],
}  # fmt: skip
NAME = {"obliges": "name", "when": "role == base and made_available", "duty": "Begin the name with “Acme”.", "name_prefix": "Acme"}

ROWS: Rows = {
    "places": [
        {"slug": "WORLD", "name": "World",
         "members": {"DE": "Germany", "FR": "France", "JP": "Japan", "US": "United States", "GB": "United Kingdom"}},
        {"slug": "EU", "name": "European Union", "members": {"DE": "Germany", "FR": "France"}},
        {"slug": "US-STATES", "name": "States", "members": {"US-CA": "California"}},
    ],
    "providers": [{"slug": x, "name": x.title()} for x in ("acme", "birch", "hostco", "maker")],
    "sources": [{"slug": "paper", "title": "A paper", "url": "https://example.org/paper"}],
    "constructions": [{"slug": "large-language-model", "title": "Large language model", "text": "…"}],
    "instruments": [
        text("acme-license", "acme", [clause("no-other-llm", NO_OTHER_LLM), clause("name", NAME)], kind="model_license"),
        text("acme-terms", "acme", [clause("no-competing", NO_COMPETING, {"forbids": "access", "when": "evasion"})]),
        text("birch-license", "birch", [clause("name", {**NAME, "name_prefix": "Birch", "duty": "Begin the name with “Birch”."})],
             kind="model_license"),
        text("host-terms", "hostco", [clause("no-competing", NO_COMPETING)]),
        text("free", None, [clause("grant")], kind="model_license", generic=True, valid_from=None, dated_by="undated"),
        text("leave", None, [clause("leave", {"permits": "train", "when": "trains"})], kind="model_license", generic=True, valid_from=None,
             dated_by="undated"),
        text("research-only", None, [clause("scope", {"forbids": "use", "when": "purpose == commercial"})], kind="model_license",
             generic=True, valid_from=None, dated_by="undated"),
        text("small-firms", "birch", [clause("revenue", {"forbids": "use", "when": "annual_revenue_usd > 1000000"}),
                                      clause("monthly", {"forbids": "use", "when": "monthly_revenue_usd > 20000000"}),
                                      clause("users", {"forbids": "use", "when": "monthly_active_users > 700"}),
                                      clause("place", {"forbids": "use", "when": "country in EU"})], kind="model_license"),
    ],
    "models": [],
    "datasets": [], "services": [], "edges": [], "laws": [], "cases": [], "assessments": [],
}  # fmt: skip


def model(slug: str, provider: str, license_: str | None, **more: Any) -> dict[str, Any]:
    links = [{"instrument": license_, "verification": "verified"}] if license_ else []
    return {
        "slug": slug,
        "name": slug.upper(),
        "provider": provider,
        "modality": "llm",
        "weights": "open",
        "released": "2024-02-01",
        "licenses": links,
        **more,
    }


ROWS["models"] = [
    model("acme-1", "acme", "acme-license", aliases=["acme/Acme-1-Instruct"]),
    model("acme-2", "acme", "acme-license"),
    model("acme-cloud", "acme", None, weights="closed"),
    model("birch-1", "birch", "birch-license"),
    model("birch-small", "birch", "small-firms"),
    model("free-1", "birch", "free"),
    model("leave-1", "birch", "leave"),
    model("bookish", "maker", "research-only"),
    model("nameless", "maker", None),
    model("tuned", "maker", "free", released="2024-06-01"),
    model("distilled", "maker", "free", released="2024-07-01"),
    model("grandchild", "birch", "free", released="2024-08-01"),
]
ROWS["datasets"] = [
    {"slug": "answers", "name": "Answers", "provider": "maker", "released": "2024-03-01", "licenses": [{"instrument": "free"}],
     "generators": [{"model": "acme-cloud", "grade": "confirmed", "source": "paper", "date": "2024-03-01"}]},
    {"slug": "unlicensed", "name": "Unlicensed", "no_license_stated": True},
    {"slug": "two-tags", "name": "Two tags", "mode": "conflict", "licenses": [{"instrument": "free"}, {"instrument": "research-only"}]},
]  # fmt: skip
ROWS["services"] = [
    {"slug": "acme-api", "name": "Acme API", "operator": "acme", "kind": "api", "default_for": ["api"], "serves": "own",
     "terms": [{"instrument": "acme-terms", "verification": "verified"}]},
    {"slug": "hostco", "name": "Hostco", "operator": "hostco", "kind": "cloud", "terms": [{"instrument": "host-terms"}],
     "passes_through": [{"to": ["model-license", "provider-api-terms"], "otherwise": True}]},
    {"slug": "silent-host", "name": "Silent host", "operator": "maker", "kind": "cloud"},
]  # fmt: skip
ROWS["edges"] = [
    {"slug": "tuned--acme-1", "parent": "acme-1", "parent_kind": "model", "child": "tuned", "child_kind": "model",
     "relation": "fine_tuned_from", "grade": "confirmed", "date": "2024-06-01", "sources": ["paper"]},
    {"slug": "distilled--acme-cloud", "parent": "acme-cloud", "parent_kind": "model", "child": "distilled", "child_kind": "model",
     "relation": "trained_on_outputs_of", "grade": "documented", "date": "2024-07-01", "sources": ["paper"]},
    {"slug": "grandchild--distilled", "parent": "distilled", "parent_kind": "model", "child": "grandchild", "child_kind": "model",
     "relation": "distilled_from", "grade": "alleged", "date": "2024-08-01", "sources": ["paper"]},
]  # fmt: skip
ROWS["laws"] = [
    {"slug": "market-act", "title": "Market Act", "kind": "regulation", "jurisdiction": "EU",
     "statuses": [{"date": "2024-08-01", "status": "in_force"}],
     "provisions": [{"key": "summary", "pinpoint": "art. 1", "applies_from": "2025-08-02", "norms": [
         {"obliges": "document", "when": "trains and student_kind == general_llm and made_available and market in EU",
          "attaches": ["market"], "duty": "Publish a summary of training content."}]}]},
    {"slug": "state-act", "title": "State Act", "kind": "statute", "jurisdiction": "US-CA",
     "statuses": [{"date": "2024-08-01", "status": "in_force"}],
     "provisions": [{"key": "summary", "pinpoint": "s. 1", "norms": [
         {"obliges": "document", "when": "trains and made_available and market in US-CA", "attaches": ["market"],
          "duty": "Publish a summary."}]}]},
    {"slug": "a-bill", "title": "A Bill", "kind": "bill", "jurisdiction": "US",
     "statuses": [{"date": "2025-03-01", "status": "introduced"}],
     "speaks_of": "trains and model_weights == closed", "if_in_force": "It would forbid it."},
]  # fmt: skip


def rows(**changed: list[dict[str, Any]]) -> Rows:
    """The small record, with kinds replaced where named."""
    return {**deepcopy(ROWS), **changed}


def knowledge(**changed: list[dict[str, Any]]) -> Knowledge:
    return compile_knowledge(rows(**changed), "sha256:small")
