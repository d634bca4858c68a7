"""Documents of every format are read for what they name, within bounds."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.importers import documents, training_run
from kb.importers.bounded import LONGEST
from kb.services.mentions import DocumentError

BOM: dict[str, Any] = {
    "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
    "metadata": {"component": {
        "type": "machine-learning-model", "name": "ours", "bom-ref": "ours", "licenses": [{"license": {"id": "MIT"}}],
        "pedigree": {"ancestors": [{"type": "machine-learning-model", "group": "acme", "name": "Acme-1"}]},
        "modelCard": {"modelParameters": {"datasets": [{"ref": "d"}, {"type": "dataset", "name": "chat"}]}}}},
    "components": [
        {"type": "data", "bom-ref": "d", "name": "Talk"},
        {"type": "library", "name": "left-pad", "components": [
            {"type": "machine-learning-model", "name": "host-1", "purl": "pkg:huggingface/hostco/host-1@abc?x=y",
             "licenses": [{"expression": "MIT AND (Apache-2.0 OR acme-license)"}],
             "properties": [{"name": "canidistill:role", "value": "teacher"}]}]}],
}  # fmt: skip
SPDX = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
    {"type": "SpdxDocument", "spdxId": "doc", "rootElement": ["ours"]},
    {"type": "ai_AIPackage", "spdxId": "ours", "name": "ours"},
    {"type": "ai_AIPackage", "spdxId": "acme", "name": "Acme 1"},
    {"type": "ai_AIPackage", "spdxId": "other", "name": "host-1"},
    {"type": "dataset_DatasetPackage", "spdxId": "talk", "name": "Talk"},
    {"type": "simplelicensing_LicenseExpression", "spdxId": "l", "simplelicensing_licenseExpression": "MIT"},
    {"type": "Relationship", "from": "ours", "relationshipType": "trainedOn", "to": ["talk"]},
    {"type": "Relationship", "from": "ours", "relationshipType": "descendantOf", "to": ["acme"]},
    {"type": "Relationship", "from": "other", "relationshipType": "hasDeclaredLicense", "to": ["l"]},
]}  # fmt: skip
CARD = """---
license: other
license_name: acme-license
base_model:
- acme/Acme-1
datasets: [talk, other/unknown]
pipeline_tag: sentence-similarity
---
# Ours, distilled from something
"""
CONFIG = """base_model: acme/Acme-1
model_type: LlamaForCausalLM
datasets:
  - path: talk
    type: chat_template
test_datasets:
  - path: exam
gkd:
  teacher_model_name_or_path: acme/Acme-1
  teacher_model_init_kwargs: {dtype: bfloat16}
