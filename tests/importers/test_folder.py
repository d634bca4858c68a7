"""Folders of record files: what cannot be taken is refused with file, line and reason; what was taken comes back byte for byte."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from kb.importers import folder
from kb.importers.files import canonical, parse
from kb.models import Address, Provider
from kb.models.layout import TABLES
from kb.queries.records import records
from kb.rules.shapes import SHAPES, Field, Shape, ordered
from kb.services.load import LoadError
from tests.sample import SAMPLE

REAL = Path(settings.BASE_DIR) / "fixtures"


def write(place: Path, whole: dict[str, list[dict[str, object]]]) -> Path:
    for kind, rows in whole.items():
        (place / kind).mkdir(parents=True, exist_ok=True)
        for r in rows:
            (place / kind / f"{r['slug']}.yaml").write_text(canonical(kind, r), encoding="utf-8")
    return place


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write(tmp_path / "record", SAMPLE)


def load(place: Path) -> folder.Dumped | object:
    return folder.load(place, who="a test", why="to try it")


def edit(path: Path, old: str, new: str) -> int:
    """Replace a text that stands once; the line on which it stood."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def tree(place: Path) -> dict[str, bytes]:
    return {str(p.relative_to(place)): p.read_bytes() for p in sorted(place.rglob("*.yaml"))}


@pytest.mark.django_db
def test_dump_gives_the_same_bytes_back(files: Path, tmp_path: Path) -> None:
    load(files)
    dumped = folder.dump(tmp_path / "out")
    assert tree(files) == tree(tmp_path / "out")
    assert len(dumped.written) == len(tree(files))
    again = folder.dump(tmp_path / "out")
    assert (again.written, again.same) == ((), len(tree(files)))


@pytest.mark.django_db
def test_dump_tells_of_files_that_no_record_has(files: Path) -> None:
    load(files)
    orphan = files / "providers" / "nobody.yaml"
    orphan.write_text("slug: nobody\nname: Nobody\n")
    assert folder.dump(files).stale == (orphan,)
    assert orphan.exists()
    folder.dump(files, prune=True)
    assert not orphan.exists()


@pytest.mark.django_db
def test_layout_of_a_file_does_not_matter(files: Path) -> None:
    load(files)
    before = records()
    path = files / "providers" / "acme.yaml"
    path.write_text("name: 'Acme'\nslug: acme\ncountry: US\naliases: [ACME Inc., acme]\n\nsources:\n    - paper\nnotes:\n")
    assert load(files)
    assert records() == before


