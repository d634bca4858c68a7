"""From the home page every link is followed: no dead link, no error, no page without title, heading, language, canonical address."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from kb.services.publish import publish
from tests.sample import load_sample

pytestmark = pytest.mark.django_db
VARIANTS = 3  # query strings that are followed for one path
APART = ("/static/", "/admin/")  # served by others, or for editors
FEWEST = 100  # pages that the sample has


class Page(HTMLParser):
    """The links, identifiers and required parts of a page."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.found: Counter[str] = Counter()
        self.canonical = self.language = ""
        self.indexed = True
        self.feed(body)
        self.title = (re.search(r"<title>(.*?)</title>", body, re.DOTALL) or ["", ""])[1].strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.found[tag] += 1
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "a" and "href" in named:
            self.links.append(named["href"])
        if tag == "html":
            self.language = named.get("lang", "")
        if tag == "meta" and named.get("name") == "robots" and "noindex" in named.get("content", ""):
            self.indexed = False
        if tag == "link" and named.get("rel") == "canonical":
            self.canonical = named.get("href", "")


def crawl(client: Client) -> tuple[dict[str, int], dict[str, Page], dict[str, set[str]]]:
    """Every address with its status, every page, and the parts of pages that links name."""
    waiting, seen, pages, parts, variants = ["/"], {}, {}, {}, Counter[str]()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        response = client.get(address)
        seen[address] = response.status_code
        if response.status_code in (301, 302):
            waiting.append(response["Location"])
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        pages[address] = page = Page(response.content.decode())
        for link in page.links:
            target = urlsplit(urljoin(address, link))
            if target.netloc or not target.path.startswith("/") or target.path.startswith(APART):
                continue
            here = target.path + (f"?{target.query}" if target.query else "")
            if target.fragment:
                parts.setdefault(here, set()).add(target.fragment)
            variants[target.path] += bool(target.query) and here not in seen and here not in waiting
            if not target.query or variants[target.path] <= VARIANTS:
                waiting.append(here)
    return seen, pages, parts


def test_no_page_is_dead_or_nameless() -> None:
    load_sample()
    publish(who="a test", why="to try it")
    seen, pages, parts = crawl(Client(raise_request_exception=False))
    assert len(pages) > FEWEST
    assert {a: s for a, s in seen.items() if s not in (200, 301, 302)} == {}
    ours = {a: p for a, p in pages.items() if not a.startswith("/api/")}
    assert [a for a, p in ours.items() if not p.title or p.found["h1"] != 1 or not p.language] == []
    assert [a for a, p in ours.items() if p.indexed and (not p.canonical.startswith("http") or "?" in p.canonical)] == []
    assert {a: [i for i, n in Counter(p.ids).items() if n > 1] for a, p in ours.items() if len(set(p.ids)) != len(p.ids)} == {}
    dead = {f"{a}#{x}" for a, names in parts.items() if a in ours for x in names if x not in ours[a].ids}
    assert dead == set()
