"""What must hold for every question, tried on the small record with Hypothesis."""

from __future__ import annotations

import datetime as dt
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.rules import vocabulary as v
from kb.rules.compile import compile_knowledge
from kb.rules.decide import decide
from kb.rules.errors import QuestionErrors
from kb.rules.norms import KEEP_PERMISSION
from kb.rules.outcome import judged
from kb.rules.question import from_query_string, read_question
from kb.rules.verdict import RISK_RANK, VERDICT_RANK, Step, UncitedError, to_json
from tests.rules.record import ROWS, clause, knowledge, rows, text

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")  # how long an example takes is the machine's affair
KNOWN = knowledge()
TODAY = "2026-01-01"
MODELS = [m["slug"] for m in ROWS["models"]]
DATASETS = [d["slug"] for d in ROWS["datasets"]]
days = st.dates(min_value=dt.date(2023, 6, 1), max_value=dt.date(2026, 6, 1)).map(str)


def values(name: str) -> st.SearchStrategy[Any]:
    fact = v.FACTS[name]
    known: dict[str, st.SearchStrategy[Any]] = {
        "enum": st.sampled_from(list(fact.values) or [""]), "bool": st.booleans(),
        "int": st.sampled_from([0, 5, 701, 1_000_001, 300_000_000]),
        "service": st.sampled_from(["acme-api", "hostco", "silent-host"]), "base": st.sampled_from(["scratch", *MODELS]),
        "country": st.sampled_from(["DE", "FR", "JP", "US", "GB"]),
        "places": st.lists(st.sampled_from(["DE", "JP", "US", "US-CA"]), min_size=1, unique=True),
    }  # fmt: skip
    return known[fact.kind]


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    channel = draw(values("channel"))
    asked: dict[str, Any] = {
        "channel": channel,
        "teacher": draw(st.sampled_from(DATASETS if channel == "dataset" else MODELS)),
        "as_of": draw(days),
    }
    asked |= {n: draw(values(n)) for n in ("method", "student_kind")}
    for name in v.FACTS:
        if name not in asked and name != "obtained_on" and draw(st.booleans()):
            asked[name] = draw(values(name))
    return asked


def ask(asked: dict[str, Any], known: Any = KNOWN, include: Any = ()) -> dict[str, Any]:
    return decide(known, read_question(asked, known, TODAY), include).as_dict()


@given(questions(), st.randoms(use_true_random=False))
def test_order_of_records_clauses_norms_and_facts_never_matters(asked: dict[str, Any], random: Random) -> None:
    mixed = rows()
    for kind in mixed.values():
        random.shuffle(kind)
    for record in mixed["instruments"]:
        for version in record["versions"]:
            for c in version["clauses"]:
                random.shuffle(c["norms"])
                for number, norm in enumerate(c["norms"]):
                    norm["id"] = str(number)
    shuffled = list(asked.items())
    random.shuffle(shuffled)
    other = ask(dict(shuffled), compile_knowledge(mixed, "sha256:small"))
    mine = ask(asked)
    for name in ("verdict", "basis", "risk", "question", "missing", "lineage", "conditions", "pending"):
        assert sorted(json.dumps(mine[name])) == sorted(json.dumps(other[name]))


@given(questions())
def test_same_question_same_bytes(asked: dict[str, Any]) -> None:
    assert to_json(ask(asked, include=("flips", "alternatives"))) == to_json(ask(asked, knowledge(), ("flips", "alternatives")))


@given(questions())
def test_an_outcome_alone_is_that_of_the_whole_verdict(asked: dict[str, Any]) -> None:
    whole = ask(asked)
    assert judged(KNOWN, read_question(asked, KNOWN, TODAY)) == (whole["verdict"], whole["basis"], whole["risk"])


@given(questions(), st.data())
def test_giving_an_unknown_fact_never_contradicts_a_settled_answer(asked: dict[str, Any], data: st.DataObject) -> None:
    settled = ask(asked)
    unknown = [
        n for n, x in settled["question"].items() if x is None and n not in {a["fact"] for a in settled["assumptions"]} and n != "via"
    ]
    if settled["verdict"] == "undetermined" or not unknown:
        return
    name = data.draw(st.sampled_from(unknown))
    if name in ("market", "student_base"):
        return  # one is presumed from the country; the other brings a license of its own, which is warned of
    told = ask({**asked, name: data.draw(values(name))})
    presumed = name == "country"  # national law is presumed not to apply until the country is given
    kept = any(c["text"] == KEEP_PERMISSION for c in settled["conditions"])  # it stands in all worlds where some need it (rule 22)
    told_less = kept and told["verdict"] == "permitted"
    assert told["verdict"] == settled["verdict"] or told_less or (presumed and told["verdict"] == "conditional")


