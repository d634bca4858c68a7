"""Models and data sets are found wherever the formats let them stand, and what was not understood is handed on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kb.importers import documents, hub_names
from kb.services.mentions import Document, DocumentError

Named = set[tuple[str, str]]


def read(text: object) -> Document:
    return documents.read((text if isinstance(text, str) else json.dumps(text)).encode())


def named(text: object) -> Named:
    return {(m.role, m.name) for m in read(text).mentions}


CONFIGS: dict[str, tuple[str, Named]] = {
    "models in a list": (
        "models:\n  - model: a/one\n  - model: b/two\nbase_model: a/one\nmerge_method: slerp\n", {("base", "a/one"), ("base", "b/two")}),
    "models in slices": ("slices:\n  - sources:\n      - model: a/one\n      - model: b/two\n", {("base", "a/one"), ("base", "b/two")}),
    "an adapter": ("model_name_or_path: a/one\nadapter_name_or_path: b/two\nlora_model_dir: c/three\n",
                   {("base", "a/one"), ("base", "b/two"), ("base", "c/three")}),
    "the name of what comes out": ("base_model: a/one\nhub_model_id: me/out\noutput_dir: ./out\n", {("base", "a/one")}),
    "a generator in a step": ("steps:\n  - llm: {model: a/one, type_info: {name: Class}}\n", {("teacher", "a/one")}),
    "teachers in a list": ("teacher_models: [a/one, {name: b/two, weight: 1}]\n", {("teacher", "a/one"), ("teacher", "b/two")}),
    "a teacher with parts": ("teacher: {model: {path: a/one}, temperature: 2}\n", {("teacher", "a/one")}),
    "components": ("model: {_component_: lib.one}\ndataset: {_component_: lib.data, source: a/data}\n",
                   {("base", "lib.one"), ("dataset", "a/data")}),
    "files read as data": ("datasets:\n  - {path: json, data_files: mine.jsonl}\n", {("dataset", "mine.jsonl")}),
    "data by share": ("dataset_mixer:\n  a/data: 0.5\n  b/data: 1.0\n", {("dataset", "a/data"), ("dataset", "b/data")}),
    "data by part": ("dataset:\n  train: {path: a/data}\n  test: {path: b/data}\n", {("dataset", "a/data"), ("dataset", "b/data")}),
    "data without a name": ("datasets:\n  - split: train\n", {("dataset", "(without a name)")}),
    "functions of the trainer": ("reward_funcs: [accuracy, a/judge]\n", {("teacher", "a/judge")}),
}  # fmt: skip


@pytest.mark.parametrize("case", CONFIGS)
def test_configurations(case: str) -> None:
    text, expected = CONFIGS[case]
    assert named(text) == expected


def test_a_configuration_hands_on_what_it_does_not_understand() -> None:
    found = read("base_model: a/one\nplugins: [{engine: gpt-x}]\ntemplate: llama\n")
    assert [(p.place, p.text, p.whole) for p in found.passages] == [("plugins.engine", "gpt-x", True)]


def bill(*components: Any, subject: Any = None, **more: Any) -> dict[str, Any]:
    whole = {"bomFormat": "CycloneDX", "specVersion": "1.7", "components": list(components), **more}
    return whole | ({"metadata": {"component": subject}} if subject else {})


MODEL = {"type": "machine-learning-model"}
BILLS: dict[str, tuple[dict[str, Any], Named]] = {
    "a model by its card": (bill({"type": "application", "name": "a", "modelCard": {}}), {("model", "a")}),
    "a model by its hub": (bill({"type": "file", "name": "a", "purl": "pkg:huggingface/o/a@1"}), {("model", "a")}),
    "how it was made": (bill(formulation=[{"components": [{**MODEL, "name": "a"}]}]), {("model", "a")}),
    "ancestors of ancestors": (
        bill(subject={**MODEL, "name": "s", "pedigree": {"ancestors": [
            {**MODEL, "name": "a", "pedigree": {"ancestors": [{**MODEL, "name": "b", "licenses": [{"license": {"id": "MIT"}}]}]}}]}}),
        {("base", "a"), ("base", "b"), ("license", "MIT")}),
    "settings are no data": (bill({"type": "data", "name": "c", "data": [{"type": "configuration"}]}), set()),
    "a reference that leads nowhere": (
        bill({**MODEL, "name": "a", "modelCard": {"modelParameters": {"datasets": [{"ref": "urn:cdx:1#d"}]}}}),
        {("model", "a"), ("dataset", "urn:cdx:1#d")}),
    "data by its address": (
        bill({**MODEL, "name": "a", "modelCard": {"modelParameters": {"datasets": [
            {"type": "dataset", "name": "D", "contents": {"url": "https://huggingface.co/datasets/o/d"}}]}}}),
        {("model", "a"), ("dataset", "o/d")}),
}  # fmt: skip


@pytest.mark.parametrize("case", BILLS)
def test_bills(case: str) -> None:
    whole, expected = BILLS[case]
    assert named(whole) == expected


def test_a_bill_hands_on_services_and_other_components() -> None:
    found = read(bill({"type": "library", "name": "gpt-x"}, subject={**MODEL, "name": "s"}, services=[{"name": "gpt-y"}]))
    assert {p.text for p in found.passages if p.whole} == {"gpt-x", "gpt-y"}
    assert found.subject
    assert found.subject.name == "s"


def graph(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": list(elements)}


AI = {"type": "ai_AIPackage"}


def test_the_root_of_an_spdx_document_is_found_through_its_bill() -> None:
    whole = graph(
        {"type": "SpdxDocument", "spdxId": "doc", "rootElement": ["bom"]}, {"type": "software_Sbom", "spdxId": "bom", "rootElement": ["s"]},
        {**AI, "spdxId": "s", "name": "s"}, {**AI, "spdxId": "b", "name": "b"},
        {"type": "Relationship", "from": "s", "relationshipType": "descendantOf", "to": ["b"]},
    )  # fmt: skip
    assert named(whole) == {("base", "b")}
    assert getattr(read(whole).subject, "name", "") == "s"


def test_packages_of_other_types_and_sets_of_licenses() -> None:
    whole = graph(
        {"type": "software_Package", "spdxId": "a", "name": "a", "software_primaryPurpose": "model"},
        {"type": "software_Package", "spdxId": "l", "name": "gpt-x"},
        {"type": "Relationship", "from": "a", "relationshipType": "hasDeclaredLicense", "to": ["either"]},
        {"type": "expandedlicensing_DisjunctiveLicenseSet", "spdxId": "either",
         "expandedlicensing_member": ["https://spdx.org/licenses/MIT", "either"]},
    )  # fmt: skip
    assert named(whole) == {("model", "a"), ("license", "MIT")}
    assert {p.text for p in read(whole).passages} == {"gpt-x"}


CARDS = {
    "tags": "tags: [trl, 'base_model:adapter:o/a', 'dataset:o/d', 'license:mit']\n",
    "other spellings": "Base_Model: o/a\ndataset: o/d\nlicence: mit\n",
}


@pytest.mark.parametrize("case", CARDS)
def test_cards(case: str) -> None:
    assert named(f"---\n{CARDS[case]}---\n# Ours\n") == {("base", "o/a"), ("dataset", "o/d"), ("license", "mit")}


def test_a_card_hands_on_the_lines_of_its_prose_that_speak_of_sources() -> None:
    found = read("---\nmodel-index: [{name: Ours}]\ntags: [synthetic]\n---\n# Ours\n\nDistilled from another.\n")
    assert [(p.line, p.text) for p in found.passages if not p.whole] == [(7, "Distilled from another.")]
    assert [p.text for p in found.passages if p.whole] == ["synthetic"]
    assert getattr(found.subject, "name", "") == "Ours"


@pytest.mark.parametrize(("text", "expected"), [
    ("Teacher gpt channel=api\n- dataset d\n* Model: m\nstudent x\nbase:b\n",
     {("teacher", "gpt"), ("dataset", "d"), ("model", "m"), ("model", "student x"), ("base", "b")}),
    ("- a\n- b\n", {("model", "a"), ("model", "b")}),
])  # fmt: skip
def test_lists(text: str, expected: Named) -> None:
    found = read(text)
    assert found.format == "plain_list"
    assert {(m.role, m.name) for m in found.mentions} == expected


@pytest.mark.parametrize(("text", "said"), [
    ("<?xml version='1.0'?><bom/>", "JSON"), ('{"spdxVersion": "SPDX-2.3", "packages": []}', "SPDX 3"),
    ("---\nlicense: mit\nLicense: gpl\n---\n", "twice"),
])  # fmt: skip
def test_what_is_written_otherwise_is_refused_with_what_would_be_right(text: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        read(text)


@pytest.mark.parametrize(("address", "name"), [
    ("pkg:huggingface/o/a@0123?x=y#z", "o/a"), ("pkg:huggingface/o/a", "o/a"), ("pkg:generic/space/a@1", "a"), ("pkg:npm/%40o/a@1", "a"),
    ("https://huggingface.co/datasets/o/d/tree/main", "o/d"), ("https://example.org/o/a", None), ("cpe:2.3:a:o:a", None), (None, None),
])  # fmt: skip
def test_names_in_addresses(address: str | None, name: str | None) -> None:
    assert hub_names.of_address(address) == name
