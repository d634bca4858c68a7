"""Markdown of ours as a Word document: the same words, headings, lists, quotes and links. Needs `requirements/office.txt`."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import Any

import markdown
import nh3
from docx import Document
from docx.document import Document as Pages
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from lxml import html

from kb.rendering.markup import TAGS

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}
LISTS = {"ul": "List Bullet", "ol": "List Number"}
BLOCKS = frozenset({"p", "blockquote", *LISTS})
TO_DO, BOX = "[ ] ", "☐ "
FONT, SIZE = "Georgia", Pt(11)
Element = Any  # of lxml, which has no types
MADE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)  # the same text gives the same properties on every day


def document(text: str, title: str) -> bytes:
    """The file. Text of any length; what Markdown does not know is kept as plain words."""
    pages = Document()
    pages.styles["Normal"].font.name, pages.styles["Normal"].font.size = FONT, SIZE
    pages.core_properties.title, pages.core_properties.author = title, "canidistill"
    pages.core_properties.created = pages.core_properties.modified = MADE
    reader = markdown.Markdown(extensions=["sane_lists"])
    reader.ESCAPED_CHARS = [*reader.ESCAPED_CHARS, "~"]
    clean = nh3.clean(reader.convert(text), tags=TAGS | {"h1", "h2"}, attributes={"a": {"href"}})
    for element in html.fragment_fromstring(clean, create_parent="body"):
        _block(pages, element, "Normal")
    kept = BytesIO()
    pages.save(kept)
    return kept.getvalue()


def _block(pages: Pages, element: Element, style: str) -> None:
    if element.tag in HEADINGS:
        _inline(pages.add_heading(level=HEADINGS[element.tag]), element)
    elif element.tag in LISTS:
        for item in element:
            _item(pages, item, LISTS[element.tag])
    elif element.tag == "blockquote":
        for inner in element:
            _block(pages, inner, "Quote")
    elif element.tag != "hr":
        _inline(pages.add_paragraph(style=style), element)


def _item(pages: Pages, item: Element, style: str) -> None:
    """An item of a list, and the blocks inside it below. Lists that are loose hold their words in a paragraph."""
    first = next((x for x in item if x.tag == "p"), None) if not (item.text or "").strip() else None
    paragraph = pages.add_paragraph(style=style)
    _inline(paragraph, item if first is None else first)
    for block in item:
        if block.tag in BLOCKS and block is not first:
            _block(pages, block, "Normal")


def _inline(paragraph: Paragraph, element: Element, *, bold: bool = False) -> None:
    """The words of an element; links lead where they led."""
    _run(paragraph, (element.text or "").replace(TO_DO, BOX, 1) if element.tag in ("li", "p") else element.text, bold=bold)
    for inner in element:
        if inner.tag in BLOCKS:
            continue
        if inner.tag == "a":
            _link(paragraph, inner.get("href", ""), "".join(inner.itertext()))
        else:
            _inline(paragraph, inner, bold=bold or inner.tag == "strong")
        _run(paragraph, inner.tail, bold=bold)


def _run(paragraph: Paragraph, text: str | None, *, bold: bool) -> None:
    words = " ".join((text or "").split("\n"))
    if words:
        paragraph.add_run(words).bold = bold or None


def _link(paragraph: Paragraph, address: str, words: str) -> None:
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(words)
    run.underline = True
    link.append(run._r)  # noqa: SLF001 - the library has no other way to a link
    paragraph._p.append(link)  # noqa: SLF001
