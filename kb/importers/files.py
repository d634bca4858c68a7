"""The record as files: one YAML file a record, read with line numbers and written in one canonical form.

Plain YAML without anchors, tags or comments. Scalars are texts, integers, true, false and null; dates stay texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from kb.rules import shapes
from kb.rules.errors import RecordError

LoaderBase = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DumperBase = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
RESOLVERS = (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), "tf"),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:null|)$"), ["n", ""]),
    ("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), "-0123456789"),
)


class _Loader(LoaderBase):  # type: ignore[misc, valid-type]
    """YAML 1.2's plain scalars only: `NO` is Norway, 2024-04-18 a text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}


class _Dumper(DumperBase):  # type: ignore[misc, valid-type]
    yaml_implicit_resolvers = yaml.SafeDumper.yaml_implicit_resolvers  # quotes whatever any YAML reader might misread

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - repeated values are written out
        return True


for _tag, _pattern, _first in RESOLVERS:
    _Loader.add_implicit_resolver(_tag, _pattern, list(_first))


class FileError(Exception):
    """A file that cannot be taken: names file, line and reason."""

    def __init__(self, file: Path | str, line: int, reason: str) -> None:
        self.file = str(file)
        self.line = line
        self.reason = reason
        super().__init__(f"{file}:{line}: {reason}")


@dataclass(frozen=True, slots=True)
class RecordFile:
    """One record with the file that it came from. `line(path)` is the line of a place inside it."""

    kind: str
    path: Path
    record: dict[str, object]
    text: str

    @property
    def slug(self) -> str:
        """The record's slug; the file's name where it has none."""
        return str(self.record.get("slug", self.path.stem))

    def line(self, path: tuple[str | int, ...]) -> int:
        """Line (from 1) of the value at `path`, or of the nearest place above it."""
        node = yaml.compose(self.text, Loader=_Loader)
        line = node.start_mark.line + 1 if node else 1
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((k, x) for k, x in node.value if k.value == step), None)
                if found is None:
                    return line
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                return line
        return line

    def error(self, error: RecordError) -> FileError:
        """The same error, said with file and line."""
        hint = f" (nearest: {', '.join(error.suggestions)})" if error.suggestions else ""
        where = ".".join(str(p) for p in error.path)
        return FileError(self.path, self.line(error.path), f"{where or 'record'}: {error.reason}{hint}")


def parse(kind: str, path: Path, text: str) -> RecordFile:
    """Read the text of one file. Raises `FileError` for what is no YAML, no mapping, or repeats a key."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            _refuse_repeats(path, node)
            record = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise FileError(path, mark.line + 1 if mark else 1, f"no YAML: {reason}") from error
    if not isinstance(record, dict):
        raise FileError(path, 1, f"must be a mapping of {kind} fields")
    if record.get("slug") != path.stem:
        raise FileError(path, 1, f"slug {record.get('slug')!r} differs from the file's name {path.stem!r}")
    return RecordFile(kind, path, record, text)


def _refuse_repeats(path: Path, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise FileError(path, key.start_mark.line + 1, f"field {key.value!r} stands twice")
            seen.add(key.value)
            _refuse_repeats(path, value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_repeats(path, item)


def read_folder(folder: Path) -> Iterator[RecordFile]:
    """Every record file below `folder`, in order of kind and name. Raises `FileError` for an unknown folder or a bad file."""
    for sub in sorted(p for p in folder.iterdir() if p.is_dir()):
        if sub.name not in shapes.SHAPES:
            raise FileError(sub, 1, f"unknown kind of record; known: {', '.join(shapes.KINDS)}")
    for kind in shapes.KINDS:
        for path in sorted((folder / kind).glob("*.yaml")):
            yield parse(kind, path, path.read_text(encoding="utf-8"))


def canonical(kind: str, record: Mapping[str, object]) -> str:
    """The one text of a record: fields in declared order, empty fields left out."""
    return str(
        yaml.dump(
            shapes.ordered(shapes.SHAPES[kind], record),
            Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False,
        )
    )  # fmt: skip
