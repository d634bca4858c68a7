"""Records of every kind: lists with filters, and each by its slug. Kinds and fields come from `kb.rules.shapes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.urls import reverse
from rest_framework.request import Request

from kb.api import filters, forms, paging, parameters, reading, record_schemas, selection
from kb.api.endpoint import JSON, Endpoint, as_json
from kb.api.forms import CSV, JSON_LD
from kb.api.operations import Operation, path_parameter
from kb.api.paging import Page
from kb.api.parameters import LIMIT, PAGING, Parameter
from kb.api.problems import Problem
from kb.queries import as_of
from kb.queries.addresses import buried
from kb.queries.published import Published
from kb.rendering import jsonld
from kb.rendering.clock import today
from kb.rules.errors import nearest
from kb.rules.fields import Shape, ordered
from kb.rules.shapes import SHAPES

LONGEST_NAME = 200  # characters that are compared with names on record
FORM = path_parameter("form", {"type": "string", "enum": list(forms.SUFFIXES)}, "The form of the answer, whatever Accept says.")
ON_A_DAY = {
    "instruments": "Show the versions in force on this day. A list leaves out texts of which none was.",
    "laws": "Show the steps taken by this day; the last one tells the status. A list leaves out laws of which none was.",
}
Record = Mapping[str, Any]
Rows = Mapping[str, Record]


def one_of(kind: str) -> str:
    """The singular of a kind, for people."""
    return {"datasets": "data set"}.get(kind, kind.removesuffix("s"))


class Reading(Endpoint):
    """Records of one kind, at one address. `forms` is empty where the address names the form by a suffix."""

    kind = ""
    forms = (JSON, CSV, JSON_LD)
    key = "slug"  # the field that a record is named by
    whole = True  # are parts shown with the parts of their own?

    @property
    def shape(self) -> Shape:
        """The shape of the records."""
        return SHAPES[self.kind]

    def rows(self, now: Published) -> Rows:
        """The records of a revision by their names."""
        return now.records[self.kind]

    def dated(self) -> tuple[Parameter, ...]:
        """The day, for kinds that have anything that begins or ends."""
        return (reading.as_of(ON_A_DAY.get(self.kind, "Show the links to texts that held on this day.")),) if as_of.dated(self.kind) else ()

    def json_ld(self, request: Request, now: Published, name: str, day: str) -> dict[str, Any]:
        """A record as schema.org has it, with the legal force of a day."""
        return jsonld.data_of(now, self.kind, name, request.build_absolute_uri("/")[:-1], day)

    def shown(self, now: Published, record: Record, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What a caller sees of a record as JSON."""
        kept = selection.tree_of(self.shape, asked, self.key, whole=self.whole)
        return selection.expanded(now, self.shape, selection.shown(record, kept), asked.get("expand", ()))

    def as_csv(self, name: str, records: list[Record], asked: Mapping[str, Any]) -> HttpResponse:
        """Records as a CSV file."""
        return forms.as_csv(name, records, selection.tree_of(self.shape, {**asked, "expand": ()}, self.key, whole=False))

    def described(self, operation: Operation) -> Operation:
        """An operation, as it stands at an address that names the form by a suffix."""
        if self.forms:
            return operation
        words = f"As `{operation.name}`, with the same parameters, in the form that the address names."
        return replace(
            operation, name=f"{operation.name}_as", summary=f"{operation.summary}, in a form", words=words,
            parameters=[FORM, *operation.parameters],
        )  # fmt: skip


