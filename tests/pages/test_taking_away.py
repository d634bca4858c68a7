"""Citations, files, feeds, structured data and maps for crawlers, on the real record."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import jsonfeed
import pytest
from django.test import Client

from kb.queries.published import published
from kb.rendering.notation import words
from kb.rendering.works import citation_of, work_of
from kb.rules.shapes import KINDS

CLAUSE = "llama-3-community-license@2024-04-18#no-improving-other-models"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def body(client: Client, address: str, data: dict[str, str] | None = None) -> str:
    response = client.get(address, data)
    assert response.status_code == 200, address
    return response.content.decode()


def test_a_clause_is_cited_in_each_style(client: Client) -> None:
    page = body(client, "/cite/", {"of": CLAUSE})
    assert "Meta, Meta Llama 3 Community License Agreement § 1.b.v (Apr. 18, 2024), https://" in page
    assert "Meta Llama 3 Community License Agreement\N{RIGHT SINGLE QUOTATION MARK} (18 April 2024) § 1.b.v &lt;https://" in page
    assert "revision sha256:" in page
    assert "improve any other large language model" in page


def test_cases_and_laws_are_cited_by_what_is_known(client: Client) -> None:
    case = body(client, "/cite/", {"of": "case:andersen-v-stability"})
    assert "Andersen et al. v. Stability AI Ltd. et al., No. 3:23-cv-00201-WHO (N.D. Cal. filed Jan. 13, 2023)." in case
    law = body(client, "/cite/", {"of": "law:eu-ai-act"})
    assert "(Artificial Intelligence Act), OJ L" in law


def test_files_for_reference_managers(client: Client) -> None:
    bib = body(client, "/cite.bib", {"of": CLAUSE})
    assert bib.startswith("@misc{llama-3-community-license-2024-04-18-no-improving-other-models,")
    assert bib.count("{") == bib.count("}")
    item = json.loads(body(client, "/cite.json", {"of": "case:andersen-v-stability"}))[0]
    assert item["type"] == "legal_case"
    assert item["issued"] == {"date-parts": [[2023, 1, 13]]}
    assert item["number"] == "3:23-cv-00201-WHO"


@pytest.mark.parametrize(
    "of", ["", "nothing", "case:nothing", "law:eu-ai-act#nothing", "mit@1999-01-01", "x:y", "llama-3-community-license#nothing", "a" * 400]
)
def test_what_is_not_on_record_has_no_citation(client: Client, of: str) -> None:
    for address in ("/cite/", "/cite.bib", "/cite.json"):
        assert client.get(address, {"of": of}).status_code == 404


def test_everything_can_be_cited(client: Client) -> None:
    now = published()
    assert now
    for kind in KINDS:
        for slug in now.records[kind]:
            assert work_of(now, citation_of(kind, slug)), (kind, slug)
        body(client, "/cite/", {"of": citation_of(kind, next(iter(now.records[kind])))})


def test_bibtex_escapes_what_latex_reads(client: Client) -> None:
    now = published()
    assert now
    slug = next(s for s, r in now.records["sources"].items() if "&" in r["title"])
    title = re.search(r"title = \{(.*)\},", body(client, "/cite.bib", {"of": f"source:{slug}"}))
    assert title
    assert "&" not in title[1].replace(r"\&", "")


@pytest.mark.parametrize("kind", KINDS)
def test_each_record_is_a_markdown_file_and_each_list_a_table(client: Client, kind: str) -> None:
    now = published()
    assert now
    slug = next(iter(now.records[kind]))
    text = body(client, f"/{kind}/{slug}.md")
    assert text.startswith(f"# {words(now.title(kind, slug))}\n")
    assert f"/{kind}/{slug}/" in text
    rows = list(csv.reader(StringIO(body(client, f"/{kind}.csv"))))
    assert len(rows) == len(now.records[kind]) + 1
    assert all(len(r) == len(rows[0]) for r in rows)
    assert not any(cell.startswith(("=", "+", "@")) for r in rows for cell in r)


def test_a_list_is_exported_as_it_is_filtered(client: Client) -> None:
    rows = list(csv.DictReader(StringIO(body(client, "/models.csv?weights=closed"))))
    assert rows
    assert {r["weights"] for r in rows} == {"closed"}
    assert "/models.csv?weights=closed" in body(client, "/models/?weights=closed")


FOLLOWED = ("all", "cases", "laws", "providers/openai", "instruments/openai-terms-of-use", "cases/thomson-reuters-v-ross", "laws/eu-ai-act")


@pytest.mark.parametrize("address", [f"/feeds/{x}" for x in FOLLOWED])
def test_feeds(client: Client, address: str) -> None:
    root = ET.fromstring(client.get(f"{address}.atom").content)  # noqa: S314 - our own
    entries = root.findall("a:entry", ATOM)
    assert entries
    for name in ("title", "id", "updated"):
        assert root.findtext(f"a:{name}", "", ATOM)
        assert all(e.findtext(f"a:{name}", "", ATOM) for e in entries)
    ids = [e.findtext("a:id", "", ATOM) for e in entries]
    assert len(ids) == len(set(ids))
    told = json.loads(body(client, f"{address}.json"))
    assert [i["id"] for i in told["items"]] == ids
    assert told["feed_url"].endswith(f"{address}.json")


def test_parsers_of_others_read_the_feeds(client: Client) -> None:
    for address in ("/feeds/all", "/feeds/cases"):
        atom = feedparser.parse(body(client, f"{address}.atom").encode())
        told = jsonfeed.Feed.parse_string(body(client, f"{address}.json"))
        assert not atom.bozo, atom.get("bozo_exception")
        assert atom.version == "atom10"
        assert [(e.id, e.link, e.title) for e in atom.entries] == [(i.id, i.url, i.title) for i in told.items]
        assert all(e.updated_parsed for e in atom.entries)
        assert (atom.feed.title, atom.feed.link) == (told.title, told.home_page_url)


def test_a_feed_is_not_sent_twice(client: Client) -> None:
    tag = client.get("/feeds/all.atom")["ETag"]
    again = client.get("/feeds/all.atom", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    for address in ("/feeds/nothing.atom", "/feeds/cases/nothing.json", "/feeds/providers.atom", "/feeds/models/gpt-4o.atom"):
        assert client.get(address).status_code == 404


def _data(page: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_machines_read_what_a_page_is(client: Client) -> None:
    law = _data(body(client, "/laws/eu-ai-act/"))
    assert law["@type"] == "Legislation"
    assert law["legislationLegalForce"] in ("https://schema.org/InForce", "https://schema.org/PartiallyInForce")
    bill = _data(body(client, "/laws/us-hr-8283/"))
    assert bill["legislationLegalForce"] == "https://schema.org/NotInForce"
    assert _data(body(client, "/models/deepseek-r1/"))["license"][0].endswith("/instruments/mit/")
    assert _data(body(client, "/datasets/openhermes-2.5/"))["@type"] == "Dataset"
    assert _data(body(client, "/"))["@graph"]


def test_crawlers_find_every_address(client: Client) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    parts = [x.text or "" for x in ET.fromstring(client.get("/sitemap.xml").content).iterfind("s:sitemap/s:loc", space)]  # noqa: S314 - our own
    assert "Sitemap: http://testserver/sitemap.xml" in body(client, "/robots.txt")
    count = 0
    for part in parts:
        found = [x.text or "" for x in ET.fromstring(client.get(part).content).iterfind("s:url/s:loc", space)]  # noqa: S314 - our own
        count += len(found)
        step = 1 if part.endswith("pages.xml") else max(1, len(found) // 3)
        for address in found[::step]:
            body(client, address.removeprefix("http://testserver"))
    now = published()
    assert now
    assert count > sum(map(len, now.records.values()))
    assert client.get("/sitemaps/nothing.xml").status_code == 404


def test_a_clause_is_a_markdown_file_with_its_rules_and_its_history(client: Client) -> None:
    name, key = CLAUSE.split("#")
    text = body(client, f"/instruments/{name}/{key}.md")
    assert text.startswith("# Meta Llama 3 Community License Agreement, § 1.b.v\n")
    assert f"/instruments/{name}/{key}/> · `{CLAUSE}`" in text
    assert "> You will not use the Llama Materials or any output or results of" in text
    assert "`role in (teacher, dataset) and trains and student_is_llm`" in text
    assert "forbids train when the part in which the text binds is teacher or dataset and a model is trained" in text
    assert f"| [2024-04-18](http://testserver/instruments/{name}/) | first |" in text
    assert f"/instruments/{name}/{key}.md" in body(client, f"/instruments/{name}/{key}/")


def test_every_version_is_a_markdown_file_with_its_clauses(client: Client) -> None:
    now = published()
    assert now
    for text in now.knowledge.instruments.values():
        for version in text.versions[-1:]:
            file = body(client, f"/instruments/{text.slug}@{version.name}.md")
            assert file.startswith(f"# {words(text.title)}, {version.name}\n")
            assert all(f"### {c.key}\n" in file for c in version.clauses)
    assert "openai-terms-of-use@2024-12-11.md" in body(client, "/instruments/openai-terms-of-use@2024-12-11/")


def test_what_changed_is_a_markdown_file(client: Client) -> None:
    now = published()
    assert now
    text = now.knowledge.instruments["openai-terms-of-use"]
    old, new = text.versions[0].name, text.versions[-1].name
    file = body(client, f"/instruments/openai-terms-of-use/compare/{old}..{new}.md")
    assert file.startswith("# What changed in ")
    assert re.search(r"^## (Changed|Added|Removed): ", file, re.MULTILINE)
    assert f"/compare/{old}..{new}.md" in body(client, f"/instruments/openai-terms-of-use/compare/{old}..{new}/")
    same = body(client, f"/instruments/openai-terms-of-use/compare/{new}..{new}.md")
    assert "## " not in same


@pytest.mark.parametrize("address", ["nothing@2024-04-18", "mit@1999-01-01", "mit@undated/nothing", "mit/compare/undated..nothing"])
def test_what_is_not_held_is_no_file(client: Client, address: str) -> None:
    assert client.get(f"/instruments/{address}.md").status_code == 404
