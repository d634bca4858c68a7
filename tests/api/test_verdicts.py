"""Asking: the same verdict as everywhere, kept only where that was asked for, and read again byte for byte."""

from __future__ import annotations

import json
from io import BytesIO, StringIO
from typing import Any

import pytest

from kb.management.commands.ask import answer_lines
from kb.models import SavedVerdict
from kb.queries.published import Published
from kb.rendering.clock import today
from kb.rules.decide import EXTRAS, decide
from kb.rules.question import read_question
from kb.rules.verdict import to_json
from tests.api.asking import QUESTION, Api, content, problem

QUERY = "teacher=acme-1&channel=weights&method=outputs&student_kind=general_llm&as_of=2024-02-01"


def command_line(now: Published, *questions: Any, include: frozenset[str] = EXTRAS) -> list[str]:
    """What `ask --json` prints, line by line."""
    out = StringIO()
    answer_lines(now.knowledge, today(), set(include), BytesIO(b"".join(json.dumps(q).encode() + b"\n" for q in questions)), out)
    return out.getvalue().splitlines()


def test_a_question_is_answered_and_kept(api: Api, now: Published) -> None:
    answer = api.post("verdicts/", QUESTION)
    assert answer.status_code == 201
    verdict = answer.json()
    kept = SavedVerdict.objects.get()
    assert (verdict["id"], verdict["verdict"]) == (kept.pk, "undetermined")
    assert verdict["url"] == answer["Location"] == f"http://testserver/api/v1/verdicts/{kept.pk}/"
    assert verdict["page"] == f"http://testserver/verdicts/{kept.pk}/"
    assert verdict["knowledge"]["revision"] == now.revision


def test_the_bytes_are_those_of_the_command_line(api: Api, now: Published) -> None:
    line = command_line(now, QUESTION)[0].encode()
    answer = api.post("verdicts/", QUESTION)
    assert answer.content.endswith(b"," + line[1:])
    assert api.get(answer.json()["url"]).content == line
    assert api.get(f"verdicts/?{QUERY}").content == line
    plain = command_line(now, QUESTION, include=frozenset())[0].encode()
    batch = b"".join(api.post("verdicts/batch/", {"questions": [QUESTION]}).streaming_content)
    assert batch.startswith(b'{"results":[{"number":1,"status":200,' + plain[1:] + b'],"summary":')


def test_a_kept_verdict_is_read_again_and_never_changes(api: Api) -> None:
    answer = api.post("verdicts/", QUESTION)
    again = api.get(answer["Location"])
    assert again.status_code == 200
    assert again.content.decode() == SavedVerdict.objects.get().answer
    assert again["Cache-Control"] == "private, max-age=31536000, immutable"
    assert api.get(answer["Location"], if_none_match=again["ETag"]).status_code == 304
    problem(api.get(answer["Location"], if_match='"another"'), 412, "precondition-failed")


@pytest.mark.parametrize("address", ["nothing", "A" * 22, "A" * 21 + "%00", "%ff" * 22, "..", "A" * 5000])
def test_no_verdict_is_found_by_guessing(api: Api, address: str) -> None:
    assert api.get(f"verdicts/{address}/").status_code == 404
    assert api.get(f"verdicts/{address}/")["Content-Type"] == "application/problem+json"


def test_a_get_answers_and_keeps_nothing(api: Api, now: Published) -> None:
    answer = api.get(f"verdicts/?{QUERY}&competes=true&market=DE,FR&monthly_active_users=5")
    asked = {**QUESTION, "competes": True, "market": ["DE", "FR"], "monthly_active_users": 5}
    assert answer.content.decode() == to_json(decide(now.knowledge, read_question(asked, now.knowledge, today())).as_dict())
    assert not SavedVerdict.objects.exists()


