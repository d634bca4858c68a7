"""The count of what the record covers, asked of the API."""

from __future__ import annotations

import jsonschema

from kb.api.coverage import schema
from kb.queries.published import Published
from tests.api.asking import Api


def test_the_count_is_as_it_is_described(api: Api, now: Published) -> None:
    response = api.client.get("/api/v1/coverage/")
    assert response.status_code == 200
    found = response.json()
    jsonschema.validate(found, schema())
    assert found["revision"] == now.revision
    assert found["totals"]["records"] == sum(map(len, now.records.values()))
    again = api.client.get("/api/v1/coverage/", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_parameters_that_are_not_known_are_refused(api: Api) -> None:
    assert api.client.get("/api/v1/coverage/?day=2026-01-01").status_code == 400
