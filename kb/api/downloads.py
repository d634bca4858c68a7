"""A whole revision to take along: a manifest of its files with their hashes, and the files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from rest_framework.request import Request

from kb.api import parameters, reading
from kb.api.endpoint import FOR_EVER, Endpoint, conditional, form, kept
from kb.api.operations import Operation, path_parameter
from kb.api.problems import Problem
from kb.queries import downloads
from kb.queries.downloads import File
from kb.queries.published import published_as
from kb.rendering import parquet
from kb.rules.errors import nearest
from kb.rules.shapes import KINDS, SHAPES
from kb.rules.verdict import ENGINE


def files_of(revision: str) -> tuple[File, ...]:
    """The files of a revision. Raises `Problem` where there is no such revision."""
    return downloads.files(reading.known(revision))


class Manifest(Endpoint):
    """The files of a revision."""

    def get(self, request: Request, revision: str) -> HttpResponseBase:
        """The manifest; for `current`, the way to that of the current revision."""
        parameters.read(request, self.declared())
        if revision == reading.CURRENT:
            return reading.to_current(request, "api-manifest")
        files = files_of(revision)
        return kept(request, revision, lambda: self.manifest(request, revision, files))

    def manifest(self, request: Request, revision: str, files: tuple[File, ...]) -> dict[str, Any]:
        """The files with their addresses, and what they hold together."""
        urls = [request.build_absolute_uri(reverse("api-jsonl", args=[revision, f.kind])) for f in files]
        return {
            "revision": revision, "engine": ENGINE, "records": sum(f.records for f in files),
            "files": [{"kind": f.kind, "url": url, **asdict(f)} for f, url in zip(files, urls, strict=True)],
        }  # fmt: skip

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            "get_manifest", "revisions", "List the files of one revision",
            "A file for each kind of record that it holds. From the files alone the revision can be made again: its name is the sha256 of "
            "`{kind: [records]}` as JSON, with names in order of the alphabet and no blanks. `current` leads to the one that answers now.",
            [reading.NAMED], {200: {"$ref": "#/components/schemas/Manifest"}}, ("invalid-parameter", "not-found"), kept=True, moves=302,
        )  # fmt: skip


class RecordsFile(Endpoint):
    """The records of a kind in a revision as a file. The address names the form, whatever Accept says."""

    forms: tuple[str, ...] = ()
    media = ""
    suffix = ""
    words = ""
    refusals: tuple[str, ...] = ()

    def get(self, request: Request, revision: str, kind: str) -> HttpResponseBase:
        """The file, which never changes."""
        parameters.read(request, self.declared())
        if revision == reading.CURRENT and kind in KINDS:
            return reading.to_current(request, f"api-{self.suffix}", kind)
        files = {f.kind: f for f in files_of(revision)} if kind in KINDS else {}
        if kind not in files:
            near = nearest(kind[:200], files or KINDS)
            raise Problem("not-found", f"There is no file of records of a kind {kind[:200]!r}.", nearest=list(near))
        response = self.answer(request, revision, files[kind])
        response.headers.setdefault("Content-Disposition", f'attachment; filename="{kind}.{self.suffix}"')
        return response

    def answer(self, request: Request, revision: str, file: File) -> HttpResponseBase:
        """The file in its form."""
        raise NotImplementedError

    def describe(self, _method: str) -> Operation:
        """What it does."""
        return Operation(
            f"get_{self.suffix}", "revisions", f"Download the records of a kind as {self.suffix}", self.words,
            [reading.NAMED, path_parameter("kind", {"type": "string", "enum": list(KINDS)}, "The kind of record.")],
            {}, ("invalid-parameter", "not-found", *self.refusals), kept=True, moves=302, forms={self.media: {"type": "string"}},
        )  # fmt: skip


class JsonLines(RecordsFile):
    """The very text that the revision is named by, a record a line."""

    media, suffix = "application/jsonl", "jsonl"
    words = "A record a line, by slug, names of fields in order of the alphabet. The ETag is the sha256 that the manifest tells."

    def answer(self, request: Request, revision: str, file: File) -> HttpResponseBase:
        """The lines, sent while they are read."""
        headers = {"Content-Length": str(file.bytes)}

        def lines() -> StreamingHttpResponse:
            return StreamingHttpResponse(downloads.lines(revision, file.kind), content_type=self.media, headers=headers)

        return conditional(request, file.sha256, lines, FOR_EVER)


class Parquet(RecordsFile):
    """A table for programs that read columns, where the installation can write one."""

    media, suffix = "application/vnd.apache.parquet", "parquet"
    words = "A column for each field, parts as structures. An extra, which not every site has; the manifest does not speak of it."
    refusals = ("not-installed",)

    def answer(self, request: Request, revision: str, file: File) -> HttpResponseBase:
        """The table."""

        def table() -> HttpResponse:
            rows = published_as(revision).records[file.kind].values()
            about = {"revision": revision, "kind": file.kind}
            return HttpResponse(parquet.written(SHAPES[file.kind], rows, about), content_type=self.media)

        try:
            return conditional(request, f"{form()}-{file.sha256}", table)
        except parquet.NotInstalledError:
            raise Problem("not-installed", "This site cannot write Parquet. The file with the suffix jsonl has the same records.") from None
