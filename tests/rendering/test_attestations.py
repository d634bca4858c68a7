"""What a check gives out is held against the tools of those who made its formats: schemas, models, parsers."""

from __future__ import annotations

import copy
import io
import json
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from junitparser import JUnitXml
from sarif_kit.validate import validation_errors
from spdx_python_model import load_data

from kb.importers import documents
from kb.importers.files import read_folder
from kb.rendering import odrl
from kb.rendering.check_reports import FORMS
from kb.rules import vocabulary as v
from kb.rules.compile import compile_knowledge
from kb.rules.decide import decide
from kb.rules.knowledge import Knowledge
from kb.rules.question import read_question
from kb.services.check import Checked, check
from kb.services.check_saved import of_verdict
from tests.real import FIXTURES

DAY, SITE = "2026-11-01", "https://answers.example"
USE = {"student_kind": "task_llm", "release": "weights", "purpose": "commercial", "competes": False, "country": "US", "market": ["US"]}
LIST = """teacher gpt-4o channel=api
teacher claude-sonnet-4 channel=api
base meta-llama/Llama-3.1-8B
dataset tatsu-lab/alpaca
dataset <b>who</b>/knows
model deepseek-ai/DeepSeek-R1-Distill-Qwen-7B
"""
BILL: dict[str, Any] = {
    "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 3, "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    "metadata": {"component": {"type": "machine-learning-model", "name": "ours", "bom-ref": "ours", "pedigree": {"ancestors": [
        {"type": "machine-learning-model", "group": "Qwen", "name": "Qwen2.5-7B", "properties": [{"name": "mine", "value": "kept"}]}]}}},
    "components": [{"type": "library", "name": "left-pad"}, {"type": "data", "bom-ref": "d", "name": "tatsu-lab/alpaca"}],
}  # fmt: skip
GRAPH: dict[str, Any] = {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [
    {"type": "CreationInfo", "@id": "_:info", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z", "createdBy": ["urn:x:me"]},
    {"type": "Person", "spdxId": "urn:x:me", "creationInfo": "_:info", "name": "Me"},
    {"type": "SpdxDocument", "spdxId": "urn:x:doc", "creationInfo": "_:info", "rootElement": ["urn:x:ours"],
     "profileConformance": ["core", "ai", "dataset"]},
    {"type": "ai_AIPackage", "spdxId": "urn:x:ours", "creationInfo": "_:info", "name": "ours"},
    {"type": "ai_AIPackage", "spdxId": "urn:x:base", "creationInfo": "_:info", "name": "Qwen/Qwen2.5-7B"},
    {"type": "Relationship", "spdxId": "urn:x:r", "creationInfo": "_:info", "from": "urn:x:ours", "relationshipType": "descendantOf",
     "to": ["urn:x:base"]},
    {"type": "Relationship", "spdxId": "urn:x:s", "creationInfo": "_:info", "from": "urn:x:ours", "relationshipType": "trainedOn",
     "to": ["urn:elsewhere"]},
]}  # fmt: skip
DOCUMENTS = {
    "list": LIST, "bill": json.dumps(BILL), "graph": json.dumps(GRAPH), "nothing": "license mit\n",
    "card": "---\nbase_model: meta-llama/Llama-3.1-8B\nlicense: llama3.1\n---\nMade of outputs of gpt-4o.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def known() -> Knowledge:
    rows: dict[str, list[Any]] = {}
    for file in read_folder(FIXTURES):
        rows.setdefault(file.kind, []).append(file.record)
    return compile_knowledge(rows, "sha256:" + "0" * 64)


def checked(known: Knowledge, text: str, **use: Any) -> Checked:
    return check(known, documents.read(text.encode()), {**USE, **use}, DAY)


@pytest.fixture(scope="module", params=[*DOCUMENTS, "a verdict", "a model of others"])
def found(known: Knowledge, request: pytest.FixtureRequest) -> Checked:
    if request.param == "a model of others":
        return check(known, documents.read(DOCUMENTS["card"].encode()), USE, DAY, subject="used")
    if request.param in DOCUMENTS:
        return checked(known, DOCUMENTS[request.param])
    asked = {**USE, "teacher": "gpt-4o", "channel": "api", "method": "outputs", "student_base": "llama-3.1-8b"}
    return of_verdict(decide(known, read_question(asked, known, DAY)).as_dict())


def written(found: Checked, form: str, site: str = SITE, name: str = "my [docs]/ü.txt") -> str:
    return FORMS[form].write(found, name, site)


@pytest.mark.parametrize(("version", "site"), [("1.6", ""), ("1.7", SITE)])
def test_cyclonedx_is_valid(found: Checked, version: str, site: str) -> None:
    error = JsonStrictValidator(SchemaVersion.from_version(version)).validate_str(written(found, f"cyclonedx-{version}", site))
    assert error is None, str(error)[:500]


def test_spdx_is_valid(found: Checked) -> None:
    whole = json.loads(written(found, "spdx-3"))
    model, objects = load_data(whole)
    annotations = list(objects.foreach_type(model.Annotation))
    assert len(annotations) == len(json.loads(written(found, "cyclonedx-1.6"))["declarations"]["claims"])
    assert objects.missing_ids <= {"urn:elsewhere"}
    model.JSONLDSerializer().write(objects, io.BytesIO())  # what is written must be whole: every property that is required
    broken = copy.deepcopy(whole)
    broken["@graph"][-1]["annotationType"] = "blessing"
    if annotations:
        with pytest.raises(ValueError, match="blessing"):
            load_data(broken)


def test_sarif_is_valid(found: Checked) -> None:
    assert validation_errors(json.loads(written(found, "sarif"))) == []
    assert validation_errors({"version": "2.1.0", "runs": [{}]})


def test_junit_is_read(found: Checked) -> None:
    suites = JUnitXml.fromfile(io.BytesIO(written(found, "junit").encode()))
    assert (suites.tests, suites.failures, suites.errors) == tuple(
        sum(f(case) for suite in suites for case in suite)
        for f in (lambda _: 1, lambda c: _results(c) == {"Failure"}, lambda c: _results(c) == {"Error"})
    )


def _results(case: Any) -> set[str]:
    return {type(r).__name__ for r in case.result}


def test_the_card_names_again_what_was_named(found: Checked) -> None:
    read = documents.read(written(found, "card").encode())
    again = {(m.role, m.name) for m in read.mentions}
    assert again == {(m.mention.role, m.mention.name) for m in found.mentions if m.mention.role in ("teacher", "base", "dataset")}
    assert all(c["text"][:12] in written(found, "card") for c in found.conditions())
    assert "<b>" not in written(found, "card").partition("\n---\n")[2]


def test_odrl_holds_a_rule_for_every_part(found: Checked) -> None:
    policy = json.loads(written(found, "odrl"))
    named = {name for name, *_ in odrl.terms()}
    rules = {kind: policy.get(kind, []) for kind in ("permission", "prohibition", "cid:undetermined")}
    verdicts = [p.verdict["verdict"] for p in found.parts]
    assert len(rules["permission"]) == verdicts.count("permitted") + verdicts.count("conditional")
    assert bool(rules["prohibition"]) == ("prohibited" in verdicts)
    assert all(rule["target"].startswith(SITE) and "dct:source" in rule for rule in rules["prohibition"])
    for rule in [*rules["permission"], *rules["prohibition"]]:
        used = [rule["action"], *(c["leftOperand"] for c in rule["constraint"]), *(d["action"] for d in rule.get("duty", ()))]
        assert {x.removeprefix("cid:") for x in used} <= named
    duties = {d["dct:description"] for rule in rules["permission"] for d in rule.get("duty", ())}
    assert duties == {c["text"] for p in found.parts for c in p.verdict["conditions"] if p.verdict["verdict"] == "conditional"}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_check_gives_the_same_bytes(known: Knowledge, form: str) -> None:
    one, other = (written(checked(known, LIST), form) for _ in range(2))
    assert one == other


def test_a_bill_is_given_back_with_what_it_held(known: Knowledge) -> None:
    whole = json.loads(written(checked(known, json.dumps(BILL)), "cyclonedx-1.6"))
    assert (whole["specVersion"], whole["version"], whole["serialNumber"]) == ("1.6", 3, BILL["serialNumber"])
    assert whole["components"][0] == BILL["components"][0]
    base = {p["name"]: p["value"] for p in whole["metadata"]["component"]["pedigree"]["ancestors"][0]["properties"]}
    assert (base["mine"], base["canidistill:verdict"]) == ("kept", "conditional")
    alpaca = whole["components"][1]
    assert {"name": "canidistill:verdict", "value": "prohibited"} in alpaca["properties"]
    assert alpaca["externalReferences"][0]["url"].startswith(f"{SITE}/ask/?teacher=alpaca-52k")
    scores = [m["conformance"].get("score") for m in whole["declarations"]["attestations"][0]["map"]]
    assert scores == [None, 0]


@pytest.mark.parametrize(("form", "document", "use"), [
    ("cyclonedx-1.7", "bill", {}), ("spdx-3", "graph", {}), ("cyclonedx-1.6", "list", {}), ("spdx-3", "list", {"channel": "api"}),
])  # fmt: skip
def test_what_was_attested_is_attested_again_to_the_same_end(known: Knowledge, form: str, document: str, use: dict[str, str]) -> None:
    once = written(checked(known, DOCUMENTS[document], **use), form)
    twice = written(checked(known, once, **use), form)
    thrice = written(checked(known, twice, **use), form)
    assert verdicts_in(once) == verdicts_in(twice) == verdicts_in(thrice)
    assert len(thrice) < len(once) * 1.1


def verdicts_in(text: str) -> set[tuple[str, str]]:
    whole = json.loads(text)
    if "@graph" in whole:
        said = [json.loads(e["statement"]) for e in whole["@graph"] if e["type"] == "Annotation"]
        return {(x["name"], x["verdict"]) for x in said}
    return {(t["name"], p["value"]) for t in whole["declarations"]["targets"]["components"] for p in t["properties"]
            if p["name"] == "canidistill:verdict"}  # fmt: skip


def test_what_could_not_be_judged_is_attested_as_open(known: Knowledge) -> None:
    policy = json.loads(written(checked(known, LIST), "odrl"))
    assert any(x.get("dct:title") == "<b>who</b>/knows" for x in policy["cid:undetermined"])
    whole = json.loads(written(checked(known, LIST), "cyclonedx-1.6"))
    held = next(c for c in whole["components"] if c["name"] == "<b>who</b>/knows")
    said = {p["name"]: p["value"] for p in held["properties"]}
    assert (said["canidistill:verdict"], said["canidistill:risk"]) == ("undetermined", "medium")


def test_the_profile_has_a_term_for_every_fact_and_method() -> None:
    whole = json.loads(odrl.profile(SITE))
    ids = {node["@id"].removeprefix("cid:") for node in whole["@graph"]}
    assert set(v.FACTS) - odrl.NOT_OPERANDS | set(v.FACT_VALUES["method"]) <= ids
    assert whole["@graph"][0]["@id"] == f"{SITE}/ns/odrl/"
    assert all(node["odrl:includedIn"]["@id"] in {f"cid:{n}" for n in ids} | {"odrl:derive", "odrl:use"}
               for node in whole["@graph"] if "odrl:includedIn" in node)  # fmt: skip
