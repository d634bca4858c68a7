"""The processes of a running site, watched: started again if they die, ended with the launcher however it ends."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bootstrap.checkout import ROOT
from bootstrap.messages import StopError, say

QUICK = 10.0  # seconds: a child that dies sooner than this after its start has failed
MOST_FAILURES = 5
GRACE = 20.0  # seconds to end in before being killed
LIFELINE = "KB_LIFELINE"  # number of a pipe's end that closes when the launcher is gone


@dataclass(slots=True)
class Child:
    """One process and how it is started. The site goes on without one that is not `needed`."""

    name: str
    command: Sequence[str]
    settings: Mapping[str, str] = field(default_factory=dict)
    needed: bool = True
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0

    def start(self, lifeline: int) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only the launcher."""
        place = {**os.environ, **self.settings, LIFELINE: str(lifeline)}
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=place, start_new_session=True, pass_fds=[lifeline])  # noqa: S603

    def revive(self, lifeline: int) -> None:
        """Start it again if it died. Raises StopError if it is needed and keeps dying at once."""
        if self.process is None or self.process.poll() is None or self.failures >= MOST_FAILURES:
            return
        self._clear_group(self.process.pid)
        self.failures = self.failures + 1 if time.monotonic() - self.started < QUICK else 1
        status = f"(status {self.process.returncode})"
        if self.failures < MOST_FAILURES:
            say(f"The {self.name} ended {status}; starting it again.")
            self.start(lifeline)
        elif self.needed:
            raise StopError(f"The {self.name} keeps ending {status}; see its words above.")
        else:
            say(f"The {self.name} keeps ending {status}; the site goes on without it.")

    def stop(self) -> None:
        """Wait for its end after `ask_to_stop`; after a while, insist, on its own children too."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        self._clear_group(self.process.pid)
        self.process.wait()

    def ask_to_stop(self) -> None:
        """Tell it to end, and do not wait."""
        if self.process is not None:
            self.process.terminate()

    @staticmethod
    def _clear_group(leader: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


class Family:
    """All children of one launcher, on one lifeline."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self._theirs, self._ours = os.pipe()

    def start(self) -> None:
        """Start all."""
        for child in self.children:
            child.start(self._theirs)

    def revive(self) -> None:
        """Start again those that died. Raises StopError if one keeps dying at once."""
        for child in self.children:
            child.revive(self._theirs)

    def stop(self) -> None:
        """End all, and wait for it."""
        os.close(self._ours)
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop()
