"""Citations of the real record: the forms that lawyers use, and files that independent readers take."""

from __future__ import annotations

import html
import json
import re

import bibtexparser
import pytest
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.test import Client

from kb.queries.published import published
from kb.rendering import citations
from kb.rendering.works import citation_of, work_of
from kb.rules.shapes import KINDS

SITE, DAY, REVISION = "https://example.org/x/", "2026-11-28", "sha256:0"
FORMS = {  # citation: Bluebook, OSCOLA
    "case:feist-v-rural": (
        "Feist Publications, Inc. v. Rural Telephone Service Co., 499 U.S. 340 (1991).",
        "Feist Publications, Inc v Rural Telephone Service Co 499 US 340 (1991)",
    ),
    "case:getty-images-v-stability-ai": (
        "Getty Images (US) Inc. v. Stability AI Ltd, [2025] EWHC 2863 (Ch).",
        "Getty Images (US) Inc v Stability AI Ltd [2025] EWHC 2863 (Ch)",
    ),
    "case:ryanair-v-pr-aviation": (
        "Case C-30/14, Ryanair Ltd v. PR Aviation BV, ECLI:EU:C:2015:10 (Jan. 15, 2015).",
        "Case C-30/14 Ryanair Ltd v PR Aviation BV EU:C:2015:10",
    ),
    "case:gema-v-openai": (
        "GEMA v. OpenAI, No. 42 O 14139/24 (Landgericht München I Nov. 11, 2025).",
        "GEMA v OpenAI No 42 O 14139/24 (Landgericht München I, 11 November 2025)",
    ),
    "case:doe-v-github": (
        "Doe 1 v. GitHub, Inc. (Copilot), No. 24-7700 (9th Cir. Sept. 16, 2026).",
        "Doe 1 v GitHub, Inc (Copilot) No 24-7700 (9th Cir, 16 September 2026)",
    ),
    "law:us-copyright-act#s-107": ("Copyright Act of 1976, 17 U.S.C. § 107.", "Copyright Act of 1976, 17 USC § 107"),
    "law:gb-cdpa#s-29a-1": (
        "Copyright, Designs and Patents Act 1988, 1988 c. 48, s. 29A(1).",
        "Copyright, Designs and Patents Act 1988, s 29A(1)",
    ),
    "law:us-hr-8283#s-3-4": (
        "Deterring American AI Model Theft Act of 2026, H.R. 8283, 119th Cong. § 3(4)(C) (as introduced).",
        "Deterring American AI Model Theft Act of 2026, HR 8283, 119th Cong § 3(4)(C) (as introduced)",
    ),
    "law:eu-cdsm-directive#art-3": (
        "Directive (EU) 2019/790 on copyright in the Digital Single Market, art. 3.",
        "Directive (EU) 2019/790 on copyright in the Digital Single Market, art 3",
    ),
}


@pytest.mark.parametrize("of", FORMS)
def test_forms_of_cases_and_laws(client: Client, of: str) -> None:
    page = html.unescape(client.get("/cite/", {"of": of}).content.decode())
    shown = re.findall(r'<p class="citation">(.*?)</p>', page)
    assert tuple(shown[:2]) == FORMS[of]


def works() -> list[str]:
    """Three records of each kind, a clause, a holding and a provision."""
    now = published()
    assert now
    found = [citation_of(k, slug) for k in KINDS for slug in sorted(now.records[k])[:: max(1, len(now.records[k]) // 3)]]
    return [*found, *FORMS, "llama-3-community-license@2024-04-18#no-improving-other-models", "case:bartz-v-anthropic#training-fair-use"]


def test_an_independent_reader_takes_every_bibtex_entry() -> None:
    now = published()
    assert now
    for of in works():
        work = work_of(now, of)
        assert work, of
        library = bibtexparser.parse_string(citations.bibtex(work, SITE, DAY, REVISION))
        assert not library.failed_blocks, of
        (entry,) = library.entries
        assert entry.entry_type == "misc"
        assert re.fullmatch(r"[a-z0-9-]+", entry.key)
        assert {"title", "url", "urldate", "note"} <= entry.fields_dict.keys()


def test_an_independent_formatter_takes_every_csl_item() -> None:
    now = published()
    assert now
    items = [citations.csl(work, SITE, DAY, REVISION) for of in works() if (work := work_of(now, of))]
    source = CiteProcJSON(json.loads(json.dumps(items)))
    bibliography = CitationStylesBibliography(CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain)
    for item in items:
        bibliography.register(Citation([CitationItem(item["id"].lower())]))
    shown = [str(x) for x in bibliography.bibliography()]
    assert len(shown) == len({i["id"] for i in items})
    assert all(any(i["title"][:20] in x for x in shown) for i in items)
