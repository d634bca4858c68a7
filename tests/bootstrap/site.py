"""A copy of the checkout with a site of its own, driven from outside as a person would."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from bootstrap.checkout import ROOT, is_root

PARTS = ("bootstrap", "kb", "requirements", "static", "templates", "manage.py", "fixtures/places")  # a small record starts quickly
OURS = re.compile(r"^(KB_|DJANGO_|PYTEST_|DATABASE_URL$|CI$|PORT$)")
PATIENCE = 90.0  # seconds


class Site:
    """A checkout under a short path that PostgreSQL's account can enter, its data beside it."""

    def __init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="canidistill-site-"))
        self.base.chmod(0o711)
        self.root = self.base / "here"
        self.root.mkdir(mode=0o755)
        for name in PARTS:
            source = ROOT / name
            if source.is_dir():
                (self.root / name).parent.mkdir(exist_ok=True)
                shutil.copytree(source, self.root / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif source.exists():
                shutil.copy2(source, self.root / name)
        self.port = free_port()
        self.started: list[subprocess.Popen[str]] = []

    @property
    def state(self) -> Path:
        return self.base / "state" if is_root() else self.root / ".state"

    def settings(self, **more: str) -> dict[str, str]:
        own = {"KB_STATE": str(self.state)} if is_root() else {}
        return {name: value for name, value in os.environ.items() if not OURS.match(name)} | own | more

    def manage(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        command = [sys.executable, "manage.py", *words]
        place = {"cwd": self.root, "env": self.settings(**more)}
        return subprocess.run(command, **place, capture_output=True, text=True, timeout=PATIENCE, check=False)

    def up(self, **more: str) -> subprocess.Popen[str]:
        """Start the site and wait for its first answer."""
        process = self.launch(**more)
        eventually(lambda: f'"pid": {process.pid},' in self.note() or process.poll() is not None)
        assert process.poll() is None, self.said()
        return process

    def launch(self, **more: str) -> subprocess.Popen[str]:
        """Start the site, and go on at once."""
        log = (self.base / "said").open("a", encoding="utf-8")
        command = [sys.executable, "manage.py", "up", "--port", str(self.port)]
        process = subprocess.Popen(command, cwd=self.root, env=self.settings(**more), stdout=log, stderr=log, text=True)
        self.started.append(process)
        return process

    def note(self) -> str:
        """What the running site says of itself; empty if none runs."""
        with contextlib.suppress(FileNotFoundError):
            return (self.state / "up.json").read_text(encoding="utf-8")
        return ""

    def said(self) -> str:
        return (self.base / "said").read_text(encoding="utf-8")

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10).close()
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False
        return True

    def database(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection, once the server takes them: right after a crash it does not."""
        lock = self.state / "postgres" / "data" / "postmaster.pid"
        eventually(lambda: lock.exists() and "ready" in lock.read_text(encoding="utf-8"))
        return psycopg.connect(user="kb", dbname="kb", host=str(self.state / "postgres" / "run"), autocommit=True)

    def keep(self, word: str) -> None:
        with self.database() as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
            connection.execute("INSERT INTO kept VALUES (%s)", [word])

    def kept(self) -> list[object]:
        with self.database() as connection:
            return [row[0] for row in connection.execute("SELECT word FROM kept ORDER BY word")]

    def postmaster(self) -> int:
        return int((self.state / "postgres" / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def processes(self) -> list[int]:
        """Every living process that stands in the checkout or in its data."""
        return [pid for pid in living() if str(self.base) in standing(pid)]

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE)
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT)
        shutil.rmtree(self.base, ignore_errors=True)


def living() -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            yield int(entry.name)


def standing(pid: int) -> str:
    with contextlib.suppress(OSError):
        return str(Path(f"/proc/{pid}/cwd").readlink())
    return ""


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def eventually(holds: Callable[[], bool], within: float = PATIENCE) -> None:
    """Wait until `holds()`; fails the test if that takes longer than `within` seconds."""
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "it never came to be"
        time.sleep(0.1)
