"""Bring the database up to the checkout: migrations, then the record, then its publication. Skipped if nothing changed."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bootstrap.checkout import ROOT
from bootstrap.locks import held
from bootstrap.messages import StopError, say

STEPS = {"migrate": "Bringing the tables up to date …", "load": "Loading the record …", "publish": "Publishing the record …"}
WATCHED = (ROOT / "fixtures", ROOT / "kb")
KINDS = {".py", ".yaml"}


def prepare(home: Path, data: Path | None) -> None:
    """Migrate, load and publish, unless the data folder is known to hold this very state of the checkout.

    `data` is None for a database that is not ours: then it is always done. Raises StopError if a step refuses.
    """
    if data and _prepared(data) == _state(data):
        return
    command = [sys.executable, str(ROOT / "manage.py"), "prepare", str(home), *([str(data)] if data else [])]
    if subprocess.run(command, check=False, cwd=ROOT, stdout=sys.stderr).returncode != 0:  # noqa: S603
        raise StopError("The record was not taken; what was published before stands. Set right what is said above and run this again.")


def fingerprint() -> str:
    """SHA-256 in hex over path, size and time of every file that the tables and the record come from."""
    lines = sorted(f"{path} {size} {time}" for folder in WATCHED for path, size, time in _files(folder))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def main(words: list[str]) -> None:
    """The work of `prepare`, in a process of its own that has Django; `words` are its two folders.

    It holds the lock itself: if the launcher is killed meanwhile, the next one waits. Raises StopError with what a step refuses.
    """
    home, data = Path(words[0]), Path(words[1]) if words[1:] else None
    with held(home / "prepare.lock", waiting="Waiting for another start that is loading the record …"):
        state = _state(data) if data else ""
        if data and _prepared(data) == state:
            return
        _take_steps()
        if data:
            _stamp(data).write_text(state, encoding="ascii")


def _take_steps() -> None:
    import django  # noqa: PLC0415 - only here is the environment sure to exist
    from django.core.management import CommandError, call_command, get_commands  # noqa: PLC0415

    django.setup()
    for name in (step for step in STEPS if step in get_commands()):
        say(STEPS[name])
        try:
            call_command(name, **({"verbosity": 0, "interactive": False} if name == "migrate" else {}))
        except CommandError as error:
            raise StopError(str(error)) from error


def _stamp(data: Path) -> Path:
    return data.parent / "prepared"


def _prepared(data: Path) -> str:
    """The state that a data folder was last brought to; empty if none is known."""
    try:
        return _stamp(data).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def _state(data: Path) -> str:
    """Names one data folder together with one state of the checkout."""
    return f"{data.stat().st_ino} {fingerprint()}"


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    if not folder.exists():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(Path(entry.path))
            elif os.path.splitext(entry.name)[1] in KINDS:  # noqa: PTH122 - thousands of files, before every answer
                state = entry.stat()
                yield os.path.relpath(entry.path, ROOT), state.st_size, state.st_mtime_ns
