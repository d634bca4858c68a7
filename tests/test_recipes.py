"""The examples of docs/recipes/ are records that hold: they are taken out of the pages and audited with the real record."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bootstrap.checkout import ROOT
from kb.importers.files import RecordFile, canonical, parse, read_folder
from kb.importers.quotes import Check, Folder
from kb.rules import audit, shapes
from kb.rules.compile import compile_knowledge
from kb.rules.knowledge import Knowledge
from kb.services.references import References

RECIPES = ROOT / "docs" / "recipes"
EXAMPLE = re.compile(r"`fixtures/(?P<kind>[a-z]+)/(?P<slug>[^`/]+)\.yaml`\n\n```yaml\n(?P<text>.*?)```", re.DOTALL)


def examples() -> list[RecordFile]:
    found = [(page, x) for page in sorted(RECIPES.glob("*.md")) for x in EXAMPLE.finditer(page.read_text(encoding="utf-8"))]
    return [parse(x["kind"], Path(f"{x['slug']}.yaml"), x["text"]) for _, x in found]


EXAMPLES = examples()


@pytest.fixture(scope="module")
def rows() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for file in (*read_folder(ROOT / "fixtures"), *EXAMPLES):
        found.setdefault(file.kind, []).append(file.record)
    return found


@pytest.fixture(scope="module")
def known(rows: dict[str, list[Any]]) -> Knowledge:
    return compile_knowledge(rows)


def test_every_recipe_that_records_something_has_its_example() -> None:
    assert {f.kind for f in EXAMPLES} >= {"instruments", "services", "cases", "laws", "edges", "models", "sources", "providers"}
    assert len(EXAMPLES) == sum(page.read_text(encoding="utf-8").count("```yaml") for page in RECIPES.glob("*.md"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.slug)
def test_an_example_is_well_formed_and_canonical(file: RecordFile, rows: dict[str, list[Any]]) -> None:
    assert list(shapes.problems(shapes.SHAPES[file.kind], file.record)) == []
    assert list(References(rows).problems(file.kind, file.record)) == []
    assert canonical(file.kind, file.record) == file.text


def test_the_audit_finds_nothing_in_the_examples(known: Knowledge) -> None:
    own = {f.slug for f in EXAMPLES}
    found = [str(p) for p in audit.findings(known, "2027-03-01") if any(slug in p.where for slug in own)]
    assert found == []
    assert sum(len(f.record.get("tests") or ()) for f in EXAMPLES) >= 10  # type: ignore[arg-type]
    held = {*known.instruments, *known.models, *known.services, *known.providers, *(law.slug for law in known.laws)}
    cited = {name.partition(":")[2].partition("#")[0] for name in known.citations}
    assert own <= held | cited | {e.child + "--trained-on-outputs--" + e.parent for x in known.edges_to.values() for e in x}


def test_what_the_pages_name_is_there() -> None:
    for page in RECIPES.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


@pytest.mark.parametrize(("page", "slug", "names"), [
    ("encode-a-license", "acme-open-model-license-1.0", ["acme-license.txt"]),
    ("encode-service-terms", "birch-api-terms", ["birch/2025-01-15.md", "birch/2025-06-02.md"]),
])  # fmt: skip
def test_quotes_and_dates_of_the_examples_stand_in_the_texts_shown(page: str, slug: str, names: list[str], tmp_path: Path) -> None:
    shown = re.findall(r"(?:^>.*\n)+", (RECIPES / f"{page}.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(shown) == len(names)
    for name, text in zip(names, shown, strict=True):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(re.sub(r"^> ?", "", text, flags=re.MULTILINE), encoding="utf-8")
    report = Check([f for f in EXAMPLES if f.slug == slug], Folder(tmp_path)).run()
    assert [str(f) for f in report.failures] == []
    assert report.open == {}
    assert report.counts["quotes"] > 2
    assert not Folder(tmp_path).absent
