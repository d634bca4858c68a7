"""Reading: every published record, once, with every field; filters; what may be kept; what moved or went."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from kb.models import Address, Publication, Revision
from kb.queries.published import Published
from kb.rules import vocabulary as v
from kb.rules.shapes import KINDS, SHAPES
from tests.api.asking import ROOT, Api, problem
from tests.api.conftest import publish_rows
from tests.sample import SAMPLE, sample

LISTS = [*KINDS, "clauses", "revisions", "facts"]


def key_of(row: dict[str, Any]) -> str:
    return str(row.get("citation") or row.get("slug") or row.get("id") or row["name"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_is_listed_and_shown_whole(api: Api, kind: str) -> None:
    listed = api.walk(f"{kind}/")
    assert [r["slug"] for r in listed] == sorted(r["slug"] for r in SAMPLE[kind])
    for row in SAMPLE[kind]:
        shown = api.json(f"{kind}/{row['slug']}/")
        assert shown == row
        assert [f for f in SHAPES[kind].names if f in shown] == list(shown)


@pytest.mark.parametrize("kind", KINDS)
def test_lists_show_records_without_parts_of_parts(api: Api, kind: str) -> None:
    whole = {r["slug"]: r for r in SAMPLE[kind]}
    for row in api.walk(f"{kind}/"):
        for name, value in row.items():
            field = next(f for f in SHAPES[kind].fields if f.name == name)
            if field.shape is None:
                assert value == whole[row["slug"]][name]
                continue
            deeper = {f.name for f in field.shape.fields if f.shape is not None}
            given = whole[row["slug"]][name]
            for shown, entry in zip(value if field.many else [value], given if field.many else [given], strict=True):
                assert shown == {n: x for n, x in entry.items() if n not in deeper}


@pytest.mark.parametrize("limit", [1, 2, 3, 500])
@pytest.mark.parametrize("kind", LISTS)
def test_pages_hold_every_record_exactly_once(api: Api, kind: str, limit: int) -> None:
    if kind == "facts":
        assert [f["name"] for f in api.walk("facts/")] == list(v.FACTS)
        return
    whole = [key_of(r) for r in api.walk(f"{kind}/")]
    paged = [key_of(r) for r in api.walk(f"{kind}/?limit={limit}")]
    assert paged == whole
    assert len(set(paged)) == len(paged) > 0


def test_a_page_says_where_the_next_one_is_and_keeps_the_filters(api: Api) -> None:
    page = api.json("edges/?parent_kind=provider&limit=1")
    assert page["next"] is None
    page = api.json("edges/?limit=1&child_kind=model")
    assert page["next"].startswith(f"http://testserver{ROOT}edges/?")
    assert "child_kind=model" in page["next"]
    assert [r["slug"] for r in api.walk("edges/?limit=1&child_kind=model")] == ["host-1--distilled--acme-1", "host-1--trained--talk"]


def test_what_is_published_between_two_pages_disturbs_none(api: Api) -> None:
    first = api.json("providers/?limit=1")
    rows = sample()
    rows["providers"].insert(0, {"slug": "aaa", "name": "Later, but first"})
    publish_rows(rows)
    assert [r["slug"] for r in first["results"]] + [r["slug"] for r in api.walk(first["next"])] == ["acme", "hostco"]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("models/?provider=acme", ["acme-1"]),
        ("models/?weights=closed", ["host-1"]),
        ("models/?gated=false", ["acme-1", "host-1"]),
        ("models/?gated=true", []),
        ("models/?licenses.instrument=acme-license", ["acme-1"]),
        ("models/?provider=nobody", []),
        ("models/?sources=news&weights=open", ["acme-1"]),
        ("models/?name=Acme%201", ["acme-1"]),
        ("instruments/?kind=use_policy&provider=acme", ["acme-policy"]),
        ("instruments/?incorporates=acme-policy", ["acme-license"]),
        ("edges/?parent=acme-1", ["host-1--distilled--acme-1"]),
        ("edges/?child=host-1&relation=trained_on_dataset", ["host-1--trained--talk"]),
        ("edges/?grade=alleged&disputed=true", ["hostco--outputs--acme"]),
        ("cases/?stage=pleadings", ["acme-v-hostco"]),
        ("cases/?avenues=contract", ["acme-v-hostco"]),
        ("cases/?treatments.case=older-v-old", ["acme-v-hostco"]),
        ("laws/?jurisdiction=US&kind=statute", ["model-act"]),
        ("laws/?jurisdiction=FR", []),
        ("datasets/?generators.model=acme-1", ["talk"]),
        ("services/?terms.instrument=host-terms&operator=hostco", ["hostco-cloud"]),
        ("incidents/?providers=acme", ["the-affair"]),
        ("assessments/?avenue=copyright&level=low", ["copyright-us"]),
        ("techniques/?methods=logits", ["soft-labels"]),
        ("sources/?tier=primary", ["paper"]),
        ("providers/?country=US", ["acme"]),
    ],
)
def test_lists_are_filtered_by_name(api: Api, address: str, found: list[str]) -> None:
    assert [r["slug"] for r in api.walk(address)] == found


def test_records_are_read_from_the_current_revision(api: Api, now: Published) -> None:
    rows = sample()
    rows["models"][1]["name"] = "Host One"
    later = publish_rows(rows)
    assert api.json("models/host-1/")["name"] == "Host One"
    assert [(r["id"], r["current"]) for r in api.walk("revisions/")] == [(now.revision, False), (later.revision, True)]
    publish_rows(sample())
    assert api.json("models/host-1/")["name"] == "Host 1"


@pytest.mark.parametrize(
    "address",
    ["models/acme-1/", "models/", "models/?limit=1", "clauses/", "clauses/acme-license@2024-01-01/name/", "facts/", "", "schema/"],
)
def test_what_a_caller_has_already_is_not_sent_again(api: Api, address: str) -> None:
    first = api.get(address)
    etag = first["ETag"]
    assert etag.startswith('"')
    assert first["Cache-Control"] == "public, no-cache"
    again = api.get(address, if_none_match=etag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert api.get(address, if_none_match='"another"').content == first.content
    assert api.client.head(Api.full(address))["ETag"] == etag
    problem(api.get(address, if_match='"another"'), 412, "precondition-failed")


@pytest.mark.parametrize("address", ["models/", "models/acme-1/", "models/nobody/", "clauses/?limit=0"])
def test_head_gives_the_headers_of_get_without_the_body(api: Api, address: str) -> None:
    whole = api.get(address)
    head = api.client.head(Api.full(address))
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head["Content-Length"] == str(len(whole.content))


def test_an_etag_names_one_address_of_one_revision(api: Api) -> None:
    addresses = ("models/", "models/?limit=1", "models/acme-1/", "models/host-1/", "providers/acme/")
    before = {address: api.get(address)["ETag"] for address in addresses}
    assert len(set(before.values())) == len(before)
    rows = sample()
    rows["sources"][0]["title"] = "Another title"
    publish_rows(rows)
    assert all(api.get(address)["ETag"] != etag for address, etag in before.items())


def test_a_clause_stands_in_its_version_with_what_was_carried_over(api: Api) -> None:
    clause = api.json("clauses/acme-license@2024-07-01-en-eu/no-improving/")
    origin = api.json("clauses/acme-license@2024-01-01/no-improving/")
    assert (clause["instrument"], clause["version"], clause["key"]) == ("acme-license", "2024-07-01-en-eu", "no-improving")
    assert (clause["valid_from"], clause["region"], clause["same_as"]) == ("2024-07-01", ["EU"], "2024-01-01")
    for name in ("pinpoint", "heading", "quote", "summary"):
        assert clause[name] == origin[name]
    assert [n["id"] for n in clause["norms"]] == [f"{clause['citation']}!1", f"{clause['citation']}!leave"]
    assert [{**n, "id": ""} for n in clause["norms"]] == [{**n, "id": ""} for n in origin["norms"]]
    assert clause["norms"][0]["unless"][0]["words"] == "excluding Acme"


def test_every_clause_is_at_the_address_that_its_citation_tells(api: Api) -> None:
    found = api.walk("clauses/")
    assert len(found) == sum(len(x.get("clauses", ())) for r in SAMPLE["instruments"] for x in r["versions"])
    for clause in found:
        assert clause["citation"] == f"{clause['instrument']}@{clause['version']}#{clause['key']}"
        assert api.json(f"clauses/{clause['instrument']}@{clause['version']}/{clause['key']}/") == clause
        assert api.json(f"clauses/{clause['citation'].replace('#', '%23')}/") == clause
        assert {"pinpoint", "quote", "summary", "norms"} <= set(clause)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("instrument=acme-license", 5),
        ("instrument=acme-license&version=2024-01-01", 3),
        ("key=no-improving", 2),
        ("forbids=train", 2),
        ("forbids=access", 1),
        ("obliges=name", 1),
        ("permits=use_outputs&forbids=train", 2),
        ("version=undated", 1),
        ("instrument=nothing", 0),
    ],
)
def test_clauses_are_filtered_by_name(api: Api, query: str, count: int) -> None:
    assert len(api.walk(f"clauses/?{query}")) == count


def test_norms_of_verdicts_are_found_among_the_clauses(api: Api) -> None:
    norms = {n["id"]: c["citation"] for c in api.walk("clauses/") for n in c["norms"]}
    verdict = api.json("verdicts/?teacher=acme-1&channel=weights&method=outputs&student_kind=general_llm&as_of=2024-02-01")
    steps = [s for f in verdict["findings"] for s in f["steps"]]
    assert steps
    assert all(norms[s["norm"]] == s["citation"] for s in steps)


def test_a_revision_tells_when_it_became_current(api: Api, now: Published) -> None:
    rows = sample()
    rows["places"].pop()
    publish_rows({**rows, "instruments": [], "models": [], "datasets": [], "services": [], "edges": [], "laws": [], "assessments": []})
    publish_rows(sample())
    shown = api.json(f"revisions/{now.revision}/")
    assert (shown["current"], len(shown["published"])) == (True, Publication.objects.filter(revision_id=now.revision).count())
    assert len(shown["published"]) == 2
    assert [r["id"] for r in api.walk("revisions/?current=true")] == [now.revision]
    assert len(api.walk("revisions/?current=false")) == 1
    assert "a test" not in str(shown)


def test_the_list_of_revisions_changes_when_an_old_one_is_current_again(api: Api, now: Published) -> None:
    etag = api.get("revisions/")["ETag"]
    rows = sample()
    rows["sources"][0]["title"] = "Another title"
    publish_rows(rows)
    assert publish_rows(sample()).revision == now.revision
    assert api.get("revisions/", if_none_match=etag).status_code == 200


@pytest.mark.parametrize("name", list(v.FACTS))
def test_every_fact_is_told(api: Api, name: str) -> None:
    fact = api.json(f"facts/{name}/")
    declared = v.FACTS[name]
    assert (fact["name"], fact["type"], fact["question"], fact["presumed"]) == (name, declared.kind, declared.question, declared.presumed)
    assert {x["value"]: x["words"] for x in fact["values"]} == declared.values


def test_what_moved_leads_on_and_what_is_gone_says_why(api: Api, now: Published) -> None:
    revision = Revision.objects.get(pk=now.revision)
    gone = {"kind": "models", "first": revision, "gone_at": timezone.now(), "reason": "merged with another"}
    Address.objects.create(slug="acme-0", title="Acme 0", **gone)
    Address.objects.create(slug="acme-one", moved_to="acme-1", **gone)
    told = problem(api.get("models/acme-0/"), 410, "gone")
    assert told["detail"] == "Acme 0: merged with another."
    assert told["removed"] == timezone.now().date().isoformat()
    answer = api.get("models/acme-one/")
    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/models/acme-1/")
    problem(api.get("providers/acme-0/"), 404, "not-found")


def test_the_index_leads_everywhere(api: Api) -> None:
    index = api.json("")
    assert set(LISTS) <= set(index)
    for name, address in index.items():
        posted = {"batch": 405, "check": 405, "runs": 405, "jobs": 405}  # what takes a body answers no GET
        assert api.get(address).status_code == ({"verdicts": 400} | posted).get(name, 200), name


@pytest.mark.django_db
def test_where_nothing_is_published_that_is_said(client: Any) -> None:
    api = Api(client)
    for address in ("models/", "models/x/", "clauses/", "verdicts/?teacher=x"):
        problem(api.get(address), 503, "unavailable")
    problem(api.post("verdicts/", {}), 503, "unavailable")
    problem(api.post("verdicts/batch/", {"questions": []}), 503, "unavailable")
    assert api.walk("revisions/") == []
    for address in ("", "facts/", "schema/", "docs/"):
        assert api.get(address).status_code == 200
