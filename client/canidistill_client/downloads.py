"""A revision in a folder: its manifest and a file for each kind of record. Nothing stands there that was not checked."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from canidistill_client.errors import InputError, UnjudgedError
from canidistill_client.wire import Wire
from kb.rules.canonical import document_of, name_of

MANIFEST = "manifest.json"
KIND = re.compile(r"[a-z]{1,40}\Z")
REVISION = re.compile(r"sha256:[0-9a-f]{64}\Z")
LARGEST_FILE = 500_000_000  # bytes

Records = Mapping[str, list[dict[str, Any]]]


def download(wire: Wire, revisions: str, folder: Path, revision: str, tell: Callable[[str], None]) -> str:
    """Download, check, and only then put in place; what stood in the folder before is replaced. The name of the revision."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).is_file():
        raise InputError(f"{folder} holds other things than a revision: name an empty or a new folder.")
    manifest = _manifest(wire.read(f"{revisions}/{revision}/manifest/"), revision)
    name = str(manifest["revision"])
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for file in manifest["files"]:
            tell(f"{file['kind']}: {file['records']} records")
            data = wire.read(f"{revisions}/{name}/records/{file['kind']}.jsonl", largest=min(int(file["bytes"]), LARGEST_FILE))
            (made / f"{file['kind']}.jsonl").write_bytes(data)
        (made / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        read(made)
        made.chmod(0o755)
        _replace(folder, made)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return name


def _manifest(data: bytes, asked: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(data)
        well = REVISION.match(found["revision"]) and all(KIND.match(f["kind"]) and int(f["bytes"]) >= 0 for f in found["files"])
    except (ValueError, TypeError, KeyError):
        well = None
    if not well:
        raise UnjudgedError("The instance's manifest cannot be read.")
    if asked not in ("current", found["revision"]):
        raise UnjudgedError(f"The manifest is of another revision: {found['revision']}.")
    return found


def _replace(folder: Path, made: Path) -> None:
    """Put the new folder in the place of the old one, which is never mixed with it."""
    if folder.exists():
        old = made.with_name(f"{made.name}-old")
        folder.rename(old)
        made.rename(folder)
        shutil.rmtree(old, ignore_errors=True)
    else:
        made.rename(folder)


def read(folder: Path) -> tuple[str, str, Records]:
    """Revision, engine and records in a folder. Raises `InputError` where there is none, `UnjudgedError` where a hash does not hold."""
    try:
        manifest = _manifest((folder / MANIFEST).read_bytes(), "current")
        records = {file["kind"]: _records(folder, file) for file in manifest["files"]}
    except FileNotFoundError as error:
        missing = Path(str(error.filename)).name
        raise InputError(f"{folder} holds no revision ({missing} is missing): canidistill download {folder}") from error
    if name_of(document_of(records)) != manifest["revision"]:
        raise UnjudgedError(f"The records in {folder} do not make up {manifest['revision']}: download again.")
    return str(manifest["revision"]), str(manifest.get("engine", "")), records


def _records(folder: Path, file: Mapping[str, Any]) -> list[dict[str, Any]]:
    data = (folder / f"{file['kind']}.jsonl").read_bytes()
    if hashlib.sha256(data).hexdigest() != file["sha256"]:
        raise UnjudgedError(f"{file['kind']}.jsonl is not what the manifest says: its sha256 differs.")
    return [json.loads(line) for line in data.splitlines()]