def test_a_get_keeps_the_answer_where_that_was_asked_for(api: Api) -> None:
    answer = api.get(f"verdicts/?{QUERY}&save=true")
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/{SavedVerdict.objects.get().pk}/")
    assert api.client.head(Api.full(f"verdicts/?{QUERY}&save=true")).status_code == 200
    assert SavedVerdict.objects.count() == 1


@pytest.mark.parametrize(("include", "held"), [("", set()), ("flips", {"flips"}), ("alternatives,flips", {"flips", "alternatives"})])
def test_extras_come_as_asked_for(api: Api, include: str, held: set[str]) -> None:
    assert EXTRAS & set(api.json(f"verdicts/?{QUERY}&include={include}")) == held
    assert EXTRAS & set(api.post(f"verdicts/?include={include}", QUESTION).json()) == held
    assert set(api.json(f"verdicts/?{QUERY}")) >= EXTRAS


def test_answers_are_for_nobody_else(api: Api) -> None:
    for answer in (api.post("verdicts/", QUESTION), api.get(f"verdicts/?{QUERY}"), api.post("verdicts/batch/", {"questions": [QUESTION]})):
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"


def test_a_batch_is_answered_in_order_with_each_problem_in_its_place(api: Api, now: Published) -> None:
    other = {**QUESTION, "teacher": "host-1", "channel": "web"}
    wrong: list[Any] = [{**QUESTION, "teecher": 1}, {"teacher": "nobody"}, [], None, "text", {**QUESTION, "competes": "yes"}, {}]
    found = content(api.post("verdicts/batch/", {"questions": [QUESTION, *wrong, other]}))["results"]
    assert [r["number"] for r in found] == list(range(1, len(wrong) + 3))
    plain = [to_json({n: x for n, x in r.items() if n not in ("number", "status")}) for r in (found[0], found[-1])]
    assert plain == command_line(now, QUESTION, other, include=frozenset())
    for result, asked in zip(found[1:-1], wrong, strict=True):
        assert (result["status"], result["type"]) == (400, "/api/v1/docs/#invalid-question"), asked
        assert all(set(e) == {"fact", "value", "problem", "accepted"} for e in result["errors"])
    assert found[1]["errors"][0]["accepted"] == ["teacher"]
    assert not SavedVerdict.objects.exists()


def test_a_batch_keeps_what_it_is_told_to(api: Api) -> None:
    found = content(api.post("verdicts/batch/", {"questions": [QUESTION, {}, QUESTION], "save": True, "include": ["flips"]}))["results"]
    assert {found[0]["id"], found[2]["id"]} == set(SavedVerdict.objects.values_list("pk", flat=True))
    assert "id" not in found[1]
    assert "flips" in found[0]
    assert "alternatives" not in found[0]
    kept = api.json(found[0]["url"])
    assert {**found[0], **kept} == found[0]


def test_a_batch_that_fails_half_way_keeps_nothing(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SavedVerdict.objects.create
    made: list[Any] = []

    def one_then_none(**given: Any) -> SavedVerdict:
        if made:
            raise RuntimeError("the disk is full")
        made.append(whole(**given))
        return made[0]

    monkeypatch.setattr(type(SavedVerdict.objects), "create", lambda _self, **given: one_then_none(**given))
    problem(api.post("verdicts/batch/", {"questions": [QUESTION, QUESTION], "save": True}), 500, "server-error")
    assert made
    assert not SavedVerdict.objects.exists()


def test_an_empty_batch_has_no_results(api: Api) -> None:
    found = content(api.post("verdicts/batch/", {"questions": []}))
    assert (found["results"], found["summary"]["questions"]) == ([], 0)


def test_a_large_batch_is_answered_in_pieces(api: Api) -> None:
    answer = api.post("verdicts/batch/", {"questions": [QUESTION] * 300})
    pieces = list(answer.streaming_content)
    assert len(pieces) > 5
    assert max(map(len, pieces)) < 200_000
    assert len(json.loads(b"".join(pieces))["results"]) == 300