WRONG = {
    "unknown word": ("models/acme-1.yaml", "weights: open", "weights: opne", ["weights: 'opne' is not one of open", "(nearest: open)"]),
    "unknown field": ("models/acme-1.yaml", "weights: open", "weight: open", ["weight: unknown field 'weight' (nearest: weights)"]),
    "no such record": ("services/hostco-cloud.yaml", "operator: hostco", "operator: hotsco", ["'hotsco'", "(nearest: hostco)"]),
    "unknown fact": ("instruments/host-terms.yaml", "when: evasion", "when: evasoin", ["evasion"]),
    "impossible day": ("instruments/host-terms.yaml", "valid_to: '2025-01-01'", "valid_to: '2025-02-30'", ["'2025-02-30' is not a date"]),
    "no such clause": ("cases/acme-v-hostco.yaml", "clause: no-improving", "clause: no-imroving", ["no clause 'no-imroving'"]),
    "bears on two": ("cases/acme-v-hostco.yaml", "- act: access", "- law: model-act\n  act: access", ["exactly one of `instrument`"]),
    "part of nothing": ("cases/acme-v-hostco.yaml", "- act: access", "- provision: s1\n  act: access", ["a provision of no law"]),
    "no YAML": ("sources/paper.yaml", "title: A paper", "title: [A paper", ["no YAML"]),
    "field twice": ("sources/paper.yaml", "title: A paper", "title: A paper\ntitle: Another", ["field 'title' stands twice"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", WRONG)
def test_wrong_file_is_refused_with_file_and_line(files: Path, what: str) -> None:
    name, old, new, said = WRONG[what]
    line = edit(files / name, old, new)
    with pytest.raises(LoadError) as refused:
        load(files)
    (error,) = refused.value.errors
    lines = (line, line + 1) if what in ("no YAML", "field twice") else (line,)
    assert error.startswith(tuple(f"{files / name}:{n}: " for n in lines))
    for words in said:
        assert words in error
    assert not any(table.model.objects.exists() for table in TABLES.values())


@pytest.mark.django_db
def test_refusal_of_the_database_names_the_file(files: Path) -> None:
    edit(files / "models" / "acme-1.yaml", "to: '2025'", "to: '2023'")
    with pytest.raises(LoadError, match=r"models/acme-1.yaml:1: .*link_range"):
        load(files)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("model/x.yaml", b"slug: x\n", "unknown kind of record (nearest: models"),
        ("providers/x.yml", b"slug: x\n", "ends in .yaml"),
        ("providers/x.yaml", b"slug: x\nname: \xff\n", "x.yaml:2: no UTF-8"),
    ],
)
@pytest.mark.django_db
def test_stray_file_is_refused(files: Path, name: str, content: bytes, said: str) -> None:
    path = files / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    with pytest.raises(LoadError) as refused:
        load(files)
    assert said in str(refused.value)
    assert not Provider.objects.exists()


@pytest.mark.django_db
def test_missing_folder_is_refused_and_removes_nothing(files: Path, tmp_path: Path) -> None:
    load(files)
    with pytest.raises(LoadError, match="no such folder"):
        load(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(LoadError, match="holds no record file"):
        load(tmp_path / "empty")
    assert Provider.objects.exists()


@pytest.mark.django_db
def test_file_whose_name_is_not_its_slug(files: Path) -> None:
    (files / "providers" / "acme.yaml").rename(files / "providers" / "acmee.yaml")
    with pytest.raises(LoadError, match="slug 'acme' differs from the file's name 'acmee'"):
        load(files)


@pytest.mark.django_db
def test_commands_load_publish_and_dump(files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load", str(files), "--why", "a try")
    call_command("load", str(files))
    call_command("publish")
    call_command("publish")
    call_command("dump", str(tmp_path / "out"))
    said = capsys.readouterr().out
    assert f"Loaded: {len(tree(tmp_path / 'out'))} new, 0 changed, 0 removed" in said
    assert "The record is up to date." in said
    assert "is now current" in said
    assert "nothing has changed" in said
    assert tree(files) == tree(tmp_path / "out")
    (files / "countermeasures" / "watermark.yaml").unlink()
    call_command("load", str(files), "--why", "merged", "--moved", "countermeasures/watermark=soft-labels")
    assert Address.objects.get(kind="countermeasures", slug="watermark").moved_to == "soft-labels"


@pytest.mark.django_db
def test_commands_say_why_they_did_nothing(files: Path) -> None:
    line = edit(files / "models" / "acme-1.yaml", "weights: open", "weights: opne")
    with pytest.raises(CommandError, match=rf"acme-1.yaml:{line}: .*\nNothing was loaded."):
        call_command("load", str(files))
    with pytest.raises(CommandError, match="--moved takes"):
        call_command("load", str(files), "--moved", "nonsense")


def texts() -> st.SearchStrategy[str]:
    return st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(lambda t: t.strip() != "")


def values(field: Field) -> st.SearchStrategy[object]:
    one: st.SearchStrategy[object]
    if field.shape is not None:
        one = rows(field.shape)
    elif field.choices:
        one = st.sampled_from(tuple(field.choices))
    else:
        one = {
            "slug": st.from_regex(r"[a-z0-9][a-z0-9.\-]{0,12}", fullmatch=True),
            "place": st.from_regex(r"[A-Z][A-Z0-9\-]{0,6}", fullmatch=True),
            "when": st.sampled_from(("2024", "2024-02", "2024-02-29")),
            "day": st.dates().map(lambda d: d.isoformat()),
            "url": st.just("https://example.org/?a=b&c=#d"),
            "bool": st.booleans(),
            "mapping": st.dictionaries(texts(), st.booleans() | st.integers() | texts(), max_size=3),
        }.get(field.type, texts())
    return st.lists(one, max_size=2) if field.many else one


def rows(shape: Shape) -> st.SearchStrategy[object]:
    needed = {f.name: values(f) for f in shape.fields if f.required}
    free = {f.name: st.none() | values(f) for f in shape.fields if not f.required}
    return st.fixed_dictionaries(needed, optional=free)


@given(st.sampled_from(sorted(SHAPES)).flatmap(lambda kind: st.tuples(st.just(kind), rows(SHAPES[kind]))))
def test_any_record_is_read_as_it_was_written(made: tuple[str, dict[str, object]]) -> None:
    kind, record = made
    text = canonical(kind, record)
    read = parse(kind, Path(f"{record['slug']}.yaml"), text).record
    assert read == ordered(SHAPES[kind], record)
    assert canonical(kind, read) == text


@pytest.fixture(scope="module")
def real(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[float]:  # noqa: ARG001 - the database must be there
    """The project's own record, loaded once; how many seconds that took."""
    with django_db_blocker.unblock(), transaction.atomic():
        began = time.monotonic()
        load(REAL)
        yield time.monotonic() - began
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_real_record_comes_back_byte_for_byte(real: float, tmp_path: Path) -> None:
    assert real < 60
    folder.dump(tmp_path)
    assert tree(tmp_path) == tree(REAL)


@pytest.mark.django_db
@pytest.mark.usefixtures("real")
def test_real_record_is_not_loaded_twice() -> None:
    began = time.monotonic()
    assert not load(REAL)
    assert time.monotonic() - began < 3
