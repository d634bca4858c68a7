"""Each constraint of the database, tried: the rows stand until the one thing that it forbids is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import ProgrammingError
from pytest_django import DjangoDbBlocker

from kb.models import (
    AbsentText,
    Address,
    AiModel,
    Authority,
    Case,
    CaseEvent,
    Clause,
    Dataset,
    Defense,
    Edge,
    Generator,
    Holding,
    Incident,
    Incorporation,
    Instrument,
    Involvement,
    Issue,
    Law,
    LawStatus,
    Link,
    Norm,
    NormException,
    Paper,
    PassThrough,
    Place,
    Position,
    Provenance,
    Provider,
    Provision,
    Publication,
    Reading,
    Revision,
    SavedVerdict,
    Service,
    Source,
    SourceUse,
    Technique,
    Term,
    Treatment,
    Version,
)  # fmt: skip
from kb.services import verdicts
from kb.services.publish import publish
from tests.sample import load_sample

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - the database must be there
    """The sample, loaded once; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample()
        yield
        transaction.set_rollback(True)


def and_settle(do: Callable[[], object]) -> None:
    """Do it, and let the database look at what it usually looks at when a transaction ends."""
    do()
    settle()


def settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def change(table: type[models.Model], key: str, /, **columns: Any) -> Callable[[], object]:
    def do() -> None:
        assert table._default_manager.filter(pk=key).update(**columns) == 1

    return do


def add(table: type[models.Model], /, **columns: Any) -> Callable[[], object]:
    return lambda: table._default_manager.create(**columns)


def drop(table: type[models.Model], /, **which: Any) -> Callable[[], object]:
    def do() -> None:
        rows = table._default_manager.filter(**which)
        assert rows.exists()
        rows._raw_delete("default")

    return do


