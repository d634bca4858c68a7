"""Reads by noun, on the sample."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from kb.models import Provider, Version
from kb.queries import addresses, governing, history, instruments, lineage, revisions
from kb.queries.knowledge import NothingPublishedError, current_revision, knowledge_of
from kb.queries.records import record, records
from kb.services.publish import publish
from tests.sample import SAMPLE, found, load_sample, sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    load_sample()


def test_records_take_the_same_number_of_queries_however_many_there_are(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(66):
        records()
    Provider.objects.bulk_create([Provider(slug=f"p{i}", name="P") for i in range(50)])
    with django_assert_max_num_queries(66):
        records()


def test_records_of_some_kinds_and_slugs() -> None:
    assert list(records(["cases"])) == ["cases"]
    assert [r["slug"] for r in records(["cases"], slugs=["older-v-old"])["cases"]] == ["older-v-old"]
    assert record("cases", "acme-v-hostco") == found(SAMPLE, "cases", "acme-v-hostco")
    assert record("cases", "nobody-v-none") is None


def test_drafts_are_left_out_unless_asked_for() -> None:
    Provider.objects.create(slug="draft", name="Draft", state="draft")
    assert "draft" not in [r["slug"] for r in records(["providers"])["providers"]]
    assert "draft" in [r["slug"] for r in records(["providers"], state="")["providers"]]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-12-31", ["acme-policy@undated"]),
        ("2023-01-01", ["acme-policy@undated", "host-terms@2023-01-01"]),
        ("2024-06-30", ["acme-license@2024-01-01", "acme-policy@undated", "host-terms@2023-01-01"]),
        (
            "2025-01-01",
            ["acme-license@2024-01-01", "acme-license@2024-07-01-en-eu", "acme-license@2024-07-01-en-us", "acme-policy@undated"],
        ),
    ],
)
def test_versions_in_force(day: str, expected: list[str]) -> None:
    assert [v.citation for v in instruments.in_force(date.fromisoformat(day))] == expected


def test_version_is_in_force_until_the_next_of_its_scope() -> None:
    Version.objects.filter(pk="acme-license@2024-07-01-en-eu").update(region=[])
    assert "acme-license@2024-01-01" not in [v.citation for v in instruments.in_force(date(2024, 7, 1))]
    assert "acme-license@2024-01-01" in [v.citation for v in instruments.in_force(date(2024, 6, 30))]


def test_clauses_carry_their_words(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(8):
        told = [(c.citation, c.words.pinpoint, [n.act for n in c.words.norms.all()]) for c in instruments.clauses()]
    assert ("acme-license@2024-07-01-en-eu#no-improving", "§ 1", ["train", "use_outputs"]) in told
    assert [c.citation for c in instruments.clause_through_versions("acme-license", "no-improving")] == [
        "acme-license@2024-01-01#no-improving", "acme-license@2024-07-01-en-eu#no-improving",
    ]  # fmt: skip
    assert [c.key for c in instruments.leaning_on("large-language-model")] == ["no-improving"]
    assert instruments.published_instruments().count() == 3


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-12-31", []), ("2024-01-01", ["acme-license"]), ("2024-12-31", ["acme-license"]), ("2025-01-01", [None])],
)
def test_links_in_force(day: str, expected: list[str | None]) -> None:
    assert [x.instrument_id for x in governing.links_of_model("acme-1", day)] == expected


def test_texts_that_govern() -> None:
    assert [x.instrument_id for x in governing.links_of_dataset("talk", "2020-01-01")] == ["acme-policy"]
    assert [t.instrument_id for t in governing.terms_of_service("hostco-cloud", "2023-06-01", plan="business")] == ["host-terms"]
    assert not governing.terms_of_service("hostco-cloud", "2023-06-01", plan="consumer")
    assert not governing.terms_of_service("hostco-cloud", "2024-01-01")
    assert [x.model_id for x in governing.governed_by("acme-license", "2024-05-01")] == ["acme-1"]


def test_lineage_both_ways() -> None:
    assert [e.parent.pk for e in lineage.came_from("model", "host-1")] == ["talk", "acme-1"]
    assert [e.child.pk for e in lineage.gave_rise_to("provider", "acme")] == ["hostco"]


def test_history_tells_what_changed_who_did_it_and_why() -> None:
    whole = sample()
    found(whole, "instruments", "acme-license")["versions"][0]["clauses"][1]["norms"][0]["duty"] = "Begin it otherwise."
    found(whole, "instruments", "acme-license")["versions"][0]["clauses"].pop(2)
    load_sample(whole, why="it was misread")
    later = [c for c in history.changes("instruments", "acme-license") if c.why == "it was misread"]
    assert {(c.what, c.key, c.who, c.why) for c in later} == {
        ("changed", "acme-license@2024-01-01#name!1", "a test", "it was misread"),
        ("removed", "acme-license@2024-01-01#odd", "a test", "it was misread"),
    }
    changed = next(c for c in later if c.what == "changed")
    assert changed.differs == {"duty": ("Begin the name with “Acme”.", "Begin it otherwise.")}
    assert all(c.what == "added" for c in history.changes("instruments", "host-terms"))
    assert history.changes("instruments", "nothing") == []


def test_revisions_and_what_differs() -> None:
    assert current_revision() is None
    with pytest.raises(NothingPublishedError):
        knowledge_of()
    old = publish(who="a test", why="first").revision
    whole = sample()
    whole["countermeasures"] = [{"slug": "poison", "name": "Poison"}]
    found(whole, "providers", "acme")["country"] = "DE"
    load_sample(whole)
    new = publish(who="a test", why="second").revision
    assert {r["id"]: r["current"] for r in revisions.revisions().values()} == {old: False, new: True}
    before, after = revisions.records_of(old), revisions.records_of(new)
    assert before is not None
    assert after is not None
    assert revisions.difference(before, after) == revisions.Difference(
        added=(("countermeasures", "poison"),), changed=(("providers", "acme"),), removed=(("countermeasures", "watermark"),)
    )
    assert revisions.records_of("sha256:nothing") is None


def test_knowledge_is_compiled_once_a_process() -> None:
    name = publish(who="a test", why="first").revision
    assert knowledge_of(name) is knowledge_of()


def test_addresses_lead_to_where_a_record_lives() -> None:
    publish(who="a test", why="first")
    for slug, old in (("b", "watermark"), ("c", "b")):
        whole = sample()
        whole["countermeasures"] = [{"slug": slug, "name": slug}]
        load_sample(whole, moved={("countermeasures", old): slug})
        publish(who="a test", why="renamed")
    assert addresses.lives_at("countermeasures", "watermark") == "c"
    assert addresses.lives_at("countermeasures", "c") == "c"
    assert addresses.buried("countermeasures", "c") is None
    assert addresses.lives_at("countermeasures", "never") is None
    whole["countermeasures"] = []
    load_sample(whole, why="given up")
    assert addresses.lives_at("countermeasures", "watermark") is None
    grave = addresses.address_of("countermeasures", "c")
    assert grave is not None
    assert grave.reason == "given up"
    assert {a.slug for a in addresses.gone("countermeasures")} == {"watermark", "b", "c"}
    assert addresses.address_of("models", "never") is None
