"""The list of a kind as a CSV file, filtered and sorted as the page of the list is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kb.pages import frames, lists
from kb.rendering import addresses
from kb.rendering.csv_file import table


def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """A line for each record that the address asks for: slug, name, the columns of the list, address."""
    now = frames.current(kind)
    found = lists.chosen(now, kind, request.GET)
    head = ["slug", "name", *(lists.label(n).lower() for n in lists.COLUMNS.get(kind, ())), "address", "revision"]
    rows = (
        [
            x.line.slug,
            x.line.title,
            *(words for _, words in x.cells),
            request.build_absolute_uri(addresses.of_record(kind, x.line.slug)),
            now.revision,
        ]
        for x in found
    )
    return table(kind, [head, *rows])