reward_model_path: hostco/host-1
"""
LIST = "# the run\nteacher: acme-1 channel=api method=preferences\nbase Acme 1\n\ndataset talk\nhost-1\n"


def named(text: str | bytes, form: str = "auto") -> set[tuple[str, str]]:
    data = text if isinstance(text, bytes) else text.encode()
    return {(m.role, m.name) for m in documents.read(data, form).mentions}


def test_cyclonedx() -> None:
    assert named(json.dumps(BOM)) == {
        ("base", "acme/Acme-1"), ("dataset", "Talk"), ("dataset", "chat"), ("license", "MIT"), ("teacher", "host-1"),
        ("license", "Apache-2.0"), ("license", "acme-license"),
    }  # fmt: skip
    found = documents.read(json.dumps(BOM).encode()).mentions
    assert next(m for m in found if m.role == "teacher").names == ("host-1", "hostco/host-1")
    assert {m.of for m in found if m.name == "MIT"} == {"", "host-1"}


def test_spdx() -> None:
    assert named(json.dumps(SPDX)) == {("base", "Acme 1"), ("model", "host-1"), ("dataset", "Talk"), ("license", "MIT")}


def test_a_card_is_read_by_its_front_matter() -> None:
    found = documents.read(CARD.encode())
    assert found.format == "model_card"
    assert found.facts == {"student_kind": "embedding"}
    assert named(CARD) == {("base", "acme/Acme-1"), ("dataset", "talk"), ("dataset", "other/unknown"), ("license", "acme-license")}
    assert {m.name: m.line for m in found.mentions}["other/unknown"] == 6
    assert "prose" in found.notes[0]
    of_data = documents.read(b"---\nlicense: mit\nsource_datasets: [original, 'extended|talk']\ntask_categories: [qa]\n---\n")
    assert (of_data.format, {(m.role, m.name) for m in of_data.mentions}) == ("dataset_card", {("dataset", "talk"), ("license", "mit")})


def test_a_training_configuration() -> None:
    found = documents.read(CONFIG.encode())
    assert {(m.role, m.name, m.facts.get("method")) for m in found.mentions} == {
        ("base", "acme/Acme-1", None), ("dataset", "talk", None), ("dataset", "exam", "evaluation"), ("teacher", "acme/Acme-1", "logits"),
        ("teacher", "hostco/host-1", "preferences"),
    }  # fmt: skip
    assert named('{"model_name_or_path": "a", "dataset": "b,c"}') == {("base", "a"), ("dataset", "b"), ("dataset", "c")}


def test_a_list() -> None:
    found = documents.read(LIST.encode(), "plain_list").mentions
    assert [(m.role, m.name, m.line) for m in found] == [
        ("teacher", "acme-1", 2),
        ("base", "Acme 1", 3),
        ("dataset", "talk", 5),
        ("model", "host-1", 6),
    ]
    assert found[0].facts == {"channel": "api", "method": "preferences"}


def test_a_run() -> None:
    found = training_run.parse({"teachers": ["a", {"name": "b", "channel": "api"}], "datasets": ["c"]})
    assert [(m.role, m.name, dict(m.facts)) for m in found.mentions] == [
        ("teacher", "a", {}), ("teacher", "b", {"channel": "api"}), ("dataset", "c", {})]  # fmt: skip
    for bad in ({"teacher": ["a"]}, {"teachers": "a"}, {"teachers": [{"channel": "api"}]}, {"teachers": [3]}):
        with pytest.raises(DocumentError):
            training_run.parse(bad)


def cyclic() -> bytes:
    parts = [{"type": "machine-learning-model", "name": f"m{i}", "bom-ref": f"r{i}",
              "modelCard": {"modelParameters": {"datasets": [{"ref": f"r{(i + 1) % 5}"}]}}} for i in range(5)]  # fmt: skip
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.7", "components": parts}).encode()


def test_cyclic_references_end() -> None:
    assert {name for _, name in named(cyclic())} == {f"m{i}" for i in range(5)}


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
HOSTILE: dict[str, bytes] = {
    "empty": b" \n", "not UTF-8": b"\xff\xfe{}", "NUL": b"model: \x00", "zip": b"PK\x03\x04\x14\x00\x08\x00\xff",
    "gigantic": b"model x\n" * (LONGEST // 8 + 1), "deep JSON": b'{"bomFormat": "CycloneDX", "x": ' + b"[" * 100_000,
    "deep YAML": b"base_model: " + b"[" * 10_000, "YAML bomb": BOMB.encode(), "tag": b"base_model: !!python/object:os.system x",
    "repeated key": b"base_model: a\nbase_model: b\n", "repeated JSON key": b'{"model": "a", "model": "b"}',
    "many values": b'{"dataset": [' + b'"a",' * 300_000 + b'"a"]}', "huge number": b'{"model": ' + b"9" * 10_000 + b"}",
    "no end": b"---\nlicense: mit\nmodel: [a", "another version": b'{"bomFormat": "CycloneDX", "specVersion": "0.9"}',
    "too many names": b"\n".join(b"model m%d" % i for i in range(2_000)),
    "not a number": b'{"model": NaN}', "names nothing": b"teacher channel=api\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_soon(name: str) -> None:
    begun = time.monotonic()
    with pytest.raises(DocumentError) as caught:
        documents.read(HOSTILE[name])
    assert time.monotonic() - begun < 5
    assert 5 < len(str(caught.value)) < 300


def test_names_cannot_steer_a_terminal() -> None:
    found = documents.read(b'{"model_name_or_path": "a\\u001b[2Jb\\ud800"}').mentions
    assert found[0].name == "a\ufffd[2Jb\ufffd"


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace"))),
    st.sampled_from(["auto", *documents.FORMATS]),
)
def test_any_bytes_are_read_or_refused(data: bytes, form: str) -> None:
    try:
        found = documents.read(data, form)
    except DocumentError:
        return
    assert all(m.names and m.line >= 1 for m in found.mentions)


KEYS = (
    *("type", "name", "components", "metadata", "component", "pedigree", "ancestors", "licenses", "license", "expression"),
    *("modelCard", "modelParameters", "datasets", "ref", "bom-ref", "from", "to", "relationshipType", "spdxId"),
)
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(LEAVES, lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(KEYS), x, max_size=4), max_leaves=12)


@settings(max_examples=80, deadline=None)
@given(VALUES, VALUES)
def test_bills_of_any_shape_are_read_or_refused(one: Any, other: Any) -> None:
    for whole in (
        {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [one], "metadata": other},
        {"@context": "spdx", "@graph": [one, other]},
    ):
        try:
            documents.read(json.dumps(whole).encode())
        except DocumentError:
            continue
