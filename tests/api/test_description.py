"""The description: valid, complete, derived, and true of what is answered."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from kb.api.openapi import document
from kb.api.problems import KINDS as PROBLEMS
from kb.api.record_schemas import in_list, record_name
from kb.api.urls import urlpatterns
from kb.queries.published import Published
from kb.rules import vocabulary as v
from kb.rules.shapes import KINDS, SHAPES
from tests.api.asking import QUESTION, Api, content
from tests.api.conftest import publish_rows
from tests.rules.record import rows as other_rows

BARE = document(None)
OUTSIDE = re.compile(r"""(?:src|href|action)="(?!/|#)[^"]*"|<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=""")


def holds(described: dict[str, Any], name: str, value: Any) -> None:
    """Hold a value against a type of the description."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
    errors = [f"{list(e.absolute_path)}: {e.message}" for e in Draft202012Validator(schema).iter_errors(value)]
    assert not errors, errors[:5]


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(references(x) for x in value.values()))
    return set().union(*(references(x) for x in value)) if isinstance(value, list) else set()


def test_the_description_is_openapi_3_1(api: Api) -> None:
    described = api.json("schema/")
    assert described["openapi"] == "3.1.0"
    validate_schema(described)
    for name, schema in described["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert re.fullmatch(r"[A-Za-z]+", name)


def test_every_reference_leads_somewhere() -> None:
    for reference in references(BARE):
        here: Any = BARE
        for part in reference.removeprefix("#/").split("/"):
            here = here[part]
        assert here


def test_every_type_is_used() -> None:
    used = references(BARE)
    left = {f"#/components/schemas/{name}" for name in BARE["components"]["schemas"]} - used
    assert left == {"#/components/schemas/Step"} - used


def test_every_address_is_described_once() -> None:
    names = [op["operationId"] for methods in BARE["paths"].values() for op in methods.values()]
    assert len(names) == len(set(names))
    shown = len(BARE["paths"])
    unseen = len(["docs", "types", "a type", "operations of a tag", "a clause by its escaped citation", "where nothing is"])
    assert shown == len(urlpatterns) - unseen
    assert all(path.startswith("/api/v1/") for path in BARE["paths"])


def test_facts_and_shapes_are_described_as_declared() -> None:
    schemas = BARE["components"]["schemas"]
    question = schemas["Question"]
    assert list(question["properties"]) == list(v.FACTS)
    assert question["required"] == [f.name for f in v.FACT_LIST if f.required]
    for fact in v.FACT_LIST:
        assert [x for x in question["properties"][fact.name].get("enum", ()) if x is not None] == list(fact.values)
    for kind in KINDS:
        assert list(schemas[record_name(kind)]["properties"]) == list(SHAPES[kind].names)
        assert list(schemas[in_list(kind)]["properties"]) == list(SHAPES[kind].names)
    types = {x.rpartition("#")[2] for x in schemas["Problem"]["properties"]["type"]["enum"]}
    assert types == set(PROBLEMS)


@pytest.mark.parametrize("kind", KINDS)
def test_records_are_of_the_type_described(api: Api, kind: str) -> None:
    for row in api.walk(f"{kind}/"):
        holds(BARE, in_list(kind), row)
        holds(BARE, record_name(kind), api.json(f"{kind}/{row['slug']}/"))


def test_clauses_revisions_and_facts_are_of_the_type_described(api: Api, now: Published) -> None:
    for row in api.walk("clauses/"):
        holds(BARE, "Clause", row)
    for row in api.walk("facts/"):
        holds(BARE, "Fact", row)
    holds(BARE, "Revision", api.json(f"revisions/{now.revision}/"))


def test_verdicts_are_of_the_type_described(api: Api) -> None:
    now = publish_rows(other_rows())
    uses = (("outputs", "general_llm", "weights"), ("logits", "reward_model", None), ("evaluation", "classifier", "internal"))
    questions = [
        {"teacher": teacher, "channel": channel, "method": method, "student_kind": kind, "release": release, "market": ["DE"]}
        for teacher in [*now.knowledge.models, *now.knowledge.datasets]
        for channel in v.FACT_VALUES["channel"]
        for method, kind, release in uses
    ]
    found = content(api.post("verdicts/batch/", {"questions": questions, "include": ["flips", "alternatives"]}))
    results = found["results"]
    verdicts = [r for r in results if "verdict" in r]
    assert {x["verdict"] for x in verdicts} == set(v.VERDICTS)
    for part in {n for n, x in BARE["components"]["schemas"]["Verdict"]["properties"].items() if x.get("type") == "array"}:
        assert any(x[part] for x in verdicts), part
    for result in results:
        holds(BARE, "Answered" if "verdict" in result else "NumberedProblem", result)
    holds(BARE, "SavedVerdict", api.post("verdicts/", questions[0]).json())
    holds(BARE, "BatchResults", found)


def test_examples_are_questions_that_are_answered(api: Api) -> None:
    schemas = api.json("schema/")["components"]["schemas"]
    assert api.post("verdicts/", schemas["Question"]["examples"][0]).status_code == 201
    assert "verdict" in content(api.post("verdicts/batch/", schemas["Batch"]["examples"][0]))["results"][0]
    assert "examples" not in BARE["components"]["schemas"]["Question"]


def test_the_page_shows_everything_and_loads_nothing_from_elsewhere(api: Api) -> None:
    answer = api.get("docs/")
    page = answer.content.decode()
    assert answer.status_code == 200
    body = page[page.index("<main") : page.index("</main>")]
    assert not OUTSIDE.search(body), OUTSIDE.search(body)
    for path, methods in BARE["paths"].items():
        for method, operation in methods.items():
            assert f"<code>{method.upper()} {path}</code>" in body
            assert f'id="{operation["operationId"]}"' in body
    for fact in v.FACT_LIST:
        assert f"<code>{fact.name}</code>" in body
    targets = set(re.findall(r'href="#([^"]+)"', body))
    assert targets <= set(re.findall(r'id="([^"]+)"', body))
    assert "style-src 'self'" in answer["Content-Security-Policy"]


def test_the_question_that_the_page_offers_is_answered(api: Api) -> None:
    page = api.get("docs/").content.decode().replace("&amp;", "&")
    address = re.search(r"curl (?:&#x27;|')(http://testserver[^&']+\?[^' ]+?)(?:&#x27;|')", page)
    assert address
    assert "verdict" in json.loads(api.get(address[1]).content)
    assert QUESTION["teacher"] in page
