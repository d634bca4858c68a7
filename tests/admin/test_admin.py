"""The admin shows every noun, finds by search, and changes nothing that was published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.admin.utils import quote as quoted
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from kb.models import AiModel, Provider, Revision, SavedVerdict
from kb.models.layout import TABLES
from kb.services import verdicts
from kb.services.publish import publish
from tests.sample import load_sample

pytestmark = pytest.mark.django_db
NOUNS = sorted(m._meta.model_name for m in admin.site._registry if m._meta.app_label == "kb")


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 - the database must be there
    """The sample, loaded and published once; each test works in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_sample()
        publish(who="a test", why="to try it")
        verdicts.save({"teacher": "acme-1", "channel": "weights", "method": "outputs", "student_kind": "task_llm"}, "2024-02-01")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def client(site: None, db: None) -> Client:  # noqa: ARG001 - what the client looks at
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_every_kind_of_record_is_there() -> None:
    assert {t.model for t in TABLES.values()} <= set(admin.site._registry)


@pytest.mark.parametrize("noun", NOUNS)
def test_list_and_every_row_of_it_open(client: Client, noun: str) -> None:
    listed = client.get(reverse(f"admin:kb_{noun}_changelist"), {"q": "a"} if noun != "savedverdict" else {})
    assert listed.status_code == 200
    model = next(m for m in admin.site._registry if m._meta.model_name == noun)
    assert model._default_manager.exists()
    for row in model._default_manager.all():
        assert client.get(reverse(f"admin:kb_{noun}_change", args=[quoted(row.pk)])).status_code == 200


@pytest.mark.parametrize("noun", ["revision", "publication", "address", "savedverdict"])
def test_what_was_published_is_read_only(client: Client, noun: str) -> None:
    model = next(m for m in admin.site._registry if m._meta.model_name == noun)
    row = model._default_manager.first()
    assert client.get(reverse(f"admin:kb_{noun}_add")).status_code == 403
    assert client.post(reverse(f"admin:kb_{noun}_change", args=[quoted(row.pk)]), {"why": "x"}).status_code == 403
    assert client.post(reverse(f"admin:kb_{noun}_delete", args=[quoted(row.pk)]), {"post": "yes"}).status_code == 403


def test_list_of_saved_verdicts_tells_no_id(client: Client) -> None:
    kept = SavedVerdict.objects.get()
    assert kept.pk not in client.get(reverse("admin:kb_savedverdict_changelist")).content.decode()
    assert Revision.objects.get().pk in client.get(reverse("admin:kb_savedverdict_changelist")).content.decode()


def test_search_finds(client: Client) -> None:
    shown = client.get(reverse("admin:kb_aimodel_changelist"), {"q": "Acme 1"}).content.decode()
    assert "acme-1" in shown
    assert "host-1" not in shown


def fields_of(page: str) -> dict[str, str]:
    """The values of a form as the page shows them."""
    found = dict(re.findall(r'<input type="(?:text|hidden|url|number)" name="([^"]+)" value="([^"]*)"', page))
    found |= {n: v.lstrip("\n") for n, v in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', page)}
    chosen = re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    return found | {n: (re.findall(r'value="([^"]*)" selected', options) or [""])[0] for n, options in chosen}


def test_edit_keeps_who_made_it_and_lists_with_commas(client: Client) -> None:
    Provider.objects.filter(pk="acme").update(aliases=["ACME, Inc.", "acme"])
    address = reverse("admin:kb_provider_change", args=["acme"])
    form = fields_of(client.get(address).content.decode())
    assert form["aliases"] == "ACME, Inc.\nacme"
    saved = client.post(address, {**form, "name": "Acme Group"})
    assert saved.status_code == 302, saved.content.decode()
    provider = Provider.objects.get(pk="acme")
    assert (provider.name, provider.aliases, provider.country) == ("Acme Group", ["ACME, Inc.", "acme"], "US")
    context = provider.history.order_by("pgh_id").last().pgh_context.metadata
    assert context["user"] == User.objects.get().pk


def test_edit_leaves_structured_details_as_they_were(client: Client) -> None:
    address = reverse("admin:kb_aimodel_change", args=["acme-1"])
    form = fields_of(client.get(address).content.decode().replace("&quot;", '"'))
    assert client.post(address, {**form, "parameters": "8B"}).status_code == 302
    model = AiModel.objects.get(pk="acme-1")
    assert (model.parameters, model.access) == ("8B", [{"type": "hub", "id": "acme/Acme-1", "gated": True}])
    assert model.gated is False


def test_slug_cannot_be_changed(client: Client) -> None:
    page = client.get(reverse("admin:kb_provider_change", args=["acme"])).content.decode()
    assert 'name="slug"' not in page
    assert quote("acme") in page
