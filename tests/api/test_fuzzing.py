"""The API asked what its own description promises, and what it forbids: no server error, no answer that is not described."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, CheckFunction
from schemathesis.generation import GenerationMode

from kb.api.openapi import document
from kb.models import SavedVerdict
from kb.queries.published import Published
from tests.api.asking import ROOT

EXAMPLES = 8  # a mode and an operation
DESCRIBED = [(path, method, op) for path, methods in document(None)["paths"].items() for method, op in methods.items()]
OPERATIONS = {op["operationId"]: (path, method) for path, method, op in DESCRIBED}
TAKING = {op["operationId"] for _, _, op in DESCRIBED if op["parameters"] or "requestBody" in op}  # others can be given nothing wrong
ASKING = {
    "ask",
    "ask_and_keep",
    "ask_many",
    "give_in_job",
    "check",
    "check_run",
}  # names of models and revisions are on record, which no type can list
KEEPING = {"ask", "ask_and_keep", "ask_many"}
EVERY = settings(
    max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture
def described(now: Published) -> Iterator[Any]:  # noqa: ARG001 - something is published
    """The description as the site gives it, and the site as a web server calls it, on the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi(f"{ROOT}schema/", get_wsgi_application())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def excluded(name: str) -> list[CheckFunction]:
    if name.startswith("get_") and name.endswith("_as"):  # a suffix that is no form is a part of the name, and leads on
        return [CHECKS.get_one("negative_data_rejection")]
    return [CHECKS.get_one("positive_data_acceptance")] if name in ASKING else []


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_is_described_is_answered(described: Any, name: str) -> None:
    explore(described, name, GenerationMode.POSITIVE)


@pytest.mark.parametrize("name", sorted(TAKING))
def test_what_is_not_described_is_refused(described: Any, name: str) -> None:
    explore(described, name, GenerationMode.NEGATIVE)


def explore(described: Any, name: str, mode: GenerationMode) -> None:
    """Send what the description allows, or what it does not, and hold every answer against it."""
    path, method = OPERATIONS[name]
    operation = described[path][method]
    seen = []

    @given(case=operation.as_strategy(generation_mode=mode))
    @EVERY
    def ask(case: Any) -> None:
        answer = case.call()
        seen.append(answer.status_code)
        case.validate_response(answer, excluded_checks=excluded(name))

    ask()
    assert seen
    assert name in KEEPING or not SavedVerdict.objects.exists()
