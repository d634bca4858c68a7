"""Documents checked on a page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kb.importers.bounded import LONGEST
from kb.models import SavedVerdict

USE = {"student_kind": "task_llm", "release": "weights", "purpose": "commercial", "country": "US", "competes": "unknown", "market": ""}


def test_the_form_asks_for_a_document_and_the_use(client: Client) -> None:
    page = client.get("/check/")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'enctype="multipart/form-data"' in text
    assert text.index('name="document"') < text.index('name="release"')


def test_what_was_pasted_is_checked_and_not_kept(client: Client) -> None:
    before = SavedVerdict.objects.count()
    page = client.post("/check/", {**USE, "document": "dataset tatsu-lab/alpaca\ndataset <b>who</b>\n"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Fail" in text
    assert "not recognized" in text
    assert "<b>who" not in text
    assert page["X-Robots-Tag"] == "noindex"
    assert SavedVerdict.objects.count() == before


def test_a_part_links_to_its_full_answer(client: Client) -> None:
    text = client.post("/check/", {**USE, "document": "dataset tatsu-lab/alpaca"}).content.decode()
    address = text[text.index('href="/ask/?') + 6 :].partition('"')[0].replace("&amp;", "&")
    assert "alpaca" in address
    assert client.get(address).status_code == 200


def test_a_file_is_read(client: Client) -> None:
    card = SimpleUploadedFile("README.md", b"---\nbase_model: meta-llama/Llama-3.1-8B\n---\n")
    page = client.post("/check/", {**USE, "file": card})
    assert "llama-3.1-8b" in page.content.decode()


@pytest.mark.parametrize(("name", "data"), [("model.zip", b"PK"), ("a.json", b"\xff\xff"), ("big.json", b" " * (LONGEST + 1))])
def test_other_files_are_refused(client: Client, name: str, data: bytes) -> None:
    page = client.post("/check/", {**USE, "file": SimpleUploadedFile(name, data)})
    assert page.status_code == 400
    assert "It cannot be checked" in page.content.decode()


@pytest.mark.parametrize("wrong", [{"document": ""}, {"student_kind": "duck"}, {"max_risk": "some"}, {"format": "zip"}, {"country": "EU"}])
def test_what_cannot_be_read_is_said(client: Client, wrong: dict[str, str]) -> None:
    page = client.post("/check/", {**USE, "document": "model gpt-4o", **wrong})
    assert page.status_code == 400
    assert "It cannot be checked" in page.content.decode()


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/check/").status_code == 405