class RecordList(Reading):
    """All records of a kind, sorted and filtered."""

    whole = False

    def declared(self) -> tuple[Parameter, ...]:
        """Filters; what is shown, in which order; the revision and the day; where the page begins and how long it is."""
        chosen = (*filters.parameters_of(self.shape), *selection.parameters_of(self.shape), paging.order_of(self.shape, self.key))
        return (*chosen, reading.REVISION, *self.dated(), *PAGING)

    def get(self, request: Request, form: str = "") -> HttpResponse:
        """A page of records as JSON, or all of them in another form."""
        asked = parameters.read(request, self.declared())
        now, media = reading.at(asked), forms.media_of(request, form)
        day = asked.get("as_of") or today()

        def build() -> HttpResponse:
            rows = self.on_day(now, asked)
            keys, wanted = paging.keys_of(rows, asked["order"], self.key), filters.chosen(self.shape, rows, asked, day)
            unlimited = media != JSON and LIMIT.name not in parameters.texts(request)
            page = paging.page(request, asked, keys, wanted, None if unlimited else asked[LIMIT.name])
            return self.answer(request, now, page, rows, asked, media)

        daily = (media == JSON_LD or filters.STATUS.name in asked) and "as_of" not in asked
        return reading.read(request, now, media, build, day if daily else "")

    def on_day(self, now: Published, asked: Mapping[str, Any]) -> Rows:
        """The records as they stood on the day asked for, those that did."""
        found = self.rows(now)
        if "as_of" not in asked:
            return found
        then = {slug: as_of.on_day(now, self.kind, record, asked["as_of"]) for slug, record in found.items()}
        return {slug: record for slug, record in then.items() if as_of.stood(self.kind, found[slug], record)}

    def answer(self, request: Request, now: Published, page: Page, rows: Rows, asked: Mapping[str, Any], media: str) -> HttpResponse:
        """The page in a form; where there is another page, with its address in the header Link."""
        found = [rows[name] for name in page.names]
        if media == CSV:
            response = self.as_csv(self.kind, found, asked)
        elif media == JSON_LD:
            day = asked.get("as_of") or today()
            response = forms.as_json_ld(jsonld.graph(self.json_ld(request, now, name, day) for name in page.names))
        else:
            response = as_json({"results": [self.shown(now, r, asked) for r in found], "next": page.following})
        if page.following:
            response.headers["Link"] = f'<{page.following}>; rel="next"'
        return response

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return self.described(Operation(
            f"list_{self.kind}", self.kind, f"List {self.kind}",
            "A page at a time as JSON. As CSV and as JSON-LD, which `expand` does not change, all at once unless `limit` is given.",
            self.declared(), {200: record_schemas.page_of(self.kind)}, ("invalid-parameter", "not-found"), kept=True, read=True,
            forms=forms.SCHEMAS,
        ))  # fmt: skip


class RecordDetail(Reading):
    """One record by its slug, with every field."""

    def declared(self) -> tuple[Parameter, ...]:
        """What is shown; the revision and the day."""
        return (*selection.parameters_of(self.shape), reading.REVISION, *self.dated())

    def get(self, request: Request, slug: str, form: str = "") -> HttpResponseBase:
        """The record, or where it went."""
        asked = parameters.read(request, self.declared())
        now = reading.at(asked)
        record = now.records[self.kind].get(slug)
        if record is None:
            return self.elsewhere(request, now, slug, form)
        if "as_of" in asked:
            record = as_of.on_day(now, self.kind, record, asked["as_of"])
        return self.answer(request, now, slug, ordered(self.shape, record), asked, forms.media_of(request, form))

    def answer(self, request: Request, now: Published, name: str, record: Record, asked: Mapping[str, Any], media: str) -> HttpResponse:
        """The record in a form."""
        day = asked.get("as_of") or today()

        def build() -> HttpResponse:
            if media == CSV:
                return self.as_csv(name, [record], asked)
            if media == JSON_LD:
                return forms.as_json_ld(self.json_ld(request, now, name, day))
            return as_json(self.shown(now, record, asked))

        return reading.read(request, now, media, build, day if media == JSON_LD and "as_of" not in asked else "")

    def elsewhere(self, request: Request, now: Published, slug: str, form: str) -> HttpResponseBase:
        """What is known of a slug that is not on record: it moved, it is gone, or it never was. Raises `Problem` unless it moved."""
        address = buried(self.kind, slug)
        if address is not None and address.moved_to:
            name, more = (f"api-{self.kind}-detail-as", [form]) if form else (f"api-{self.kind}-detail", [])
            query = request.META.get("QUERY_STRING")
            place = reverse(name, args=[address.moved_to, *more])
            return HttpResponsePermanentRedirect(f"{place}?{query}" if query else place, preserve_request=True)
        if address is not None:
            day = address.gone_at.date().isoformat() if address.gone_at else None
            raise Problem("gone", f"{address.title or slug}: {address.reason}.", removed=day)
        near = nearest(slug[:LONGEST_NAME], now.records[self.kind])
        raise Problem("not-found", f"No {one_of(self.kind)} named {slug[:LONGEST_NAME]!r} is on record.", nearest=list(near))

    def describe(self, _method: str) -> Operation:
        """What it does."""
        slug = path_parameter("slug", record_schemas.slug_of(self.kind), f"The slug of the {one_of(self.kind)}.")
        return self.described(Operation(
            f"get_{self.kind}", self.kind, f"Read one of {self.kind}",
            f"Every field of one {one_of(self.kind)}, or those asked for. A field without a value is left out.",
            [slug, *self.declared()], {200: record_schemas.one_of(self.kind)}, ("invalid-parameter", "not-found", "gone"),
            kept=True, read=True, moves=308, forms=forms.SCHEMAS,
        ))  # fmt: skip
