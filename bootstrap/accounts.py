"""The account that PostgreSQL runs as. It refuses root, so root hands it to an account without rights."""

import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bootstrap.checkout import is_root
from bootstrap.messages import StopError

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server. `switch` is false where that is the one who runs us."""

    uid: int
    gid: int
    switch: bool

    def own(self, path: Path) -> None:
        """Make `path` the account's."""
        if self.switch:
            os.chown(path, self.uid, self.gid)

    def run(self, command: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[str]:
        """Run `command` as the account, away from our terminal and folder; output and errors together in `stdout`."""
        words = [str(word) for word in command]
        quiet = {"text": True, "input": "", "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.run(words, check=False, **{**quiet, **self._place(), **options})  # noqa: S603

    def _place(self) -> Mapping[str, object]:
        place: dict[str, object] = {"cwd": "/", "start_new_session": True, "umask": 0o077}
        if self.switch:
            place |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return place


def server_account() -> Account:
    """The one who runs us, or for root the first of `postgres` and `nobody` that the machine has. Raises StopError."""
    if not is_root():
        return Account(os.geteuid(), os.getegid(), switch=False)
    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    raise StopError("PostgreSQL refuses root, and there is no account `postgres` or `nobody`. Make one, or run this as a normal user.")
