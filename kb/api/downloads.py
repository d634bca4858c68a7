"""A whole revision to take along: a manifest of its files with their hashes, and the files."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from rest_framework.request import Request

from kb.api import parameters, record_schemas
from kb.api.endpoint import ALWAYS_NEW, FOR_EVER, Endpoint, conditional, current, kept
from kb.api.openapi import Operation, path_parameter
from kb.api.problems import Problem
from kb.api.reading import no_revision
from kb.queries import downloads
from kb.queries.downloads import File
from kb.rules.errors import nearest
from kb.rules.shapes import KINDS
from kb.rules.verdict import ENGINE

CURRENT = "current"  # in place of a revision's name
JSON_LINES = "application/jsonl"
REVISION = path_parameter("revision", record_schemas.REVISION, "The id of the revision, as verdicts and `revisions/` name it.")


def files_of(revision: str) -> tuple[File, ...]:
    """The files of a revision. Raises `Problem` where there is no such revision."""
    found = downloads.files(revision) if "\x00" not in revision else ()
    if not found:
        raise no_revision(revision)
    return found


class Manifest(Endpoint):
    """The files of a revision."""

    def get(self, request: Request, revision: str) -> HttpResponseBase:
        """The manifest; for `current`, the way to that of the current revision."""
        parameters.read(request, self.declared())
        if revision == CURRENT:
            return HttpResponseRedirect(reverse("api-manifest", args=[current().revision]), headers={"Cache-Control": ALWAYS_NEW})
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
        name = {"type": "string", "pattern": f"^(?:{CURRENT}|sha256:[0-9a-f]{{64}})$"}
        return Operation(
            "get_manifest", "revisions", "List the files of one revision",
            "A file for each kind of record that it holds. From the files alone the revision can be made again: its name is the sha256 of "
            "`{kind: [records]}` as JSON, with names in order of the alphabet and no blanks. `current` leads to the one that answers now.",
            [path_parameter("revision", name, f"The id of the revision, or `{CURRENT}`.")],
            {200: {"$ref": "#/components/schemas/Manifest"}}, ("invalid-parameter", "not-found"), kept=True, moves=302,
        )  # fmt: skip


class JsonLines(Endpoint):
    """The records of a kind in a revision as a file. The address names the form, whatever Accept says."""

    forms: tuple[str, ...] = ()

    def get(self, request: Request, revision: str, kind: str) -> HttpResponseBase:
        """The file, which never changes."""
        parameters.read(request, self.declared())
        files = {f.kind: f for f in files_of(revision)}
        if kind not in files:
            raise Problem("not-found", f"This revision has no records of a kind {kind[:200]!r}.", nearest=list(nearest(kind[:200], files)))

        def answer() -> StreamingHttpResponse | HttpResponse:
            name = {"Content-Length": str(files[kind].bytes), "Content-Disposition": f'attachment; filename="{kind}.jsonl"'}
            return StreamingHttpResponse(downloads.lines(revision, kind), content_type=JSON_LINES, headers=name)

        return conditional(request, files[kind].sha256, answer, FOR_EVER)

    def describe(self, _method: str) -> Operation:
        """What it does."""
        line = {"type": "string", "description": "JSON Lines: a record a line, by slug, names of fields in order of the alphabet."}
        return Operation(
            "get_jsonl", "revisions", "Download the records of a kind", "As JSON Lines. The ETag is the sha256 that the manifest tells.",
            [REVISION, path_parameter("kind", {"type": "string", "enum": list(KINDS)}, "The kind of record.")],
            {}, ("invalid-parameter", "not-found"), kept=True, forms={JSON_LINES: line},
        )  # fmt: skip
