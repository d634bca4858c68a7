"""Answers of the core, by examples on the small record."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import pairwise, product
from typing import Any

import pytest

from kb.rules.compile import MOST_ANCESTORS
from kb.rules.decide import decide
from kb.rules.errors import RecordError
from kb.rules.question import read_question
from kb.rules.verdict import Verdict
from tests.rules.record import ROWS, clause, knowledge, model, text

KNOWN = knowledge()
ASK = {"method": "outputs", "student_kind": "general_llm", "as_of": "2026-01-01"}


def ask(known: Any = KNOWN, **facts: Any) -> Verdict:
    return decide(known, read_question({**ASK, **facts}, known, "2026-01-01"))


def weights(teacher: str, **facts: Any) -> Verdict:
    return ask(teacher=teacher, channel="weights", **{"release": "internal", "purpose": "commercial", "competes": False, **facts})


def test_a_ban_prohibits_and_cites_its_clause() -> None:
    verdict = weights("acme-1")
    assert verdict.verdict == "prohibited"
    assert [c.id for c in verdict.citations if c.quote] == ["acme-license@2024-01-01#no-other-llm"]
    assert verdict.risk == "high"
    assert "§ no-other-llm" in verdict.headline


def test_an_exception_that_is_met_leaves_no_condition() -> None:
    verdict = weights("acme-1", student_base="acme-2")
    assert (verdict.verdict, verdict.basis, verdict.conditions) == ("permitted", "express", ())
    assert "circular-exception" in dict(verdict.warnings)


@pytest.mark.parametrize(("steps", "refused"), [(MOST_ANCESTORS, False), (MOST_ANCESTORS + 1, True)])
def test_a_line_of_fine_tunes_without_end_is_refused(steps: int, refused: bool) -> None:  # noqa: FBT001 - a case of the table
    models = [model(f"m{i}", f"p{i}", "free") for i in range(steps + 1)]
    edge = ROWS["edges"][0]
    edges = [{**edge, "slug": f"e{i}", "parent": f"m{i}", "child": f"m{i + 1}"} for i in range(steps)]
    with pytest.raises(RecordError, match="shares weights with more than") if refused else nullcontext():
        knowledge(models=models, edges=edges, datasets=[], services=[])


def test_a_fine_tune_carries_its_base_s_license() -> None:
    assert {f.instrument for f in weights("tuned").findings} == {"acme-license", "free"}
    assert weights("tuned").verdict == "prohibited"
    assert weights("acme-1", student_base="tuned").verdict == "permitted"


def test_a_family_is_told_by_the_makers_of_the_weights() -> None:
    """`tuned` is another maker's, under a free license of its own; its weights are acme's."""
    own = {"forbids": "train", "when": "trains", "unless": [{"when": "base_makers == acme", "words": "except our own models"}]}
    known = knowledge(instruments=[*ROWS["instruments"], text("family", "birch", [clause("others", own)], kind="model_license")],
                      models=[*ROWS["models"], model("birch-2", "birch", "family")])  # fmt: skip
    answers = {base: ask(known, teacher="birch-2", channel="weights", student_base=base, release="internal").verdict
               for base in ("scratch", "acme-1", "tuned", "free-1")}  # fmt: skip
    assert answers == {"scratch": "prohibited", "acme-1": "permitted", "tuned": "permitted", "free-1": "prohibited"}


def test_a_duty_makes_it_conditional_when_triggered() -> None:
    assert weights("free-1", student_base="birch-1").verdict == "permitted"
    verdict = weights("free-1", student_base="birch-1", release="service")
    assert [d.text for d in verdict.conditions] == ["Begin the name with “Birch”."]
    assert verdict.verdict == "conditional"


def test_a_base_s_duties_follow_release_even_where_the_teacher_only_measures() -> None:
    assert weights("free-1", student_base="birch-1", release="service", method="evaluation").verdict == "conditional"
    assert weights("acme-1", method="evaluation").verdict == "permitted"


def test_duties_that_cannot_both_be_met() -> None:
    texts = ROWS["instruments"] + [text("both", "birch", [
        clause("a", {"obliges": "name", "duty": "Begin with A.", "name_prefix": "A"}),
        clause("b", {"obliges": "name", "duty": "Begin with B.", "name_prefix": "B"})])]  # fmt: skip
    models = [
        *ROWS["models"],
        {**ROWS["models"][0], "slug": "both-1", "aliases": [], "provider": "birch", "licenses": [{"instrument": "both"}]},
    ]
    verdict = decide(
        k := knowledge(instruments=texts, models=models), read_question({**ASK, "teacher": "both-1", "channel": "weights"}, k, "2026-01-01")
    )
    assert (verdict.verdict, verdict.missing) == ("undetermined", ())
    assert "conflicting-duties" in dict(verdict.warnings)


def test_unknown_fact_that_decides_is_asked_for() -> None:
    verdict = ask(teacher="acme-cloud", channel="api")
    assert verdict.verdict == "undetermined"
    assert [(m.fact, m.decides) for m in verdict.missing] == [("competes", {"true": "prohibited", "false": "permitted"})]


def test_unknown_fact_that_does_not_matter_is_not() -> None:
    verdict = ask(teacher="free-1", channel="weights")
    assert (verdict.verdict, verdict.missing) == ("permitted", ())


def test_country_is_split_by_the_sets_that_texts_name() -> None:
    verdict = weights("birch-small", annual_revenue_usd=5)
    assert [(m.fact, m.decides) for m in verdict.missing] == [("country", {"EU": "prohibited", "other": "permitted"})]


@pytest.mark.parametrize(("revenue", "expected"), [(1_000_000, "permitted"), (1_000_001, "prohibited")])
def test_threshold_is_exact(revenue: int, expected: str) -> None:
    assert weights("birch-small", country="JP", annual_revenue_usd=revenue).verdict == expected


def test_monthly_threshold_between_is_open_and_asks_nothing() -> None:
    license_ = text("monthly", "birch", [clause("monthly", {"forbids": "use", "when": "monthly_revenue_usd > 20000000"})])
    models = [{**ROWS["models"][3], "licenses": [{"instrument": "monthly"}]}]
    known = knowledge(instruments=[license_], models=models)

    def answer(revenue: int) -> Verdict:
        return ask(known, teacher="birch-1", channel="weights", annual_revenue_usd=revenue)

    assert answer(20_000_000).verdict == "permitted"
    assert (answer(30_000_000).verdict, answer(30_000_000).missing) == ("undetermined", ())
    assert "threshold-between" in dict(answer(30_000_000).warnings)
    assert answer(240_000_001).verdict == "prohibited"


def test_permission_lifts_that_provider_s_ban_and_stays_on_file() -> None:
    verdict = ask(teacher="acme-cloud", channel="api", competes=True, permission=True)
    assert verdict.verdict == "conditional"
    assert "on file" in verdict.conditions[0].text
    unknown = ask(teacher="acme-cloud", channel="api", permission=True)
    assert (unknown.verdict, unknown.missing) == ("conditional", ())


def test_permission_never_reaches_the_host_nor_the_manner_of_access() -> None:
    hosted = ask(teacher="acme-1", channel="cloud", via="hostco", competes=False, competes_with_host=True, permission=True)
    assert hosted.verdict == "prohibited"
    assert ask(teacher="acme-cloud", channel="api", competes=False, permission=True, evasion=True).verdict == "prohibited"


def test_cloud_needs_its_host() -> None:
    verdict = ask(teacher="acme-1", channel="cloud")
    assert (verdict.verdict, [m.fact for m in verdict.missing]) == ("undetermined", ["via"])


def test_a_host_whose_text_is_not_held_leaves_it_open() -> None:
    verdict = ask(teacher="free-1", channel="cloud", via="silent-host", release="internal", competes=False)
    assert (verdict.verdict, verdict.missing) == ("undetermined", ())
    assert "no-text-in-force" in dict(verdict.warnings)


def test_a_service_that_serves_its_own_models_alone_offers_no_other() -> None:
    facts: dict[str, Any] = {"teacher": "free-1", "channel": "cloud", "via": "acme-api", "release": "internal"}
    elsewhere = ask(**facts, competes_with_host=False)
    assert (elsewhere.verdict, elsewhere.missing) == ("undetermined", ())
    assert "channel-not-offered" in dict(elsewhere.warnings)
    assert ask(**facts, competes_with_host=True).verdict == "prohibited"
    assert "channel-not-offered" not in dict(ask(**{**facts, "channel": "web"}).warnings)


@pytest.mark.parametrize(("teacher", "code"), [("acme-cloud", "channel-not-offered"), ("nameless", "no-text-in-force")])
def test_nothing_held_is_never_leave(teacher: str, code: str) -> None:
    verdict = weights(teacher)
    assert verdict.verdict == "undetermined"
    assert code in dict(verdict.warnings)


def test_before_the_first_text_nothing_is_held() -> None:
    assert weights("acme-1", as_of="2023-12-31").verdict == "undetermined"
    assert weights("acme-1", obtained_on="2023-12-31").verdict == "undetermined"


def test_data_sets() -> None:
    assert ask(teacher="unlicensed", channel="dataset").verdict == "undetermined"
    assert ask(teacher="two-tags", channel="dataset", purpose="commercial").verdict == "undetermined"
    assert ask(teacher="two-tags", channel="dataset", purpose="research").verdict == "permitted"


def test_lineage_of_a_published_data_set_is_high_when_released_and_competing() -> None:
    verdict = ask(teacher="answers", channel="dataset", release="service", competes=True)
    assert (verdict.verdict, verdict.risk) == ("permitted", "high")
    assert verdict.headline.startswith("Not forbidden, high risk")
    entry = verdict.lineage[0]
    assert (entry.ancestor, entry.path, entry.evidence, entry.pattern) == (
        "acme-cloud",
        ("acme-cloud", "answers"),
        "confirmed",
        "published-dataset",
    )
    assert ask(teacher="answers", channel="dataset", release="internal", competes=True).risk == "medium"


def test_the_weakest_edge_grades_the_path() -> None:
    entry = weights("grandchild", release="service", competes=True).lineage[0]
    assert (entry.path, entry.evidence, entry.level) == (("acme-cloud", "distilled", "grandchild"), "alleged", "medium")
    assert weights("grandchild").lineage[0].level == "low"


def learned(pairs: list[tuple[str, str]]) -> Any:
    """The small record with models of many makers, each learned from others: (parent, child) of models m0, m1, …"""
    edge = ROWS["edges"][1]
    edges = [{**edge, "slug": f"e{i}", "parent": p, "child": c, "date": "2024-07-01"} for i, (p, c) in enumerate(pairs)]
    names = {x for pair in pairs for x in pair} - {"acme-cloud"}
    models = [*ROWS["models"], *(model(x, x, "free") for x in sorted(names))]
    return knowledge(models=models, providers=[*ROWS["providers"], *({"slug": x, "name": x} for x in sorted(names))], edges=edges)


def test_an_ancestor_is_found_however_far_it_lies() -> None:
    line = ["acme-cloud", *(f"m{i}" for i in range(30))]
    entry = ask(learned(list(pairwise(line))), teacher="m29", channel="weights", release="service").lineage[0]
    assert (entry.ancestor, entry.path) == ("acme-cloud", tuple(line))


def test_a_walk_ends_where_makers_learned_from_each_other() -> None:
    """Each model of a step learned from both of the step before, and one ring closes: ways beyond number, few ancestors."""
    steps = [(f"m{i}", f"n{i}") for i in range(40)]
    ladder = [pair for a, b in pairwise(steps) for pair in product(a, b)]
    known = learned([("acme-cloud", "m0"), ("m39", "m0"), *ladder])
    assert [e.ancestor for e in ask(known, teacher="m39", channel="weights", release="service").lineage] == ["acme-cloud"]


def test_an_ancestor_that_only_asked_for_duties_does_not_taint() -> None:
    named = text("named", "acme", [clause("name", {"obliges": "name", "when": "made_available", "duty": "Begin the name with “Acme”."})])
    models = [*ROWS["models"], model("acme-named", "acme", "named")]
    edge = {**ROWS["edges"][1], "slug": "distilled--acme-named", "parent": "acme-named"}
    known = knowledge(instruments=[*ROWS["instruments"], named], models=models, edges=[edge])
    assert ask(known, teacher="distilled", channel="weights", release="service", competes=True).lineage == ()


@pytest.mark.parametrize(("began", "inherits"), [(None, True), ("2024-03-01", True), ("2024-06-01", False), ("2024-07", False)])
def test_a_claim_against_a_maker_reaches_models_released_after_the_conduct_began(began: str | None, inherits: bool) -> None:  # noqa: FBT001 - a case of the table
    claim = {"slug": "maker--acme", "parent": "acme", "parent_kind": "provider", "child": "maker", "child_kind": "provider",
             "relation": "trained_on_outputs_of", "grade": "alleged", "date": "2024-09-01", "began": began}  # fmt: skip
    known = knowledge(edges=[claim])
    entries = ask(known, teacher="tuned", channel="weights", release="service", competes=True).lineage
    assert [(e.ancestor, e.evidence, e.level) for e in entries] == ([("acme", "inferred", "low")] if inherits else [])


def test_law_follows_the_market_and_its_day() -> None:
    duty = {"release": "service", "competes": False}
    assert weights("free-1", market=["DE"], country="JP", **duty).verdict == "conditional"
    assert weights("free-1", market=["JP"], country="DE", **duty).verdict == "permitted"
    assert weights("free-1", market=["DE"], as_of="2025-08-01", **duty).verdict == "permitted"
    early = weights("free-1", market=["DE"], as_of="2025-08-01", **duty)
    assert ("market-act", "applies from 2025-08-02") in [(p.instrument, p.status) for p in early.pending]


def test_a_law_s_duties_are_no_part_of_an_answer_that_forbids_the_student() -> None:
    """A duty is no way round a ban; with the permission that lifts it, the law is back."""
    facts = {"teacher": "acme-cloud", "channel": "api", "competes": True, "release": "service", "market": ["DE"]}
    forbidden, lifted = ask(**facts), ask(**facts, permission=True)
    assert (forbidden.verdict, [f.instrument for f in forbidden.findings]) == ("prohibited", ["acme-terms"])
    assert not [c.id for c in forbidden.citations if c.id.startswith("law:market-act")]
    assert (lifted.verdict, [f.instrument for f in lifted.findings]) == ("conditional", ["acme-terms", "market-act"])


def test_a_state_s_duty_is_listed_and_not_a_condition_of_the_whole_country() -> None:
    verdict = weights("free-1", market=["US"], release="service")
    assert verdict.verdict == "permitted"
    assert [d.text for d in verdict.conditions] == ["If offered in US-CA: Publish a summary."]
    assert weights("free-1", market=["US-CA"], release="service").verdict == "conditional"


def test_a_bill_never_binds() -> None:
    verdict = ask(teacher="acme-cloud", channel="api", competes=False)
    assert (verdict.verdict, [p.instrument for p in verdict.pending]) == ("permitted", ["a-bill"])
    earlier = ask(teacher="acme-cloud", channel="api", competes=False, as_of="2025-02-01")
    assert "a-bill" not in [p.instrument for p in earlier.pending]
    assert ask(teacher="acme-cloud", channel="api", competes=False, method="evaluation").pending == ()


def test_web_binds_nobody_and_carries_its_risk() -> None:
    verdict = ask(teacher="acme-cloud", channel="web", release="service", competes=True)
    assert (verdict.verdict, verdict.risk, verdict.findings) == ("permitted", "high", ())
    assert verdict.lineage[0].pattern == "anonymous-web"


@pytest.mark.parametrize("channel", ["web", "crowd"])
@pytest.mark.parametrize("teacher", ["acme-cloud", "acme-1"])
def test_a_page_binds_by_its_own_terms_alone(teacher: str, channel: str) -> None:
    """The host passes the terms of the model on to its customers, not to who finds outputs on its pages."""
    facts: dict[str, Any] = {"teacher": teacher, "via": "hostco", "release": "internal", "competes": True, "competes_with_host": False}
    assert {f.instrument for f in ask(**facts, channel="cloud").findings} > {"host-terms"}
    assert {f.instrument for f in ask(**facts, channel=channel).findings} == {"host-terms"}


def test_flips_and_alternatives() -> None:
    verdict = weights("acme-1", release="service", competes=True)
    changes = [f["change"] for f in verdict.flips]
    assert {"student_base": "acme-2"} in changes
    assert {"permission": True} in changes
    assert verdict.alternatives[0]["teacher"] == "leave-1"


def test_no_flip_takes_a_data_set_through_another_channel() -> None:
    terms = text("acme-terms", "acme", [clause("app", {"forbids": "train", "when": "trains and channel == app"})])
    known = knowledge(instruments=[terms, *ROWS["instruments"][:1], *(i for i in ROWS["instruments"] if i["slug"] == "free")])
    of_base = ask(known, teacher="answers", channel="dataset", student_base="acme-cloud")
    assert "acme-terms" in {f.instrument for f in of_base.findings}
    assert not [f for f in of_base.flips if "channel" in f["change"]]


def test_a_text_that_contradicts_itself_is_open_and_both_are_cited() -> None:
    torn = text(
        "torn", "birch", [clause("leave", {"permits": "train", "when": "trains"}), clause("ban", {"forbids": "train", "when": "trains"})]
    )
    known = knowledge(instruments=[torn], models=[{**ROWS["models"][3], "licenses": [{"instrument": "torn"}]}])
    verdict = ask(known, teacher="birch-1", channel="weights")
    assert (verdict.verdict, verdict.risk, verdict.missing) == ("undetermined", "medium", ())
    assert {"torn@2024-01-01#leave", "torn@2024-01-01#ban"} <= {c.id for c in verdict.citations}
    assert "sources-conflict" in dict(verdict.warnings)


def test_a_clause_that_resists_encoding_taints() -> None:
    odd = text("odd", "birch", [clause("odd", unencoded="It speaks in riddles.", unencoded_when="release == weights")])
    known = knowledge(instruments=[odd], models=[{**ROWS["models"][3], "licenses": [{"instrument": "odd"}]}])
    assert ask(known, teacher="birch-1", channel="weights", release="weights").verdict == "undetermined"
    assert ask(known, teacher="birch-1", channel="weights", release="internal").verdict == "permitted"
    assert [m.fact for m in ask(known, teacher="birch-1", channel="weights").missing] == ["release"]


def service(slug: str, **changed: Any) -> list[dict[str, Any]]:
    """The services of the small record, one of them changed."""
    return [{**x, **changed} if x["slug"] == slug else x for x in ROWS["services"]]


def test_a_text_not_held_takes_the_place_of_the_held_one_for_its_days() -> None:
    gone = {"title": "Terms of spring 2025", "holds_output_rules": "yes", "from": "2025-03-01", "to": "2025-06-01"}
    known = knowledge(services=service("acme-api", other_texts_not_held=[gone]))
    days = ("2025-02-28", "2025-03-01", "2025-06-01")
    on = {day: ask(known, teacher="acme-cloud", channel="api", competes=True, obtained_on=day).verdict for day in days}
    assert on == {"2025-02-28": "prohibited", "2025-03-01": "undetermined", "2025-06-01": "prohibited"}


def test_an_ended_version_leaves_no_older_one_in_force() -> None:
    terms = text("acme-terms", "acme", [clause("ownership")])
    terms["versions"].append({**terms["versions"][0], "valid_from": "2025-01-01", "valid_to": "2025-06-01"})
    known = knowledge(instruments=[terms])
    days = ("2024-06-01", "2025-05-31", "2025-06-01")
    on = {day: ask(known, teacher="acme-cloud", channel="api", obtained_on=day).verdict for day in days}
    assert on == {"2024-06-01": "permitted", "2025-05-31": "permitted", "2025-06-01": "undetermined"}


def test_a_companion_without_a_rule_is_not_listed() -> None:
    policy = text("acme-policy", "acme", [clause("be-kind")], kind="use_policy")
    both = [{"instrument": "acme-terms"}, {"instrument": "acme-policy", "role": "policy"}]
    known = knowledge(instruments=[policy], services=service("acme-api", terms=both))
    assert [f.instrument for f in ask(known, teacher="acme-cloud", channel="api", competes=False).findings] == ["acme-terms"]


def test_what_was_asked_before_changes_no_word() -> None:
    """A text that binds in some countries alone is read there when the country is known, and in a world when it is not."""
    fresh, used = (knowledge(services=service("acme-api", terms=[{"instrument": "acme-terms", "region": ["EU"]}])) for _ in range(2))
    facts: dict[str, Any] = {"teacher": "acme-cloud", "channel": "api", "release": "service"}
    assert "for lack of a fact" in ask(used, **facts, country="DE").findings[0].text
    assert ask(used, **facts).as_dict() == ask(fresh, **facts).as_dict()