LICENSE, EU, US = "acme-license@2024-01-01", "acme-license@2024-07-01-en-eu", "acme-license@2024-07-01-en-us"
LONG = " ".join(["word"] * 41)
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "slug in upper case": (add(Provider, slug="Acme", name="Acme"), "provider_slug_is_slug"),
    "place in lower case": (add(Place, slug="eu", name="EU"), "place_slug_is_slug"),
    "slug twice": (add(Provider, slug="acme", name="Another"), "kb_provider_pkey"),
    "unknown state": (change(Provider, "acme", state="secret"), "provider_state_known"),
    "no name": (change(Provider, "acme", name=""), "provider_name_given"),
    "unknown kind": (change(Instrument, "acme-license", kind="treaty"), "instrument_kind_known"),
    "unknown weights": (change(AiModel, "acme-1", weights="ajar"), "model_weights_known"),
    "unknown channel": (change(Service, "hostco-cloud", default_for=["fax"]), "service_default_for_known"),
    "unknown avenue": (change(Law, "model-act", avenues=["envy"]), "law_avenues_known"),
    "impossible form of date": (change(AiModel, "acme-1", released="Jan 2024"), "model_released_is_date"),
    "clause without version": (add(Clause, id="x", version_id="none@1", key="a", pinpoint="1"), "foreign key"),
    "clause without version at all": (add(Clause, id="x", key="a", pinpoint="1"), "null value"),
    "clause without pinpoint": (change(Clause, f"{LICENSE}#name", pinpoint=""), "clause_has_pinpoint"),
    "clause twice in a version": (add(Clause, id="x", version_id=LICENSE, key="name", pinpoint="1"), "clause_once_in_version"),
    "clause carried over from nowhere": (change(Clause, f"{EU}#no-improving", origin=None), "clause_carried_has_origin"),
    "long quote of a clause": (change(Clause, f"{LICENSE}#name", quote=LONG), "clause_quote_is_short"),
    "long quote of a provision": (change(Provision, "law:model-act#s1", quote=LONG), "provision_quote_is_short"),
    "long quote of a holding": (change(Holding, "case:acme-v-hostco#first", quote=LONG), "holding_quote_is_short"),
    "long words of an exception": (change(NormException, f"{LICENSE}#no-improving!1/unless/1", words=LONG), "exception_words_is_short"),
    "two versions begin on one day": (
        add(Version, id="x", instrument_id="acme-license", name="x", valid_from=date(2024, 7, 1), region=["EU"], language="en"),
        "version_(begins_once|no_overlap)",
    ),
    "two undated versions": (add(Version, id="x", instrument_id="acme-policy", name="x"), "version_begins_once"),
    "two versions of one name": (
        add(Version, id="x", instrument_id="acme-license", name="2024-01-01", language="fr"), "version_named_once"
    ),
    "overlapping versions": (
        add(Version, id="x", instrument_id="host-terms", name="2024-06-01", valid_from=date(2024, 6, 1)), "version_no_overlap"
    ),
    "version that ends before it begins": (change(Version, "host-terms@2023-01-01", valid_to=date(2022, 1, 1)), "version_range"),
    "undated version with a date": (change(Version, LICENSE, dated_by="undated"), "version_undated"),
    "version without source": (drop(Provenance, version=US), "has no source"),
    "source of a version moved away": (change(Provenance, f"{US}/sources/1", version_id=EU), "has no source"),
    "new version without source": (
        add(Version, id="x", instrument_id="host-terms", name="x", valid_from=date(2026, 1, 1)), "has no source"
    ),
    "norm of nothing": (change(Norm, f"{LICENSE}#name!1", clause=None), "norm_belongs_to_one"),
    "norm of two": (change(Norm, f"{LICENSE}#name!1", provision_id="law:model-act#s1"), "norm_belongs_to_one"),
    "norm with another effect": (change(Norm, f"{LICENSE}#name!1", effect="suggests"), "norm_effect_known"),
    "norm without effect": (change(Norm, f"{LICENSE}#name!1", effect=None), "null value"),
    "norm on another act": (change(Norm, f"{LICENSE}#name!1", act="sing"), "norm_act_known"),
    "duty without words": (change(Norm, f"{LICENSE}#name!1", duty=""), "norm_duty_in_words"),
    "norm attached elsewhere": (change(Norm, "law:model-act#s1!1", attaches=["moon"]), "norm_attaches_known"),
    "exception without condition": (change(NormException, f"{LICENSE}#no-improving!1/unless/1", when=""), "exception_when_given"),
    "reading twice": (
        add(Reading, id="x", norm_id=f"{LICENSE}#no-improving!1", construction_id="large-language-model"), "reading_once"
    ),
    "incorporated twice": (add(Incorporation, id="x", instrument_id="acme-license", incorporated_id="acme-policy"), "incorporation_once"),
    "model of no provider": (change(AiModel, "acme-1", provider_id="nobody"), "foreign key"),
    "link of nothing": (change(Link, "models/acme-1/licenses/1", model=None), "link_belongs_to_one"),
    "link of two": (change(Link, "models/acme-1/licenses/1", dataset_id="talk"), "link_belongs_to_one"),
    "link to no text": (change(Link, "models/acme-1/licenses/2", title=""), "link_names_a_text"),
    "link that ends before it begins": (change(Link, "models/acme-1/licenses/1", until="2023"), "link_range"),
    "link that ends as it begins": (change(Link, "models/acme-1/licenses/1", until="2024-01-01"), "link_range"),
    "terms that end before they begin": (change(Term, "services/hostco-cloud/terms/1", until="2022-12"), "term_range"),
    "terms of no plan": (change(Term, "services/hostco-cloud/terms/1", plan="family"), "term_plan_known"),
    "nothing passed through": (change(PassThrough, "services/hostco-cloud/passes_through/1", texts=[]), "pass_through_texts_given"),
    "absent text backwards": (change(AbsentText, "services/hostco-cloud/other_texts_not_held/1", until="2021"), "absent_range"),
    "generator without name": (change(Generator, "datasets/talk/generators/2", name=""), "generator_is_named"),
    "edge with an end of another kind": (change(Edge, "host-1--trained--talk", parent_kind="model"), "edge_parent_is_one"),
    "edge with two ends": (change(Edge, "host-1--trained--talk", child_provider_id="acme"), "edge_child_is_one"),
    "edge of unknown relation": (change(Edge, "host-1--trained--talk", relation="cousin_of"), "edge_relation_known"),
    "edge without source": (drop(SourceUse, edge="host-1--distilled--acme-1"), "has no source"),
    "model without source": (drop(SourceUse, model="acme-1"), "has no source"),
    "data set without source": (drop(SourceUse, dataset="talk"), "has no source"),
    "incident without source": (drop(SourceUse, incident="the-affair"), "has no source"),
    "conflict without source": (drop(SourceUse, conflict="who-said-what"), "has no source"),
    "law without source": (change(Law, "model-act", citation=""), "has no source"),
    "case without source": (change(Case, "older-v-old", citation=""), "has no source"),
    "issue without authority": (drop(Authority, in_position__issue="is-it-copying"), "has no source"),
    "general knowledge no longer marked": (change(AiModel, "host-1", verification="verified"), "has no source"),
    "source that statements rest on": (drop(Source, pk="paper"), "foreign key"),
    "source of two statements at once": (change(SourceUse, "models/acme-1/sources/1", dataset_id="talk"), "source_use_belongs_to_one"),
    "status without date": (change(LawStatus, "law:model-act/statuses/1", date=""), "law_status_date_given"),
    "provision twice": (add(Provision, id="x", law_id="model-act", key="s1", pinpoint="1"), "provision_once_in_law"),
    "holding twice": (add(Holding, id="x", case_id="acme-v-hostco", key="first", text="x"), "holding_once_in_case"),
    "case that treats itself": (change(Treatment, "case:acme-v-hostco/treatments/1", treated_id="acme-v-hostco"), "treatment_of_another"),
    "event without words": (change(CaseEvent, "case:acme-v-hostco/events/1", event=""), "case_event_event_given"),
    "position twice": (add(Position, id="x", issue_id="is-it-copying", key="no", text="x"), "position_once_in_issue"),
    "authority of nothing": (
        change(Authority, "assessments/copyright-us/authorities/1", in_assessment=None), "authority_belongs_to_one"
    ),
    "authority that cites two": (change(Authority, "assessments/copyright-us/authorities/1", law_id="model-act"), "authority_cites_one"),
    "involved twice": (add(Involvement, id="x", incident_id="the-affair", provider_id="acme"), "involvement_once"),
    "unknown method": (change(Technique, "soft-labels", methods=["osmosis"]), "technique_methods_known"),
    "meant twice": (
        add(Defense, id="x", countermeasure_id="watermark", technique_id="soft-labels", source_id="paper"), "defense_once"
    ),
    "paper of two": (change(Paper, "countermeasures/watermark/papers/1", technique_id="soft-labels"), "paper_belongs_to_one"),
    "unknown grade": (change(Incident, "the-affair", grade="gossip"), "incident_grade_known"),
    "unknown status": (change(Issue, "is-it-copying", status="boring"), "issue_status_known"),
    "unknown mode": (change(Dataset, "talk", mode="some"), "dataset_mode_known"),
}  # fmt: skip


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("what", REFUSED)
def test_database_refuses(what: str) -> None:
    settle()
    do, said = REFUSED[what]
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        and_settle(do)


