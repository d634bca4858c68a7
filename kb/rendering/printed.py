"""A page of the site as Markdown: what it prints, read from its HTML. So nothing stands on a page and not in its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias
from urllib.parse import urljoin

from kb.rendering.notation import bold, coded, line, linked, seam, table, words

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
LEFT = frozenset({"form", "script", "style", "svg", "nav", "datalist", "template", "hr", "h1"})  # words stand beside each drawing
UNPRINTED = frozenset({"no-print", "visually-hidden", "skip"})
INLINE = frozenset({"a", "abbr", "b", "br", "button", "cite", "code", "del", "em", "i", "ins", "label", "mark", "q", "small", "span",
                    "strong", "sub", "sup", "time", "wbr"})  # fmt: skip
APART = frozenset({"button", "small", "span", "strong"})  # never a part of a word
HEADINGS = {f"h{level}": "#" * level for level in range(2, 7)}
NAMES = frozenset({"summary", "dt"})
SIGNS = {**dict.fromkeys(("strong", "b", "mark", "ins"), "**{}**"), **dict.fromkeys(("em", "i", "cite"), "*{}*"),
         "del": "~~{}~~", "q": "“{}”"}  # fmt: skip

Block = list[str]  # its lines
Inside: TypeAlias = "Element | str"


@dataclass(slots=True)
class Element:
    """An element of a page: its name, its attributes, and what is in it."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    inside: list[Inside] = field(default_factory=list)

    @property
    def printed(self) -> bool:
        """Whether paper shows it."""
        classes = set(self.attributes.get("class", "").split())
        hidden = self.tag in LEFT or bool(UNPRINTED & classes) or self.attributes.get("aria-hidden") == "true"
        return not hidden and not (self.tag == "a" and "button" in classes)

    @property
    def text(self) -> str:
        """Its words as they stand."""
        return "".join(x if isinstance(x, str) else x.text for x in self.inside)

    def children(self, *tags: str) -> list[Element]:
        """Elements of these names directly inside that are printed; a `div` around them counts for nothing."""
        printed = [x for x in self.inside if isinstance(x, Element) and x.printed]
        return [y for x in printed for y in ([x] if x.tag in tags else x.children(*tags) if x.tag == "div" else [])]

    def found(self, tag: str) -> list[Element]:
        """Elements of a name anywhere inside."""
        return [y for x in self.inside if isinstance(x, Element) for y in ([x] if x.tag == tag else x.found(tag))]


@dataclass(frozen=True, slots=True)
class Printed:
    """A page: its main heading as Markdown, and the lines of everything below it."""

    title: str
    lines: list[str]


def printed(html: str, address: str) -> Printed:
    """What a page prints. `address` is the page's own, in full: links are made absolute by it."""
    root = _Reader(html).root
    main = next(iter(root.found("main")), root)
    writer = _Writer(address)
    heading = next(iter(main.found("h1")), Element(""))
    return Printed(writer.said(heading.inside), list(_spaced(writer.blocks(main.inside))))


