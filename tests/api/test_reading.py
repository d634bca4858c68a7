"""Reading as it is asked for: which records, which fields, in which order, of which revision, on which day, in which form."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils.http import http_date, parse_http_date
from hypothesis import given
from hypothesis import strategies as st

from kb.api import selection
from kb.api.forms import cell
from kb.queries.published import Published
from kb.queries.revisions import published_at
from kb.rules.shapes import KINDS, SHAPES
from tests.api.asking import Api, problem
from tests.api.conftest import publish_rows
from tests.sample import SAMPLE, found, sample


def slugs(api: Api, address: str) -> list[str]:
    return [str(r.get("citation") if address.startswith("clauses") else r["slug"]) for r in api.walk(address)]


def lines(answer: Any) -> list[list[str]]:
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("models/?provider=acme,hostco", ["acme-1", "host-1"]),
        ("models/?provider=nobody,hostco", ["host-1"]),
        ("models/?released_after=2024-01-20", ["acme-1"]),  # a month counts where any of its days does
        ("models/?released_after=2024-02-01", []),
        ("models/?released_before=2024-01-02", ["acme-1"]),
        ("models/?released_before=2024", []),
        ("models/?aliases=acme/Acme-1", ["acme-1"]),
        ("models/?verification=unverified", ["host-1"]),
        ("models/?lacks=verification", ["acme-1"]),
        ("models/?has=licenses,sources", ["acme-1"]),
        ("models/?has=licenses&lacks=sources", []),
        ("models/?licenses.role=license&licenses.verification=verified", ["acme-1"]),
        ("models/?licenses.role=notice&licenses.verification=verified", []),  # both, but of two links
        ("models/?input=image,audio", ["acme-1"]),
        ("models/?access.id=acme/Acme-1&access.gated=true", ["acme-1"]),
        ("models/?q=NOT%20held%20text", ["acme-1"]),
        ("models/?q=not%20there", []),
        ("laws/?status=in_force", ["model-act"]),
        ("laws/?status=in_force&as_of=2024-12-31", []),
        ("laws/?status=enacted,failed&as_of=2024-12-31", ["model-act"]),
        ("laws/?statuses.status=enacted", ["model-act"]),
        ("laws/?statuses.date_after=2025-01-02", []),
        ("cases/?stage=pleadings,appeal&filed_after=2024", ["acme-v-hostco"]),
        ("cases/?events.date_before=2024-06-03", []),
        ("issues/?status=split,settled", ["is-it-copying"]),
        ("datasets/?conflict.between=nothing", None),
        ("assessments/?authorities.cite=case:older-v-old", ["copyright-us"]),
        ("clauses/?region=EU", ["acme-license@2024-07-01-en-eu#name", "acme-license@2024-07-01-en-eu#no-improving"]),
        ("clauses/?forbids=access,train&region=EU", ["acme-license@2024-07-01-en-eu#no-improving"]),
        ("clauses/?norms.forbids=train&norms.liftable=false&version=2024-01-01", ["acme-license@2024-01-01#no-improving"]),
        ("clauses/?norms.permits=use_outputs&norms.liftable=true", []),
        ("clauses/?q=begin%20the%20name", ["acme-license@2024-01-01#name"]),
        ("clauses/?has=unencoded", ["acme-license@2024-01-01#odd"]),
    ],
)
def test_what_is_asked_for_is_found(api: Api, address: str, expected: list[str] | None) -> None:
    if expected is None:
        problem(api.get(address), 400, "invalid-parameter")
    else:
        assert slugs(api, address) == expected


@pytest.mark.parametrize(
    ("query", "accepted"),
    [
        ("released_after=yesterday", "2025-01-20"),
        ("weights=opened", "open"),
        ("provider=", ""),
        ("provider=,", ""),
        ("releasd_after=2024", "released_after"),
        ("fields=slug,nam", "name"),
        ("expand=name", "provider"),
        ("order=weights", "released"),
        ("as_of=2024-02-30", ""),
        ("as_of=20240201", ""),
        ("fields=licences.instrument", "licenses.instrument"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(api: Api, query: str, accepted: str) -> None:
    told = problem(api.get(f"models/?{query}"), 400, "invalid-parameter")
    assert told["errors"][0]["parameter"] == query.split("=", maxsplit=1)[0]
    assert accepted in ["", *told["errors"][0]["accepted"]]


def test_only_the_fields_asked_for_are_shown(api: Api) -> None:
    assert api.walk("models/?fields=name,licenses.instrument") == [
        {"slug": "acme-1", "name": "Acme 1", "licenses": [{"instrument": "acme-license"}, {}]},
        {"slug": "host-1", "name": "Host 1"},
    ]
    listed = api.walk("instruments/?fields=versions.clauses.norms.duty&q=begin")
    assert listed[0]["versions"][0]["clauses"][1] == {"norms": [{"duty": "Begin the name with “Acme”."}]}
    assert set(api.json("instruments/acme-license/?fields=versions.valid_from")) == {"slug", "versions"}
    assert api.json("clauses/acme-license@2024-01-01/name/?fields=pinpoint") == {
        "citation": "acme-license@2024-01-01#name", "pinpoint": "§ 2",
    }  # fmt: skip


def test_what_is_named_is_shown_in_place_of_its_name(api: Api) -> None:
    model = api.json("models/acme-1/?expand=provider,licenses.instrument.provider,sources")
    assert model["provider"] == found(sample(), "providers", "acme")
    assert (model["licenses"][0]["instrument"]["title"], model["licenses"][0]["instrument"]["provider"]["name"]) == ("Acme License", "Acme")
    assert "clauses" not in model["licenses"][0]["instrument"]["versions"][0]
    assert [s["title"] for s in model["sources"]] == ["A paper", "News"]
    edge = api.json("edges/host-1--distilled--acme-1/?expand=parent,child&fields=relation")
    assert (edge["parent"]["name"], edge["child"]["name"], edge["relation"]) == ("Acme 1", "Host 1", "distilled_from")
    clause = api.json("clauses/acme-license@2024-01-01/no-improving/?expand=norms.reads,instrument&fields=citation")
    assert clause["norms"][0]["reads"][1]["title"] == "Improve"
    assert clause["instrument"]["title"] == "Acme License"


@pytest.mark.parametrize("kind", KINDS)
def test_everything_can_be_chosen_and_expanded_at_once(api: Api, kind: str) -> None:
    shape = SHAPES[kind]
    every = ",".join(selection.paths(shape))
    assert [r["slug"] for r in api.walk(f"{kind}/?fields={every}")] == sorted(r["slug"] for r in SAMPLE[kind])
    for row in SAMPLE[kind]:
        assert api.json(f"{kind}/{row['slug']}/?fields={every}") == row
    if selection.expandable(shape):
        assert api.walk(f"{kind}/?expand={','.join(selection.expandable(shape))}")


def test_a_list_is_sorted_as_asked_and_its_pages_fit_together(api: Api) -> None:
    rows = sample()
    dates = {"a": "2024-05", "b": "2024-05", "c": "2023", "d": None, "e": "2024-05-02"}
    plain = {"provider": "acme", "weights": "open", "modality": "llm"}
    rows["models"] += [{**plain, "slug": s, "name": s.upper(), **({"released": d} if d else {})} for s, d in dates.items()]
    publish_rows(rows)
    expected = ["d", "host-1", "c", "acme-1", "a", "b", "e"]
    for limit in (1, 2, 3, 100):
        assert slugs(api, f"models/?order=released&limit={limit}") == expected
        assert slugs(api, f"models/?order=-released&limit={limit}") == expected[::-1]
        assert slugs(api, f"models/?order=-slug&limit={limit}") == sorted(expected, reverse=True)
    assert slugs(api, "models/?order=name")[0] == "a"


def test_last_years_answer_is_asked_again_and_comes_out_the_same(api: Api, now: Published) -> None:
    addresses = ["models/acme-1/", "models/", "clauses/", "clauses/acme-license@2024-01-01/name/", "instruments.csv", "laws/model-act.json",
                 "coverage/?as_of=2026-01-01"]  # fmt: skip
    before = {address: api.get(address).content for address in addresses}
    rows = sample()
    found(rows, "models", "acme-1")["name"] = "Another name"
    found(rows, "instruments", "acme-license")["versions"][0]["clauses"][1]["quote"] = "other words"
    found(rows, "laws", "model-act")["title"] = "Another title"
    rows["instruments"][1]["title"] = "Another title"
    publish_rows(rows)
    for address, content in before.items():
        assert api.get(address).content != content
        again = api.get(f"{address}{'&' if '?' in address else '?'}revision={now.revision}")
        assert (again.content, again["Record-Revision"]) == (content, now.revision)


@pytest.mark.parametrize("address", ["models/", "models/acme-1/", "clauses/", "coverage/", "models.csv"])
def test_a_revision_that_never_was_is_refused_by_name(api: Api, address: str) -> None:
    told = problem(api.get(f"{address}?revision=sha256:{'0' * 64}"), 404, "not-found")
    assert "sha256:000" in told["detail"]
    problem(api.get(f"{address}?revision=latest"), 400, "invalid-parameter")


def test_texts_laws_and_links_are_shown_as_they_stood_on_a_day(api: Api) -> None:
    def versions(day: str) -> list[str]:
        shown = [v for r in api.walk(f"instruments/?as_of={day}") for v in r["versions"]]
        return [v.get("valid_from", "undated") + ",".join(v.get("region", ())) for v in shown]

    assert versions("2022-12-31") == ["undated"]
    assert versions("2024-02-01") == ["2024-01-01", "undated", "2023-01-01"]
    assert versions("2024-07-01") == ["2024-07-01EU", "2024-07-01US", "undated", "2023-01-01"]  # no place is left to the first
    assert "versions" not in api.json("instruments/host-terms/?as_of=2025-01-01")
    assert [s["status"] for s in api.json("laws/model-act/?as_of=2024-06-01")["statuses"]] == ["enacted"]
    assert slugs(api, "laws/?as_of=2023-12-31") == []
    assert [x.get("instrument") for x in api.json("models/acme-1/?as_of=2024-06-01")["licenses"]] == ["acme-license"]
    assert [x.get("instrument") for x in api.json("models/acme-1/?as_of=2025-06-01")["licenses"]] == [None]
    service = api.json("services/hostco-cloud/?as_of=2023-06-01")
    assert (len(service["terms"]), len(service["passes_through"])) == (1, 1)
    assert "terms" not in api.json("services/hostco-cloud/?as_of=2024-06-01")
    assert {c.split("#")[0] for c in slugs(api, "clauses/?as_of=2025-02-01")} == {
        "acme-license@2024-07-01-en-eu", "acme-policy@undated",
    }  # fmt: skip
    problem(api.get("providers/?as_of=2024-01-01"), 400, "invalid-parameter")


def test_csv_holds_every_record_and_json_the_same_by_either_way(api: Api) -> None:
    rows = lines(api.get("edges.csv"))
    assert [r[0] for r in rows] == ["slug", *sorted(e["slug"] for e in SAMPLE["edges"])]
    assert lines(api.get("edges/", accept="text/csv")) == rows
    assert lines(api.get("edges.csv?limit=1")) == rows[:2]
    assert 'rel="next"' in api.get("edges.csv?limit=1")["Link"]
    assert lines(api.get("models/acme-1.csv?fields=name,input,licenses.instrument,licenses.role,gated")) == [
        ["slug", "name", "gated", "input", "licenses.instrument", "licenses.role"],
        ["acme-1", "Acme 1", "false", "text; image", "acme-license; ", "license; notice"],
    ]
    assert api.get("models/acme-1.json").content == api.get("models/acme-1/").content
    assert api.get("models.json?limit=1").json()["next"].startswith("http://testserver/api/v1/models.json?")
    assert len(lines(api.get("clauses.csv"))) == 1 + len(api.walk("clauses/"))


def test_a_cell_is_nothing_that_a_spreadsheet_would_run(api: Api) -> None:
    rows = sample()
    rows["providers"].append({"slug": "evil", "name": '=HYPERLINK("http://evil")', "aliases": ["@SUM(1)", "-1"]})
    publish_rows(rows)
    assert lines(api.get("providers/evil.csv?fields=name,aliases"))[1] == ["evil", "'=HYPERLINK(\"http://evil\")", "'@SUM(1); -1"]


@pytest.mark.parametrize("kind", [*KINDS, "clauses"])
def test_json_ld_tells_of_every_record(api: Api, kind: str) -> None:
    answer = api.get(f"{kind}.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    graph = json.loads(answer.content)
    assert graph["@context"] == "https://schema.org"
    assert len(graph["@graph"]) == len(api.walk(f"{kind}/"))
    assert all(data["url"].startswith("http://testserver/") for data in graph["@graph"])


def test_json_ld_of_one_tells_the_legal_force_of_the_day(api: Api) -> None:
    assert json.loads(api.get("laws/model-act/", accept="application/ld+json").content)["legislationLegalForce"] == "https://schema.org/InForce"
    assert json.loads(api.get("laws/model-act.jsonld?as_of=2024-06-01").content)["legislationLegalForce"] == "https://schema.org/NotInForce"
    clause = json.loads(api.get("clauses/acme-license@2024-01-01/no-improving.jsonld").content)
    assert (clause["@type"], clause["text"]) == ("Quotation", "improve no other model")
    assert clause["url"] == "http://testserver/instruments/acme-license@2024-01-01/no-improving/"


@pytest.mark.parametrize(
    ("accept", "media"),
    [("text/csv", "text/csv"), ("application/json, text/csv;q=0.5", "application/json"),
     ("application/ld+json, */*;q=0.1", "application/ld+json"),
     ("text/csv;q=0.2, application/json;q=0.9", "application/json"), ("*/*", "application/json")],
)  # fmt: skip
def test_the_form_is_the_one_that_is_liked_best(api: Api, accept: str, media: str) -> None:
    answer = api.get("models/", accept=accept)
    assert answer["Content-Type"].split(";")[0] == media
    assert "Accept" in answer["Vary"]
    assert api.get("models/", accept=accept, if_none_match=answer["ETag"]).status_code == 304
    other = api.get("models/", accept="text/csv" if media != "text/csv" else "application/json")
    assert other["ETag"] != answer["ETag"]


def test_a_form_that_is_not_there_is_refused(api: Api) -> None:
    told = problem(api.get("models/", accept="application/xml"), 406, "not-acceptable")
    assert "text/csv" in told["detail"]
    problem(api.get("models.xml"), 404, "not-found")
    assert api.get("models.csv", accept="application/json").status_code == 200


def test_an_answer_tells_when_it_last_changed(api: Api, now: Published) -> None:
    answer = api.get("models/")
    published = published_at(now.revision)
    assert published is not None
    assert parse_http_date(answer["Last-Modified"]) == int(published.timestamp())
    assert api.get("models/", if_modified_since=answer["Last-Modified"]).status_code == 304
    earlier = http_date((published - timedelta(seconds=5)).timestamp())
    assert api.get("models/", if_modified_since=earlier).status_code == 200
    assert api.get("models/", if_modified_since=answer["Last-Modified"], if_none_match='"another"').status_code == 200
    problem(api.get("models/", if_unmodified_since=earlier), 412, "precondition-failed")


def test_what_changed_between_two_revisions_is_listed(api: Api, now: Published) -> None:
    rows = sample()
    found(rows, "models", "acme-1")["licenses"][0]["to"] = "2026"
    rows["countermeasures"] = [{"slug": "poison", "name": "Poison"}]
    later = publish_rows(rows).revision
    address = f"revisions/{later}/changes/?since={now.revision}"
    expected = [
        {"kind": "countermeasures", "slug": "poison", "change": "added", "fields": []},
        {"kind": "countermeasures", "slug": "watermark", "change": "removed", "fields": []},
        {"kind": "models", "slug": "acme-1", "change": "changed", "fields": ["licenses[acme-license].to"]},
    ]
    assert api.walk(address) == expected
    assert api.walk(f"{address}&limit=1") == expected
    assert api.walk(f"{address}&kind=models,cases") == expected[2:]
    assert api.walk(f"{address}&change=added,removed") == expected[:2]
    assert [c["change"] for c in api.walk(f"revisions/{now.revision}/changes/?since={later}&kind=countermeasures")] == ["removed", "added"]
    assert api.walk(f"revisions/{later}/changes/?since={later}") == []
    moved = api.get(f"revisions/current/changes/?since={now.revision}")
    assert (moved.status_code, moved["Location"]) == (302, f"/api/v1/{address}")
    assert api.get("revisions/current/")["Location"] == f"/api/v1/revisions/{later}/"


def test_changes_are_asked_of_two_revisions_that_are_there(api: Api, now: Published) -> None:
    told = problem(api.get(f"revisions/{now.revision}/changes/"), 400, "invalid-parameter")
    assert told["errors"][0]["parameter"] == "since"
    for address in (f"{now.revision}/changes/?since=sha256:{'0' * 64}", f"sha256:{'0' * 64}/changes/?since={now.revision}"):
        assert "sha256:000" in problem(api.get(f"revisions/{address}"), 404, "not-found")["detail"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
)


@given(VALUES, st.lists(st.sampled_from("ab"), max_size=3))
def test_a_cell_is_one_value_whatever_stands_there(value: Any, path: list[str]) -> None:
    assert isinstance(cell(value, path), (str, bool, type(None)))
