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
    if data is None:
        _run_steps()
        return
    with held(home / "prepare.lock", waiting="Waiting for another start that is loading the record …"):
        stamp = data.parent / "prepared"
        state = fingerprint()
        if not _same(stamp, data, state):
            _run_steps()
            stamp.write_text(f"{data.stat().st_ino} {state}", encoding="ascii")


def fingerprint() -> str:
    """SHA-256 in hex over path, size and time of every file that the tables and the record come from."""
    lines = sorted(f"{path} {size} {time}" for folder in WATCHED for path, size, time in _files(folder))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def main() -> None:
    """The steps themselves, in a process of their own that has Django. Raises StopError with what a step refuses."""
    import django  # noqa: PLC0415 - only here is the environment sure to exist
    from django.core.management import CommandError, call_command, get_commands  # noqa: PLC0415

    django.setup()
    for name in (step for step in STEPS if step in get_commands()):
        say(STEPS[name])
        try:
            call_command(name, **({"verbosity": 0, "interactive": False} if name == "migrate" else {}))
        except CommandError as error:
            raise StopError(str(error)) from error


def _run_steps() -> None:
    done = subprocess.run([sys.executable, ROOT / "manage.py", "prepare"], check=False, cwd=ROOT, stdout=sys.stderr)  # noqa: S603
    if done.returncode != 0:
        raise StopError("The record was not taken; what was published before stands. Set right what is said above and run this again.")


def _same(stamp: Path, data: Path, state: str) -> bool:
    try:
        return stamp.read_text(encoding="ascii") == f"{data.stat().st_ino} {state}"
    except FileNotFoundError:
        return False


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
