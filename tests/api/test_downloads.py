"""A whole revision as files: the manifest tells the truth about them, and the revision can be made again from them alone."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from pyarrow import parquet

from kb.queries.published import Published
from kb.rules.canonical import canonical, document_of, name_of
from kb.rules.fields import Shape
from kb.rules.shapes import KINDS, SHAPES
from kb.rules.verdict import ENGINE
from tests.api.asking import Api, problem
from tests.api.conftest import publish_rows
from tests.sample import sample


def content(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_a_revision_is_made_again_from_its_files(api: Api, now: Published) -> None:
    manifest = api.json(f"revisions/{now.revision}/manifest/")
    assert (manifest["revision"], manifest["engine"]) == (now.revision, ENGINE)
    made = {}
    for file in manifest["files"]:
        data = content(api.get(file["url"]))
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file["sha256"], file["bytes"])
        records = [json.loads(line) for line in data.decode().splitlines()]
        assert len(records) == file["records"]
        made[file["kind"]] = records
    assert sum(map(len, made.values())) == manifest["records"]
    assert name_of(document_of(made)) == now.revision


def test_the_lines_are_the_very_text_of_the_document(api: Api) -> None:
    rows = sample()
    rows["sources"][0]["title"] = 'Ein "Titel"\u2028 mit\tTab, \\ und 😀'
    now = publish_rows(rows)
    files = api.json(f"revisions/{now.revision}/manifest/")["files"]
    lists = (f'"{f["kind"]}":[{content(api.get(f["url"])).decode().rstrip(chr(10)).replace(chr(10), ",")}]' for f in files)
    assert name_of(f"{{{','.join(lists)}}}") == now.revision


def test_an_older_revision_stays_as_it_was(api: Api, now: Published) -> None:
    address = f"revisions/{now.revision}/records/sources.jsonl"
    before = content(api.get(address))
    rows = sample()
    rows["sources"][0]["title"] = "Another title"
    publish_rows(rows)
    assert content(api.get(address)) == before


def test_a_revision_that_was_asked_for_too_early_is_there_once_it_is_published(api: Api) -> None:
    rows = sample()
    rows["sources"][0]["title"] = "Another title"
    address = f"revisions/{name_of(document_of(rows))}/manifest/"
    problem(api.get(address), 404, "not-found")
    publish_rows(rows)
    assert api.get(address).status_code == 200


def test_current_leads_to_the_revision_that_answers(api: Api, now: Published) -> None:
    answer = api.get("revisions/current/manifest/")
    assert (answer.status_code, answer["Location"]) == (302, f"/api/v1/revisions/{now.revision}/manifest/")
    assert answer["Cache-Control"] == "public, no-cache"


def test_a_file_may_be_kept_for_ever_and_its_etag_is_its_hash(api: Api, now: Published) -> None:
    file = api.json(f"revisions/{now.revision}/manifest/")["files"][0]
    answer = api.get(file["url"], accept="application/json")
    assert answer["ETag"] == f'"{file["sha256"]}"'
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer["Content-Type"], answer["Content-Length"]) == ("application/jsonl", str(file["bytes"]))
    assert len(content(answer)) == file["bytes"]
    assert api.get(file["url"], if_none_match=answer["ETag"]).status_code == 304
    head = api.client.head(file["url"])
    assert (head["Content-Length"], b"".join(head.streaming_content)) == (str(file["bytes"]), b"")


@pytest.mark.parametrize("revision", ["sha256:" + "0" * 64, "sha256:0", "current%00", "nothing"])
@pytest.mark.parametrize("rest", ["manifest/", "records/models.jsonl"])
def test_a_revision_that_never_was_is_refused_by_name(api: Api, revision: str, rest: str) -> None:
    told = problem(api.get(f"revisions/{revision}/{rest}"), 404, "not-found")
    assert revision[:7] in told["detail"]


def test_a_kind_that_is_not_there_is_refused_with_those_that_come_near(api: Api, now: Published) -> None:
    told = problem(api.get(f"revisions/{now.revision}/records/model.jsonl"), 404, "not-found")
    assert told["nearest"][0] == "models"
    problem(api.get(f"revisions/{now.revision}/records/models.jsonl?limit=1"), 400, "invalid-parameter")


@pytest.mark.parametrize("kind", KINDS)
def test_a_parquet_file_holds_the_same_records(api: Api, now: Published, kind: str) -> None:
    answer = api.get(f"revisions/{now.revision}/records/{kind}.parquet")
    assert answer["Content-Type"] == "application/vnd.apache.parquet"
    assert api.get(f"revisions/{now.revision}/records/{kind}.parquet", if_none_match=answer["ETag"]).status_code == 304
    table = parquet.read_table(io.BytesIO(answer.content))
    assert table.schema.names == list(SHAPES[kind].names)
    assert table.schema.metadata[b"revision"] == now.revision.encode()
    rows = [filled(row) for row in table.to_pylist()]
    assert rows == [as_text(SHAPES[kind], now.records[kind][slug]) for slug in sorted(now.records[kind])]


def filled(value: Any) -> Any:
    """A row without the columns that are null in it."""
    if isinstance(value, dict):
        return {name: filled(x) for name, x in value.items() if x is not None}
    return [filled(x) for x in value] if isinstance(value, list) else value


def as_text(shape: Shape, row: Mapping[str, Any]) -> dict[str, Any]:
    """A record with its mappings as JSON text."""
    found = {}
    for field in shape.fields:
        here = row.get(field.name)
        if here is not None and field.shape:
            here = [as_text(field.shape, x) for x in here] if field.many else as_text(field.shape, here)
        if here is not None:
            found[field.name] = canonical(here) if field.type == "mapping" else here
    return found


def test_a_site_without_the_extra_says_what_to_do(api: Api, now: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    told = problem(api.get(f"revisions/{now.revision}/records/models.parquet"), 501, "not-installed")
    assert "jsonl" in told["detail"]