class _Reader(HTMLParser):
    """The tree of a page. Every element that is not void is closed, as it is in our templates."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("")
        self.open = [self.root]
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        at = next((i for i in range(len(self.open) - 1, 0, -1) if self.open[i].tag == tag), None)
        if at is not None:
            del self.open[at:]

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


@dataclass(frozen=True, slots=True)
class _Writer:
    address: str

    def blocks(self, inside: Iterable[Inside]) -> Iterator[Block]:
        """Blocks; words that stand between them make paragraphs."""
        for run in _runs(inside):
            if isinstance(run, Element):
                yield from self.block(run)
            elif said := self.said(run):
                *first, last = map(line, said.split("\n"))
                yield [*(f"{x}\\" for x in first), last]

    def block(self, element: Element) -> Iterator[Block]:
        """The blocks of an element; what is none in Markdown is read for those in it."""
        if element.tag in HEADINGS:
            yield [f"{HEADINGS[element.tag]} {self.said(element.inside)}"]
        elif element.tag in NAMES:
            yield [bold(self.said(element.inside))]
        elif element.tag in ("ul", "ol"):
            yield list(self.items(element))
        elif element.tag == "dl":
            yield from self.fields(element)
        elif element.tag == "table":
            yield from self.table(element)
        elif element.tag == "blockquote":
            yield [f"> {x}".rstrip() for x in _spaced(self.blocks(element.inside))][:-1]
        elif element.tag == "pre":
            yield list(_fenced(element.text))
        else:
            yield from self.blocks(element.inside)

    def items(self, element: Element) -> Iterator[str]:
        """The lines of a list; a heading in an item is bold words."""
        for at, item in enumerate(element.children("li"), 1):
            sign = f"{at}. " if element.tag == "ol" else "- "
            blocks = (([bold(b[0].lstrip("# "))] if b[0].startswith("#") else b) for b in self.blocks(item.inside))
            lines = list(_spaced(blocks))[:-1]
            yield from (f"{' ' * len(sign) if i else sign}{x}".rstrip() for i, x in enumerate(lines))

    def fields(self, element: Element) -> Iterator[Block]:
        """Names and their values: words beside the name, blocks below it."""
        name = ""
        for x in element.children("dt", "dd"):
            if x.tag == "dt":
                name = bold(f"{self.said(x.inside)}:")
            elif any(isinstance(run, Element) for run in _runs(x.inside)):
                yield [name]
                yield from self.blocks(x.inside)
            else:
                yield [f"{name} {self.said(x.inside)}"]

    def table(self, element: Element) -> Iterator[Block]:
        """A table below its caption. Rows that have fewer cells are filled up."""
        yield from ([bold(self.said(c.inside))] for c in element.found("caption") if c.printed)
        rows = [[self.cell(c) for c in r.children("th", "td")] for r in element.found("tr")]
        wide = max(map(len, rows), default=0)
        filled = [cells + [""] * (wide - len(cells)) for cells in rows]
        if filled:
            yield table(filled[0], filled[1:])

    def cell(self, element: Element) -> str:
        """A cell on one line. The head of a group of rows is bold."""
        text = self.flat(element.inside)
        return bold(text) if element.attributes.get("scope") == "rowgroup" else text

    def flat(self, inside: Iterable[Inside]) -> str:
        """Blocks on one line, parted by a middle dot."""
        return " · ".join(x for x in map(self.flat_block, _runs(inside)) if x)

    def flat_block(self, run: Element | list[Inside]) -> str:
        """A block, or the words between two, on one line."""
        if not isinstance(run, Element):
            return " · ".join(self.said(run).split("\n"))
        text = self.flat(run.inside)
        return f"“{text}”" if run.tag == "blockquote" and not text.startswith("“") else text

    def said(self, inside: Iterable[Inside]) -> str:
        """Words inside a line, as Markdown; a line break is a new line."""
        return "\n".join(" ".join(part.split()) for part in self.raw(inside).split("\n"))

    def raw(self, inside: Iterable[Inside]) -> str:
        """The same with spaces as they stand. Elements that a style sheet sets apart never run together."""
        text, before = "", False
        for x in inside:
            part = words(x) if isinstance(x, str) else self.marked(x) if x.printed else ""
            apart = isinstance(x, Element) and x.tag in APART
            text += (", " if (apart or before) and _touch(text, part) else seam(text, part)) + part
            before = apart
        return text

    def marked(self, element: Element) -> str:
        """An element inside a line, with the signs for what it is."""
        if element.tag == "br":
            return "\n"
        if element.tag == "code":
            return coded(element.text)
        whole = self.raw(element.inside)
        inner = whole.strip(" ")
        if not inner:
            return whole
        if element.tag == "a":
            text = linked(inner, urljoin(self.address, element.attributes.get("href", "")))
        else:
            text = inner if "**" in inner else SIGNS.get(element.tag, "{}").format(inner)
        return whole.replace(inner, text, 1)


def _runs(inside: Iterable[Inside]) -> Iterator[Element | list[Inside]]:
    """Blocks, and between them whatever stands in one line."""
    loose: list[Inside] = []
    for x in inside:
        if isinstance(x, str) or x.tag in INLINE or not x.printed:
            loose.append(x)
            continue
        yield loose
        loose = []
        yield x
    yield loose


def _spaced(blocks: Iterable[Block]) -> Iterator[str]:
    """The lines of blocks, each with an empty one behind it."""
    for block in blocks:
        yield from (*block, "")


def _fenced(code: str) -> Iterator[str]:
    """Lines of code behind a fence that none of them closes."""
    fence = "`" * max([3, *(len(x) + 1 for x in re.findall("`+", code))])
    yield from (fence, *code.strip("\n").split("\n"), fence)


def _touch(text: str, part: str) -> bool:
    """Whether two pieces would run together into one word."""
    return text.rstrip("*~)")[-1:].isalnum() and part.lstrip("*~[`")[:1].isalnum() and not (text[-1:].isspace() or part[:1].isspace())
