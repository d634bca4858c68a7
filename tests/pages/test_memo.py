"""The memo of a saved verdict: Markdown, and the same words as a Word document that opens again."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from django.test import Client

from kb.models import SavedVerdict
from kb.pages import answer
from kb.rendering import word
from tests.pages.test_ask import FACTS


@pytest.fixture
def address(client: Client) -> str:
    client.post("/ask/", FACTS)
    return f"/verdicts/{SavedVerdict.objects.get().pk}"


def test_the_word_document_says_what_the_markdown_says(client: Client, address: str) -> None:
    assert f'href="{address}.docx"' in client.get(f"{address}/").content.decode()
    response = client.get(f"{address}.docx")
    assert (response["Content-Type"], response["X-Robots-Tag"]) == (word.TYPE, "noindex")
    opened = docx.Document(BytesIO(response.content))
    text = "\n".join(p.text for p in opened.paragraphs)
    verdict = client.get(f"{address}.json").json()
    assert verdict["headline"] in text
    assert verdict["disclaimer"] in text
    for cited in verdict["citations"]:
        assert cited["title"] in text
        assert not cited["quote"] or cited["quote"] in text
    for duty in verdict["conditions"]:
        assert f"☐ {duty['text']}" in text
    for note in (*verdict["assumptions"], *verdict["warnings"]):
        assert note["text"] in text
    headings = [p.text for p in opened.paragraphs if p.style and p.style.name.startswith("Heading")]
    assert headings[:1] == ["What the texts say"]
    assert headings[-1] == "Sources"
    assert {line[3:] for line in client.get(f"{address}.md").content.decode().splitlines() if line.startswith("## ")} <= set(headings)


def test_a_site_without_the_library_says_so(client: Client, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "WORD", False)
    assert ".docx" not in client.get(f"{address}/").content.decode()
    response = client.get(f"{address}.docx")
    assert (response.status_code, response["Referrer-Policy"]) == (501, "no-referrer")
    assert "office.txt" in response.content.decode()


def test_no_verdict_no_document(client: Client) -> None:
    assert client.get("/verdicts/nothing.docx").status_code == 404


def test_lists_quotes_and_links_keep_their_place() -> None:
    text = "# T\n\n**b** <https://x.org>\n\n- [ ] do\n\n1. One\n   > “quote <b>”\n\n2. Two\n\n### A\n\n<script>no</script>end"
    opened = docx.Document(BytesIO(word.document(text, "T")))
    assert [(p.style.name if p.style else "", p.text) for p in opened.paragraphs] == [
        ("Title", "T"), ("Normal", "b https://x.org"), ("List Bullet", "☐ do"), ("List Number", "One"), ("Quote", "“quote ”"),
        ("List Number", "Two"), ("Heading 2", "A"), ("Normal", "end"),
    ]  # fmt: skip
    assert opened.core_properties.title == "T"
    assert "https://x.org" in {r.target_ref for r in opened.part.rels.values() if r.is_external}
    assert word.document(text, "T") == word.document(text, "T")
