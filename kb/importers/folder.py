"""A folder of record files: load it through the services, and write the record back as files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.importers.files import FileError, RecordFile, canonical, parse
from kb.queries.records import records
from kb.rules.errors import RecordError, nearest
from kb.rules.shapes import KINDS
from kb.services import load as services


@dataclass(frozen=True, slots=True)
class FileSheet:
    """One file of the folder, read when it is needed."""

    kind: str
    path: Path
    text: str
    digest: str

    @property
    def slug(self) -> str:
        """The slug that the file is named by."""
        return self.path.stem

    def record(self) -> Mapping[str, Any]:
        """The record inside. Raises `SheetError`."""
        try:
            return self._parsed().record
        except FileError as error:
            raise services.SheetError(str(error)) from error

    def error(self, error: RecordError) -> FileError:
        """The same error, said with file and line."""
        return self._parsed().error(error)

    def _parsed(self) -> RecordFile:
        return parse(self.kind, self.path, self.text)


def sheets(folder: Path) -> Iterator[FileSheet]:
    """Every record file below `folder`. Raises `FileError` for what does not belong there."""
    if not folder.is_dir():
        raise FileError(folder, 1, "there is no such folder")
    for sub in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        if sub.name not in KINDS or not sub.is_dir():
            near = nearest(sub.name, KINDS)
            hint = f"nearest: {', '.join(near)}" if near else f"known: {', '.join(KINDS)}"
            raise FileError(sub, 1, f"unknown kind of record ({hint})")
        yield from _sheets_of(sub)


def _sheets_of(folder: Path) -> Iterator[FileSheet]:
    for path in sorted(p for p in folder.iterdir() if not p.name.startswith(".")):
        if path.suffix != ".yaml" or not path.is_file():
            raise FileError(path, 1, "a record is a file whose name ends in .yaml")
        raw = path.read_bytes()
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise FileError(path, raw[: error.start].count(b"\n") + 1, "no UTF-8") from error
        yield FileSheet(folder.name, path, text, hashlib.sha256(raw).hexdigest())


def load(
    folder: Path, *, who: str, why: str, overwrite: bool = False, moved: Mapping[services.Name, str] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> services.Loaded:  # fmt: skip
    """Load the folder: all or nothing. Raises `LoadError`."""
    try:
        found = list(sheets(folder))
    except FileError as error:
        raise services.LoadError([str(error)]) from error
    if not found:
        raise services.LoadError([f"{folder} holds no record file: to load it would remove everything"])
    return services.load(found, who=who, why=why, overwrite=overwrite, moved=moved, tell=tell)


@dataclass(frozen=True, slots=True)
class Dumped:
    """Files that a dump wrote, files that stood right already, and files that no record has."""

    written: tuple[Path, ...]
    same: int
    stale: tuple[Path, ...]


def dump(folder: Path, *, prune: bool = False) -> Dumped:
    """Write every published record as a file in canonical form. `prune` removes record files that no record has."""
    wanted = {folder / kind / f"{r['slug']}.yaml": canonical(kind, r) for kind, rows in records().items() for r in rows}
    written = tuple(path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text)
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    stale = tuple(p for kind in KINDS for p in sorted((folder / kind).glob("*.yaml")) if p not in wanted)
    for path in stale if prune else ():
        path.unlink()
    return Dumped(written, len(wanted) - len(written), stale)
