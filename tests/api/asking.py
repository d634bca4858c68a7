"""How the tests speak to the API."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

ROOT = "/api/v1/"
PROBLEM = "application/problem+json"
QUESTION = {"teacher": "acme-1", "channel": "weights", "method": "outputs", "student_kind": "general_llm", "as_of": "2024-02-01"}


@dataclass
class Api:
    """A client of the API. Addresses are below its root unless they begin with a slash or a scheme."""

    client: Client

    def get(self, address: str, **headers: str) -> Any:
        return self.client.get(self.full(address), headers=headers)

    def post(self, address: str, body: Any, content_type: str = "application/json", **more: Any) -> Any:
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(self.full(address), data, content_type=content_type, **more)

    def json(self, address: str) -> Any:
        answer = self.get(address)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "application/json"
        return json.loads(answer.content)

    def walk(self, address: str) -> list[dict[str, Any]]:
        """All results of a list, page by page."""
        found: list[dict[str, Any]] = []
        following: str | None = address
        while following:
            page = self.json(following)
            assert set(page) == {"results", "next"}
            found += page["results"]
            following = page["next"]
        return found

    @staticmethod
    def full(address: str) -> str:
        return address if address.startswith(("/", "http")) else f"{ROOT}{address}"


def problem(answer: Any, status: int, kind: str) -> dict[str, Any]:
    """The problem in an answer, which must be of that status and kind."""
    assert answer.status_code == status, answer.content[:500]
    assert answer["Content-Type"] == PROBLEM
    found: dict[str, Any] = json.loads(answer.content)
    assert found["status"] == status
    assert found["type"].rpartition("#")[2] == kind, found
    assert found["title"]
    assert found["detail"]
    return found


def content(answer: Any) -> Any:
    """The JSON of an answer that may come in pieces."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return json.loads(data)
