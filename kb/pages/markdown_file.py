"""What a page shows as Markdown: the same rows, with absolute addresses, to be taken into notes and memos."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from kb.pages import frames
from kb.pages.rows import Item, Row, rows_of
from kb.queries.published import Published
from kb.rendering import addresses, citations
from kb.rendering.clock import today
from kb.rendering.notation import TYPE, coded, line, linked, table, words
from kb.rendering.works import citation_of, work_of


def record(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The file of a whole record."""
    now = frames.current(kind)
    found = frames.record_of(now, kind, slug)
    of = Subject(words(now.title(kind, slug)), addresses.of_record(kind, slug), slug, citation_of(kind, slug))
    return written(request, now, of, rows_of(now, kind, found))


@dataclass(frozen=True, slots=True)
class Subject:
    """What a file is about: its title as Markdown, the address of its page, the name below the title, and how it is cited."""

    title: str
    address: str
    name: str = ""
    citation: str = ""


def written(
    request: HttpRequest, now: Published, of: Subject, rows: Iterable[Row] = (), body: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    """The file: title and address, the rows, lines of a body that are no rows, and the citation."""
    page = request.build_absolute_uri(of.address)
    work = work_of(now, of.citation) if of.citation else None
    said = citations.plain(work, page, now.revision) if work else f"{page}, revision {now.revision}"
    name = f" · {coded(of.name)}" if of.name else ""
    lines = [f"# {of.title}", "", f"<{page}>{name} · read {today()}", ""]
    lines += [*_rows(rows, request.build_absolute_uri("/")[:-1], 2), *body]
    text = "\n".join([*lines, "---", "", words(said), "", "Not legal advice.", ""])
    return HttpResponse(text, status=status, content_type=TYPE, headers={"Link": f'<{page}>; rel="canonical"'})


def _rows(rows: Iterable[Row], site: str, level: int) -> Iterator[str]:
    """Fields of few words as a list, longer ones and parts under headings."""
    for row in rows:
        if row.parts:
            yield from (f"{'#' * level} {row.label}", "")
            for anchor, inner in row.parts:
                yield from _rows(inner, site, min(level + 1, 6)) if not anchor else [
                    f"{'#' * min(level + 1, 6)} {anchor}", "", *_rows(inner, site, min(level + 2, 6)),
                ]  # fmt: skip
        elif row.lines:
            cells = ((_said(items, site) for _, items in of_line) for of_line in row.lines)
            yield from (f"{'#' * level} {row.label}", "", *table(row.columns, cells), "")
        elif len(row.items) == 1 and row.items[0].shown_as == "markdown":
            yield from (f"**{row.label}**", "", row.items[0].text.strip(), "")
        elif len(row.items) == 1 and row.items[0].shown_as == "quote":
            yield from (*(f"> {line(words(x))}".rstrip() for x in row.items[0].text.split("\n")), "")
        else:
            yield from (f"**{row.label}:** {_said(row.items, site)}", "")


def _said(items: Iterable[Item], site: str) -> str:
    return "; ".join(_item(i, site) for i in items)


def _item(item: Item, site: str) -> str:
    if item.shown_as == "link" and item.address:
        address = item.address if item.address.startswith("http") else site + item.address
        return f"<{address}>" if item.text == address else linked(words(item.text), address)
    if item.shown_as == "markdown":
        return item.text
    return coded(item.text) if item.shown_as == "condition" else words(item.text)
