"""Which version is in force on a day and where; the line of texts before it; two versions of one."""

from __future__ import annotations

from typing import Any

import pytest

from kb.queries import comparison, texts
from kb.queries.published import Published, published
from kb.services.publish import publish
from tests.sample import found, load_sample, sample

pytestmark = pytest.mark.django_db


def revised(**changed: Any) -> Published:
    """The sample with other versions of one license."""
    whole = sample()
    license_ = found(whole, "instruments", "acme-license")
    license_.update(changed, tests=[])
    found(whole, "cases", "acme-v-hostco").pop("bears_on")  # it names a clause of the versions that went
    load_sample(whole)
    publish(who="a test", why="to try it")
    now = published()
    assert now
    return now


def version(since: str, *keys: str, **more: Any) -> dict[str, Any]:
    clauses = [{"key": k, "pinpoint": f"§ {i + 1}", "quote": f"{k} of {since}", "summary": k} for i, k in enumerate(keys)]
    return {"valid_from": since, "dated_by": "stated", "sources": [{"url": "https://example.org/x"}], "clauses": clauses, **more}


def states(now: Published, day: str) -> dict[str, tuple[str, str | None]]:
    return {s.version.name: (s.state, s.until) for s in texts.spans(now, now.knowledge.instruments["acme-license"], day)}


def test_each_day_has_its_version() -> None:
    now = revised(versions=[version("2024-01-01", "a"), version("2024-06-01", "a"), version("2025-01-01", "a", valid_to="2025-07-01")])
    text = now.knowledge.instruments["acme-license"]
    assert states(now, "2024-07-01") == {
        "2024-01-01": ("replaced", "2024-06-01"),
        "2024-06-01": ("in force", "2025-01-01"),
        "2025-01-01": ("not yet in force", "2025-07-01"),
    }
    for day, name in (
        ("2024-01-01", "2024-01-01"),
        ("2024-05-31", "2024-01-01"),
        ("2024-06-01", "2024-06-01"),
        ("2025-06-30", "2025-01-01"),
    ):
        assert [v.name for v in texts.in_force(now, text, day)] == [name], day
    assert texts.in_force(now, text, "2023-12-31") == ()
    assert texts.in_force(now, text, "2025-07-01") == ()
    assert states(now, "2025-08-01")["2025-01-01"][0] == "ended"


def test_a_text_for_a_region_takes_the_place_of_the_one_for_the_world_there_alone() -> None:
    now = revised(versions=[version("2024-01-01", "a"), version("2024-06-01", "a", region=["EU"])])
    text = now.knowledge.instruments["acme-license"]
    world, region = texts.spans(now, text, "2024-07-01")
    assert (world.state, region.state) == ("in force", "in force")
    assert region.places == now.knowledge.groups["EU"]
    assert world.places == frozenset(now.knowledge.countries) - region.places
    assert region.before is world.version
    assert [v.name for v in texts.line_of(text, region.version)] == ["2024-01-01", "2024-06-01"]


def test_a_text_whose_every_place_has_a_later_one_is_replaced() -> None:
    now = revised(versions=[version("2024-01-01", "a", region=["FR"]), version("2024-06-01", "a", region=["EU"])])
    assert states(now, "2024-07-01") == {"2024-01-01": ("replaced", "2024-06-01"), "2024-06-01": ("in force", None)}


def test_versions_are_compared_by_the_keys_of_their_clauses() -> None:
    one, two = version("2024-01-01", "kept", "gone", "changed"), version("2024-06-01", "new", "kept", "changed")
    two["clauses"][1] = {"key": "kept", "same_as": "2024-01-01"}
    now = revised(versions=[one, two])
    old, new = now.knowledge.instruments["acme-license"].versions
    pairs = comparison.of_versions(old, new)
    assert [((p.new or p.old).key, p.state) for p in pairs if p.new or p.old] == [
        ("new", "added"), ("kept", "same"), ("gone", "removed"), ("changed", "changed"),
    ]  # fmt: skip
    assert all(p.state == "same" for p in comparison.of_versions(old, old))


def test_similar_clauses_do_the_same_in_other_texts() -> None:
    whole = sample()
    terms = found(whole, "instruments", "host-terms")["versions"][0]
    terms["clauses"].append(
        {
            "key": "no-improving-ours",
            "pinpoint": "5",
            "quote": "improve no model of others",
            "norms": [{"forbids": "train", "when": "trains"}],
        }
    )
    load_sample(whole)
    publish(who="a test", why="to try it")
    now = published()
    assert now
    clause = texts.clause_in(now.knowledge.instruments["acme-license"].versions[0], "no-improving")
    assert clause
    alike = texts.similar(now, clause, "acme-license", 8)
    assert [e.clause.key for e in alike] == ["no-improving-ours"]
    assert 0 < alike[0].alike < 1


def test_what_stands_under_a_text() -> None:
    now = revised()
    assert texts.under(now, "acme-license").models == ("acme-1",)
    assert texts.under(now, "host-terms").services == ("hostco-cloud",)
    assert texts.under(now, "host-terms").cases == ("acme-v-hostco",)
    assert texts.under(now, "acme-policy").datasets == ("talk",)
