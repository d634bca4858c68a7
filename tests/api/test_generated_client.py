"""Tools of others read the description: a validator of OpenAPI 3.1, and a client that a generator makes of it, which asks a live server."""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from kb.api.openapi import document
from tests.api.asking import QUESTION
from tests.api.conftest import publish_rows
from tests.sample import sample

PACKAGE = "canidistill_generated"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """Imports a module of the client that was generated. The generator's warnings are failures: what it skips, nobody can call."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from openapi_python_client import Config, MetaType, generate
        from openapi_python_client.config import ConfigFile

    folder = tmp_path_factory.mktemp("generated")
    source = folder / "schema.json"
    source.write_text(json.dumps(document(None)), encoding="utf-8")
    bytes_only = ("application/jsonl", "application/x-ndjson", "application/vnd.apache.parquet")  # the generator knows no lines
    texts = dict.fromkeys(bytes_only, "application/octet-stream")
    config = Config.from_sources(
        ConfigFile(post_hooks=[], content_type_overrides=texts),
        MetaType.NONE,
        source,
        "utf-8",
        overwrite=True,
        output_path=folder / PACKAGE,
    )
    assert [f"{e.header}: {e.detail}" for e in generate(config=config)] == []
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    sys.path.remove(str(folder))


def test_a_validator_of_openapi_3_1_accepts_the_description() -> None:
    validate(document(None), cls=OpenAPIV31SpecValidator)


def test_the_client_has_a_call_for_every_operation(generated: Callable[[str], Any]) -> None:
    root = Path(str(generated("api").__file__)).parent
    calls = {file.stem for file in root.glob("*/*.py")}
    assert {op["operationId"] for methods in document(None)["paths"].values() for op in methods.values()} <= calls


def test_the_client_asks_and_reads(generated: Callable[[str], Any], live_server: Any) -> None:
    publish_rows(sample())
    with generated("client").Client(base_url=live_server.url) as client:
        question = generated("models.question").Question.from_dict(QUESTION)
        verdict = generated("api.verdicts.ask_and_keep").sync(client=client, body=question)
        assert (verdict.question.teacher, verdict.verdict.value) == ("acme-1", "undetermined")
        assert verdict.missing
        kept = generated("api.verdicts.get_verdict").sync(verdict.id, client=client)
        assert kept.headline == verdict.headline
        model = generated("api.models.get_models").sync("acme-1", client=client)
        assert model.slug == "acme-1"
        missing = generated("api.models.get_models").sync("acme-l", client=client)
        assert (missing.status, missing.nearest) == (404, ["acme-1"])
