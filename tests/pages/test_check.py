"""Documents checked on a page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kb.importers.bounded import LONGEST
from kb.models import SavedVerdict
from kb.rendering.check_reports import ATTESTATIONS, FORMS
from kb.rendering.odrl import terms

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


@pytest.mark.parametrize(
    "wrong",
    [{"document": ""}, {"student_kind": "duck"}, {"max_risk": "some"}, {"format": "zip"}, {"country": "EU"}, {"report": "pdf"},
     {"subject": "sold"}],
)
def test_what_cannot_be_read_is_said(client: Client, wrong: dict[str, str]) -> None:
    page = client.post("/check/", {**USE, "document": "model gpt-4o", **wrong})
    assert page.status_code == 400
    assert "It cannot be checked" in page.content.decode()


def test_other_methods_are_refused(client: Client) -> None:
    assert client.put("/check/").status_code == 405


@pytest.mark.parametrize("form", FORMS)
def test_the_result_is_given_as_a_file_in_every_form(client: Client, form: str) -> None:
    page = client.post("/check/", {**USE, "document": "dataset tatsu-lab/alpaca", "report": form})
    assert (page.status_code, page["Content-Type"]) == (200, FORMS[form].media_type)
    assert page["Content-Disposition"] == f'attachment; filename="canidistill.{FORMS[form].suffix}"'
    assert b"prohib" in page.content
    assert page["X-Robots-Tag"] == "noindex"


def test_a_saved_verdict_is_taken_away_as_attestations(client: Client) -> None:
    asked = {"teacher": "deepseek-r1", "channel": "weights", "method": "outputs", "student_kind": "task_llm", "release": "weights"}
    address = client.post("/ask/", asked)["Location"]
    page = client.get(address).content.decode()
    for form in ATTESTATIONS:
        assert f'href="{address}as/{form}/"' in page
        file = client.get(f"{address}as/{form}/")
        assert (file.status_code, file["Content-Type"]) == (200, FORMS[form].media_type)
        assert b"deepseek-r1" in file.content
        assert (file["Referrer-Policy"], file["X-Robots-Tag"]) == ("no-referrer", "noindex")
    assert client.get(f"{address}as/pdf/").status_code == 404
    assert client.get("/verdicts/nobody/as/odrl/").status_code == 404


def test_the_profile_of_odrl_is_served_for_people_and_machines(client: Client) -> None:
    page = client.get("/ns/odrl/")
    assert all(f'id="{name}"' in page.content.decode() for name, *_ in terms())
    machine = client.get("/ns/odrl/", headers={"Accept": "application/ld+json"})
    assert machine["Content-Type"] == "application/ld+json"
    assert machine.json() == client.get("/ns/odrl.jsonld").json()
    policy = client.post("/check/", {**USE, "document": "dataset tatsu-lab/alpaca", "report": "odrl"}).json()
    assert policy["profile"] == machine.json()["@graph"][0]["@id"] == "http://testserver/ns/odrl/"


def test_a_model_that_somebody_else_made_is_asked_about_by_its_card(client: Client) -> None:
    card = "---\nmodel_name: Theirs\nlicense: cc-by-nc-4.0\nbase_model: Qwen/Qwen2.5-7B\n---\n"
    text = client.post("/check/", {**USE, "document": card, "subject": "used"}).content.decode()
    assert "Fail" in text
    assert "as the document describes it" in text
    assert "of-the-document" not in text