@given(questions())
def test_every_statement_has_its_source(asked: dict[str, Any]) -> None:
    verdict = ask(asked)
    cited = {c["id"] for c in verdict["citations"]}
    for finding in verdict["findings"]:
        assert finding["citation"] in cited or (finding["version"] is None and finding["text"])
        assert all(s["citation"] in cited for s in finding["steps"])
    assert all(c["citation"] in cited for c in verdict["conditions"])


@given(questions())
def test_nothing_held_is_never_permitted(asked: dict[str, Any]) -> None:
    verdict = ask({**asked, "as_of": "2023-06-01"})
    bound_by_nobody = (
        asked["channel"] in ("crowd", "web") and "via" not in asked and verdict["question"]["student_base"] in ("scratch", None)
    )
    undated = {"free", "leave", "research-only"}
    if not bound_by_nobody and not {f["instrument"] for f in verdict["findings"]} & undated:
        assert verdict["verdict"] in ("undetermined", "prohibited")


@given(questions())
def test_verdict_is_the_strongest_finding_or_turns_on_something(asked: dict[str, Any]) -> None:
    verdict = ask(asked)
    strongest = min((VERDICT_RANK[f["outcome"]] for f in verdict["findings"]), default=VERDICT_RANK["permitted"])
    assert VERDICT_RANK[verdict["verdict"]] <= strongest or verdict["verdict"] == "prohibited" or strongest == VERDICT_RANK["undetermined"]
    assert max([RISK_RANK[x["level"]] for x in verdict["exposure"] + verdict["lineage"]]) <= RISK_RANK[verdict["risk"]]


@given(questions())
def test_question_survives_its_query_string(asked: dict[str, Any]) -> None:
    question = read_question(asked, KNOWN, TODAY)
    again = read_question(from_query_string(question.query_string()), KNOWN, TODAY, text=True)
    assert (again.facts, again.given) == (question.facts, question.given)


@given(
    questions(),
    st.sampled_from(["trains", "student_is_llm", "release == internal", "competes", "purpose == research", "base_license == free"]),
)
def test_an_exception_made_true_never_makes_it_stricter(asked: dict[str, Any], when: str) -> None:
    def with_exception(condition: str) -> Any:
        ban = {"forbids": "train", "when": "trains", "unless": [{"when": condition, "words": "except"}]}
        texts = [text("excepting", "acme", [clause("ban", ban)], kind="model_license")]
        models = [{**m, "licenses": [{"instrument": "excepting"}]} for m in ROWS["models"]]
        return knowledge(instruments=[*ROWS["instruments"], *texts], models=models)

    asked = {n: x for n, x in asked.items() if not n.endswith("permission")}  # a permission to keep makes worlds alike (rule 22)
    narrow = ask(asked, with_exception(f"({when}) and release == internal"))
    wide = ask(asked, with_exception(when))
    always = ask(asked, with_exception("trains or not trains"))
    rank = [VERDICT_RANK[x["verdict"]] for x in (narrow, wide, always)]
    assert rank == sorted(rank)


@given(questions())
@settings(max_examples=40)
def test_a_flip_leads_where_it_says(asked: dict[str, Any]) -> None:
    verdict = ask(asked, include=("flips",))
    for flip in verdict["flips"]:
        assert flip["verdict"] != verdict["verdict"]
        assert len(flip["change"]) <= 2


@given(
    st.dictionaries(
        st.text(max_size=20),
        st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.lists(st.text(max_size=5), max_size=3),
        max_size=30,
    )
)
def test_any_mapping_is_read_or_refused_with_names(asked: dict[str, Any]) -> None:
    with pytest.raises(QuestionErrors) as refused:
        read_question(asked, KNOWN, TODAY)
    assert all(e.problem and e.accepted for e in refused.value.errors)


def test_a_step_without_a_citation_cannot_be_built() -> None:
    with pytest.raises(UncitedError):
        Step("n", "forbids", holds=True, because=(), defeated_by=None, citation="")


@given(questions(), st.sampled_from([(), ("flips",), ("alternatives",), ("flips", "alternatives")]))
def test_a_verdict_put_together_from_texts_is_its_data_as_json(asked: dict[str, Any], include: tuple[str, ...]) -> None:
    verdict = decide(KNOWN, read_question(asked, KNOWN, TODAY), include)
    assert verdict.as_json() == to_json(verdict.as_dict())
