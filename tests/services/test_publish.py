"""Publication: content names the revision, the audit can refuse, and what was public stays reachable."""

from __future__ import annotations

import hashlib
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.models import Address, Provider, Publication, Revision
from kb.queries.knowledge import current_revision, knowledge_of
from kb.queries.records import records
from kb.rules.canonical import document_of, name_of
from kb.services.publish import PublishError, publish
from tests.sample import SAMPLE, found, load_sample, sample

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(st.tuples(st.text(min_size=1), st.dictionaries(st.text(), VALUES, max_size=4)), unique_by=lambda pair: pair[0], max_size=5)


def publish_it(why: str = "to try it") -> str:
    return publish(who="a test", why=why).revision


@given(ROWS, st.randoms())
def test_document_depends_on_content_alone(rows: list[tuple[str, dict[str, object]]], dice: random.Random) -> None:
    whole = [{**fields, "slug": slug} for slug, fields in rows]
    other = [dict(dice.sample(sorted(r.items(), key=lambda x: x[0]), len(r))) for r in dice.sample(whole, len(whole))]
    document = document_of({"models": whole, "cases": []})
    assert document == document_of({"cases": [], "models": other})
    assert json.loads(document).get("models", []) == sorted(whole, key=lambda r: str(r["slug"]))
    assert name_of(document) == "sha256:" + hashlib.sha256(document.encode()).hexdigest()


@given(ROWS.filter(bool), st.text())
def test_other_content_is_another_document(rows: list[tuple[str, dict[str, object]]], more: str) -> None:
    whole = [{**fields, "slug": slug} for slug, fields in rows]
    changed = [{**whole[0], "slug": whole[0]["slug"], "title": [whole[0].get("title"), more]}, *whole[1:]]
    assert document_of({"models": whole}) != document_of({"models": changed})
    assert document_of({"models": whole}) != document_of({"cases": whole})


@pytest.mark.django_db
def test_revision_holds_the_whole_published_record() -> None:
    load_sample()
    name = publish_it()
    kept = Revision.objects.get(pk=name)
    assert json.loads(kept.document) == {kind: rows for kind, rows in records().items() if rows}
    assert kept.records == sum(map(len, SAMPLE.values()))
    assert "file_digest" not in kept.document
    assert current_revision() == name
    assert knowledge_of().revision == name
    assert set(knowledge_of().models) == {"acme-1", "host-1"}


@pytest.mark.django_db
def test_same_content_is_the_same_revision() -> None:
    load_sample()
    first = publish(who="a test", why="once")
    again = publish(who="a test", why="twice")
    assert (first.new, again.new, first.revision == again.revision) == (True, False, True)
    assert Publication.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_order_of_loading_does_not_matter(seed: int) -> None:
    whole = sample()
    dice = random.Random(seed)  # noqa: S311 - an order, no secret
    load_sample({kind: dice.sample(whole[kind], len(whole[kind])) for kind in dice.sample(sorted(whole), len(whole))})
    assert publish_it() == name_of(document_of(sample()))


@pytest.mark.django_db
def test_going_back_makes_the_old_revision_current_again() -> None:
    load_sample()
    first = publish_it()
    changed = sample()
    found(changed, "providers", "acme")["country"] = "DE"
    load_sample(changed)
    second = publish_it()
    load_sample()
    assert publish_it() == first != second
    assert current_revision() == first
    assert Revision.objects.count() == 2
    assert knowledge_of(second).revision == second


@pytest.mark.django_db
def test_draft_is_in_no_revision() -> None:
    load_sample()
    first = publish_it()
    Provider.objects.create(slug="secret", name="Secret", state="draft")
    assert publish_it() == first


@pytest.mark.django_db
def test_failing_test_beside_the_rules_blocks_publication() -> None:
    whole = sample()
    found(whole, "instruments", "acme-license")["tests"][0]["expect"]["verdict"] = "permitted"
    load_sample(whole)
    with pytest.raises(PublishError, match="instruments/acme-license: is prohibited, expected permitted"):
        publish_it()
    assert not Revision.objects.exists()
    assert current_revision() is None


@pytest.mark.django_db
def test_removed_record_leaves_a_tombstone_and_comes_back_alive() -> None:
    load_sample()
    publish_it()
    whole = sample()
    whole["countermeasures"] = []
    load_sample(whole, why="nobody uses it")
    publish_it()
    grave = Address.objects.get(kind="countermeasures", slug="watermark")
    assert (grave.title, grave.reason, grave.moved_to, grave.gone_at is None) == ("Watermark", "nobody uses it", "", False)
    load_sample()
    publish_it()
    grave.refresh_from_db()
    assert (grave.gone_at, grave.reason) == (None, "")


@pytest.mark.django_db
def test_renamed_record_leaves_a_redirect() -> None:
    load_sample()
    publish_it()
    whole = sample()
    found(whole, "countermeasures", "watermark")["slug"] = "water-mark"
    load_sample(whole, moved={("countermeasures", "watermark"): "water-mark"})
    publish_it()
    assert Address.objects.get(kind="countermeasures", slug="watermark").moved_to == "water-mark"
    assert Address.objects.get(kind="countermeasures", slug="water-mark").gone_at is None


@pytest.mark.django_db
def test_record_that_was_never_public_leaves_nothing() -> None:
    load_sample()
    whole = sample()
    whole["countermeasures"] = []
    load_sample(whole)
    assert not Address.objects.exists()
