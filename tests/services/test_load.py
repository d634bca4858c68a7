"""Loading: what goes in comes out, only what changed is written, and what is wrong is refused as a whole."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from kb.models import Address, Clause, Edge, Norm, Provider, SourceUse, Version
from kb.models.layout import TABLES
from kb.queries.records import record, records
from kb.rules.compile import compile_knowledge
from kb.rules.shapes import KINDS, SHAPES, Shape, ordered
from kb.services.addresses import AddressError
from kb.services.load import LoadError
from tests.sample import SAMPLE, Card, found, load_sample, sample

pytestmark = pytest.mark.django_db


def in_order(whole: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    return {kind: sorted((ordered(SHAPES[kind], r) for r in whole.get(kind, [])), key=lambda r: str(r["slug"])) for kind in KINDS}


def fields_used(shape: Shape, rows: list[dict[str, Any]], way: str) -> set[str]:
    used = set()
    for row in rows:
        for field in shape.fields:
            here = row.get(field.name)
            if here is not None:
                used.add(f"{way}.{field.name}")
                if field.shape is not None:
                    used |= fields_used(field.shape, here if field.many else [here], f"{way}.{field.name}")
    return used


def test_what_was_loaded_comes_back() -> None:
    load_sample()
    assert records() == in_order(SAMPLE)


def test_order_of_fields_in_free_mappings_is_kept() -> None:
    load_sample()
    back = records()
    assert list(found(back, "places", "EU")["members"]) == ["FR", "DE"]
    assert next(iter(found(back, "instruments", "acme-license")["tests"][0]["ask"])) == "teacher"


def test_sample_is_a_record_that_holds() -> None:
    knowledge = compile_knowledge(sample())
    assert [v.name for v in knowledge.instruments["acme-license"].versions] == ["2024-01-01", "2024-07-01-en-eu", "2024-07-01-en-us"]
    assert {kind for kind in KINDS if SAMPLE.get(kind)} == set(KINDS)


def test_every_list_of_a_record_is_in_the_sample() -> None:
    for kind in KINDS:
        used = fields_used(SHAPES[kind], SAMPLE[kind], kind)
        lists = {f"{kind}.{f.name}" for f in SHAPES[kind].fields if f.many and f.shape is not None}
        assert lists <= used, kind


def test_names_of_versions_are_those_of_citations() -> None:
    load_sample()
    compiled = compile_knowledge(sample())
    versions = [v for i in compiled.instruments.values() for v in i.versions]
    here = {(v.instrument_id, v.name) for v in Version.objects.all()}
    assert here == {(v.instrument, v.name) for v in versions}
    assert {c.citation for c in Clause.objects.all()} == {c.citation for v in versions for c in v.clauses}
    carried = set(Clause.objects.filter(origin__isnull=False).values_list("pk", flat=True))
    assert {n.pk for n in Norm.objects.filter(clause__isnull=False)} == {
        n.id for v in versions for n in v.norms if n.citation not in carried
    }


def test_clause_carried_over_names_the_one_that_holds_the_words() -> None:
    load_sample()
    carried = Clause.objects.get(pk="acme-license@2024-07-01-en-eu#no-improving")
    assert carried.words.quote == "improve no other model"
    assert carried.words.pk == "acme-license@2024-01-01#no-improving"


def test_second_load_does_nothing() -> None:
    assert load_sample()
    assert not load_sample()


def test_only_what_changed_is_written() -> None:
    load_sample()
    whole = sample()
    found(whole, "instruments", "acme-license")["versions"][0]["clauses"][0]["summary"] = "Other words."
    loaded = load_sample(whole)
    assert loaded.changed == (("instruments", "acme-license"),)
    assert (loaded.rows.added, loaded.rows.changed, loaded.rows.removed) == (0, 2, 0)  # the clause, and the record's digests
    assert records() == in_order(whole)


def test_a_part_that_moves_is_changed_and_one_that_goes_is_removed() -> None:
    load_sample()
    whole = sample()
    clauses = found(whole, "instruments", "acme-license")["versions"][0]["clauses"]
    clauses.reverse()
    whole["cases"][0]["events"] = []
    load_sample(whole)
    assert records() == in_order(whole)
    assert SourceUse.objects.filter(event__isnull=False).count() == 0


@pytest.mark.parametrize("seed", range(3))
def test_order_of_files_does_not_matter(seed: int) -> None:
    whole = sample()
    dice = random.Random(seed)  # noqa: S311 - an order, no secret
    shuffled = {kind: dice.sample(whole[kind], len(whole[kind])) for kind in dice.sample(sorted(whole), len(whole))}
    load_sample(shuffled)
    assert records() == in_order(SAMPLE)


def test_record_without_file_is_removed_and_one_written_here_is_left_alone() -> None:
    load_sample()
    Provider.objects.create(slug="ours", name="Ours")
    whole = sample()
    whole["countermeasures"] = []
    loaded = load_sample(whole)
    assert loaded.removed == (("countermeasures", "watermark"),)
    assert record("countermeasures", "watermark") is None
    assert record("providers", "ours") == {"slug": "ours", "name": "Ours"}


Change = Callable[[dict[str, list[dict[str, Any]]]], None]


def put(kind: str, slug: str, *way: str | int, **fields: Any) -> Change:
    """Set fields of a record, or of a part that lies `way` inside it; None takes a field away."""

    def do(whole: dict[str, list[dict[str, Any]]]) -> None:
        inside: Any = found(whole, kind, slug)
        for step in way:
            inside = inside[step]
        inside.update(fields)

    return do


CLAUSE = ("versions", 0, "clauses", 0)
AUTHORITY = ("positions", 0, "authorities", 0)
WRONG: dict[str, tuple[Change, list[str]]] = {
    "unknown field": (put("models", "acme-1", weight="open"), ["models/acme-1.yaml", "weight", "weights"]),
    "unknown word": (put("models", "acme-1", weights="opne"), ["models/acme-1.yaml", "weights", "open"]),
    "missing field": (put("models", "acme-1", provider=None), ["models/acme-1.yaml", "'provider' is missing"]),
    "no such provider": (put("models", "acme-1", provider="acmee"), ["models/acme-1.yaml", "provider", "'acmee'", "acme"]),
    "no such source": (put("models", "acme-1", sources=["papre"]), ["models/acme-1.yaml", "sources.0", "paper"]),
    "no such text": (put("services", "hostco-cloud", "passes_through", 0, to=["host-term"]), ["passes_through.0.to.0", "host-terms"]),
    "no such parent": (put("edges", "host-1--trained--talk", parent="tallk"), ["edges/", "parent", "talk"]),
    "no such holding": (
        put("issues", "is-it-copying", *AUTHORITY, cite="case:acme-v-hostco#frist"),
        ["issues/is-it-copying.yaml", "positions.0.authorities.0.cite", "first"],
    ),
    "no citation": (put("assessments", "copyright-us", "authorities", 0, cite="older-v-old"), ["assessments/", "no citation", "case:"]),
    "impossible day": (put("instruments", "host-terms", "versions", 0, valid_from="2023-02-30"), ["host-terms", "2023-02-30"]),
    "impossible month": (put("edges", "host-1--distilled--acme-1", date="2024-13"), ["edges/", "date", "2024-13"]),
    "unknown fact": (put("instruments", "host-terms", *CLAUSE, "norms", 0, when="evason"), ["host-terms", "evasion"]),
    "two effects": (put("instruments", "host-terms", *CLAUSE, "norms", 0, permits="access"), ["host-terms", "exactly one"]),
    "no such version": (put("instruments", "acme-license", "versions", 1, "clauses", 0, same_as="2024-01-02"), ["2024-01-01"]),
    "long quote": (put("instruments", "host-terms", *CLAUSE, quote="word " * 41), ["host-terms", "40 words"]),
    "no source": (put("edges", "hostco--outputs--acme", sources=None), ["hostco--outputs--acme", "no source"]),
    "version without source": (put("instruments", "host-terms", "versions", 0, sources=None), ["host-terms@2023-01-01", "no source"]),
    "range backwards": (put("models", "acme-1", "licenses", 0, to="2023-12"), ["models/acme-1.yaml", "link_range"]),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_refused_as_a_whole(what: str) -> None:
    change, said = WRONG[what]
    whole = sample()
    change(whole)
    with pytest.raises(LoadError) as refused:
        load_sample(whole)
    for words in said:
        assert words in str(refused.value)
    assert not any(table.model.objects.exists() for table in TABLES.values())


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_leaves_what_is_there(what: str) -> None:
    load_sample()
    whole = sample()
    whole["providers"].append({"slug": "new", "name": "New"})
    WRONG[what][0](whole)
    with pytest.raises(LoadError):
        load_sample(whole)
    assert records() == in_order(SAMPLE)


def test_every_error_is_told_at_once() -> None:
    whole = sample()
    found(whole, "models", "acme-1")["provider"] = "nobody"
    found(whole, "services", "hostco-cloud")["operator"] = "nobody"
    with pytest.raises(LoadError) as refused:
        load_sample(whole, extra=[])
    assert len(refused.value.errors) == 2


def test_file_that_cannot_be_read() -> None:
    with pytest.raises(LoadError, match=r"x\.yaml:3: no YAML"):
        load_sample(extra=[Card("providers", {"slug": "x"}, broken="x.yaml:3: no YAML")])
    assert not Provider.objects.exists()


def test_record_that_others_point_to_cannot_go() -> None:
    load_sample()
    whole = sample()
    whole["sources"] = [s for s in whole["sources"] if s["slug"] != "paper"]
    with pytest.raises(LoadError, match=r"models/acme-1\.yaml: sources\.0: there is no record 'paper'"):
        load_sample(whole)


def test_edited_here_is_not_written_over_unless_asked() -> None:
    load_sample()
    Provider.objects.filter(pk="acme").update(name="Acme, Incorporated")
    assert not load_sample()  # the file did not change: the edit stands
    whole = sample()
    found(whole, "providers", "acme")["country"] = "DE"
    with pytest.raises(LoadError, match="providers/acme was edited here"):
        load_sample(whole)
    assert Provider.objects.get(pk="acme").name == "Acme, Incorporated"
    assert load_sample(whole, overwrite=True)
    assert Provider.objects.get(pk="acme").name == "Acme"


def test_file_that_says_what_was_edited_here_is_taken() -> None:
    load_sample()
    Provider.objects.filter(pk="acme").update(country="DE")
    whole = sample()
    found(whole, "providers", "acme")["country"] = "DE"
    assert load_sample(whole)


def test_ends_of_edges_lie_in_the_column_of_their_kind() -> None:
    load_sample()
    edge = Edge.objects.get(pk="host-1--trained--talk")
    assert (edge.parent_dataset_id, edge.parent_model_id, edge.parent.pk, edge.child.pk) == ("talk", None, "talk", "host-1")


def test_move_of_what_is_still_there_is_refused() -> None:
    load_sample()
    whole = sample()
    whole["countermeasures"] = []
    with pytest.raises(AddressError, match="providers/acme"):
        load_sample(whole, moved={("providers", "acme"): "acme-inc"})
    assert record("countermeasures", "watermark") is not None
    assert not Address.objects.exists()


def test_history_tells_who_and_why() -> None:
    load_sample(why="first")
    whole = sample()
    found(whole, "providers", "acme")["country"] = "DE"
    load_sample(whole, why="they moved")
    events = Provider.objects.get(pk="acme").history.order_by("pgh_id")
    assert [(e.pgh_label, e.country, e.pgh_context.metadata) for e in events] == [
        ("insert", "US", {"who": "a test", "why": "first"}),
        ("update", "DE", {"who": "a test", "why": "they moved"}),
    ]