@pytest.mark.usefixtures("loaded")
def test_range_of_a_month_within_its_year_is_none() -> None:
    wrong = change(Link, "models/acme-1/licenses/1", since="2024-01", until="2024")
    with pytest.raises(IntegrityError, match="link_range"), transaction.atomic():
        wrong()
    change(Link, "models/acme-1/licenses/1", since="2024-01", until="2024-02")()


@pytest.mark.usefixtures("loaded")
def test_versions_that_follow_each_other_or_lie_elsewhere_stand() -> None:
    more = {"instrument_id": "host-terms"}
    Version.objects.create(id="a", name="a", valid_from=date(2025, 1, 1), **more)
    Version.objects.create(id="b", name="b", valid_from=date(2024, 6, 1), region=["EU"], **more)
    Version.objects.create(id="c", name="c", valid_from=date(2024, 6, 1), language="de", **more)
    for key in "abc":
        Provenance.objects.create(id=f"{key}/sources/1", version_id=key, url="https://example.org/x")
    settle()


@pytest.mark.usefixtures("loaded")
def test_draft_needs_no_source_until_it_is_published() -> None:
    AiModel.objects.create(slug="soon", name="Soon", provider_id="acme", weights="open", modality="llm", state="draft")
    settle()
    with pytest.raises(IntegrityError, match="soon has no source"), transaction.atomic():
        and_settle(change(AiModel, "soon", state="published"))


@pytest.mark.usefixtures("loaded")
def test_source_replaced_by_another_is_none_lost() -> None:
    SourceUse.objects.filter(edge="host-1--distilled--acme-1").delete()
    SourceUse.objects.create(id="new", source_id="paper", edge_id="host-1--distilled--acme-1")
    settle()


@pytest.fixture
def revision(loaded: None) -> Revision:  # noqa: ARG001 - what there is to publish
    return Revision.objects.get(pk=publish(who="a test", why="to try it").revision)


def test_revision_never_changes(revision: Revision) -> None:
    for do in (lambda: Revision.objects.update(records=0), lambda: Revision.objects.filter(pk=revision.pk)._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            do()


def test_revision_is_named_by_its_content(revision: Revision) -> None:
    with pytest.raises(IntegrityError, match="revision_named_by_content"):
        Revision.objects.create(pk="sha256:" + "0" * 64, document=revision.document, records=1)


def test_publication_never_changes(revision: Revision) -> None:
    assert revision.publications.count() == 1
    for do in (lambda: Publication.objects.update(why="other"), lambda: Publication.objects.all()._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            do()


def test_address_never_dies(revision: Revision) -> None:
    chosen = Address.objects.filter(first=revision, kind="models", slug="acme-1")
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
        chosen._raw_delete("default")
    with pytest.raises(IntegrityError, match="address_moved_is_gone"), transaction.atomic():
        chosen.update(moved_to="acme-2")
    with pytest.raises(IntegrityError, match="address_once"), transaction.atomic():
        Address.objects.create(kind="models", slug="acme-1", first=revision)


def test_saved_verdict_never_changes(revision: Revision) -> None:  # noqa: ARG001 - what it answers from
    kept = verdicts.save({"teacher": "acme-1", "channel": "weights", "method": "outputs", "student_kind": "task_llm"}, "2024-02-01")
    for do in (lambda: SavedVerdict.objects.update(answer="{}"), lambda: SavedVerdict.objects.filter(pk=kept.pk)._raw_delete("default")):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            do()


@pytest.mark.usefixtures("revision")
def test_saved_verdict_has_an_id_that_nobody_guesses() -> None:
    one = SavedVerdict(question={}, answer="{}", revision=Revision.objects.get())
    two = SavedVerdict(question={}, answer="{}", revision=Revision.objects.get())
    assert one.pk != two.pk
    assert len(one.pk) == 22
    with pytest.raises(IntegrityError, match="saved_verdict_id_is_long"):
        SavedVerdict.objects.create(id="1", question={}, answer="{}", revision=Revision.objects.get())
