"""Every page that offers it as Markdown: an independent parser finds in the file the words and the links that the page prints."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from lxml import html
from markdown_it import MarkdownIt

from kb.pages.records import TAILORED
from kb.rules.shapes import KINDS
from tests.every_page import ASKING, EVERY_PAGE, PAGES, REFUSALS, VERDICTS

SITE = "http://testserver"
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
ON_SCREEN = "form|datalist|script|nav|svg|h1|*[@aria-hidden='true']|a[{button}]|*[{no-print}]|*[{visually-hidden}]"
WITHOUT = {*ASKING, "patterns", "sign in", *(n for n, (_, status) in REFUSALS.items() if status == 404), "no-such-model"}
OF_A_RECORD = {"version", "clause", "versions-compared", *(f"{kind}-fullest" for kind in KINDS if kind not in TAILORED), *VERDICTS}
PRINTED = sorted(EVERY_PAGE.keys() - WITHOUT - OF_A_RECORD)


def offered(page: str) -> str:
    """The address under which a page offers itself as Markdown; "" where it does not."""
    found = html.fromstring(page).xpath("//head/link[@rel='alternate' and @type='text/markdown']/@href")
    assert len(found) <= 1
    return str(found[0]) if found else ""


def file_of(client: Client, name: str) -> tuple[str, str]:
    """A page and its file. Both have the same status."""
    address, status = EVERY_PAGE[name]
    page = client.get(address).content.decode()
    response = client.get(offered(page))
    assert (response.status_code, response["Content-Type"]) == (status, "text/markdown; charset=utf-8")
    return page, response.content.decode()


def on_paper(page: str) -> Any:
    """The main part of a page without what no paper shows."""
    main = html.fromstring(page).find(".//main")
    classes = re.sub(r"\{([a-z-]+)\}", r"contains(concat(' ', @class, ' '), ' \1 ')", ON_SCREEN)
    for element in main.xpath("|".join(f".//{x}" for x in classes.split("|"))):
        element.drop_tree()
    return main


def as_page(text: str) -> Any:
    """The body of a file, between its head and its foot, as the parser reads it."""
    _, _, body = text.partition("\n\n<http")
    body, rule, foot = body.partition("\n\n")[2].rpartition("\n---\n")
    assert rule
    assert "Not legal advice." in foot
    return html.fromstring(f"<main>{READER.render(body)}</main>")


def said(element: Any) -> list[str]:
    return re.findall(r"\w+", " ".join(element.itertext()))


def links(element: Any, address: str) -> Iterator[str]:
    return (urljoin(SITE + address, href).replace("(", "%28").replace(")", "%29") for href in element.xpath(".//a/@href"))


@pytest.mark.parametrize("name", PRINTED)
def test_a_file_says_what_its_page_prints_and_leads_where_it_leads(client: Client, name: str) -> None:
    page, text = file_of(client, name)
    address = EVERY_PAGE[name][0]
    whole = client.get(address + ("&" if "?" in address else "?") + "page=all")  # of many pages of rows, the file holds all
    paper, read = on_paper(whole.content.decode()), as_page(text)
    assert said(read) == said(paper)
    assert list(links(read, address)) == list(links(paper, address))
    assert len(read.findall(".//table")) == len(paper.findall(".//table"))
    title = READER.render(text.partition("\n")[0])
    assert said(html.fromstring(title)) == said(html.fromstring(page).find(".//h1"))


@pytest.mark.parametrize("name", sorted(OF_A_RECORD))
def test_records_and_answers_offer_their_own_files(client: Client, name: str) -> None:
    _, text = file_of(client, name)
    assert READER.render(text).startswith("<h1>")
    assert "<table>" in READER.render(text) or "| --- |" not in text


@pytest.mark.parametrize("name", sorted(WITHOUT))
def test_forms_and_refusals_offer_none(client: Client, name: str) -> None:
    address, _ = EVERY_PAGE[name]
    assert not offered(client.get(address).content.decode())
    path, _, query = address.partition("?")
    file = client.get(f"{path.removesuffix('/')}.md?{query}")
    assert file.status_code in (400, 404)
    assert "text/html" in file["Content-Type"]


def test_a_file_names_its_page_as_the_one_to_be_found(client: Client) -> None:
    for name in ("matrix", "timeline-month", "about-method", "models-fullest", "sources-fullest", "undetermined"):
        _, text = file_of(client, name)
        assert text
        file = client.get(offered(client.get(PAGES[name]).content.decode()))
        assert file["Link"] == f'<{SITE}{PAGES[name]}>; rel="canonical"', name


def test_a_search_that_leads_to_a_page_leads_to_its_file(client: Client) -> None:
    assert client.get("/search.md?q=gpt-4o")["Location"] == "/models/gpt-4o.md"
    both = {"a": "openai-terms-of-use@2023-03-14", "b": "openai-terms-of-use@2023-12-14"}
    assert client.get("/compare.md", both)["Location"] == "/instruments/openai-terms-of-use/compare/2023-03-14..2023-12-14.md"


def test_the_second_page_of_a_search_is_a_file_of_its_own(client: Client) -> None:
    page = client.get("/search/?q=distill&page=2").content.decode()
    (address,) = html.fromstring(page).xpath("//main//a[text()='Markdown']/@href")
    second = client.get(str(address)).content.decode()
    assert said(as_page(second)) == said(on_paper(page))
    assert second != client.get("/search.md?q=distill").content.decode()


def test_nothing_but_pages_is_read_as_a_page(client: Client) -> None:
    for address in ("/nothing.md", "/.md", "/admin.md", "/account/login.md", "/api/v1/models.md", "/matrix.csv.md", "/models/nothing.md"):
        assert client.get(address).status_code == 404, address
    assert client.post("/matrix.md").status_code == 405


def test_what_third_parties_wrote_works_nowhere(client: Client) -> None:
    text = client.get("/instruments/flux-1-dev-non-commercial.md").content.decode()
    assert text.startswith("# FLUX.1 \\[dev\\] Non-Commercial License\n")
    assert READER.render(text).startswith("<h1>FLUX.1 [dev] Non-Commercial License</h1>")
