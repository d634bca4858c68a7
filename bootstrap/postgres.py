"""A private PostgreSQL server on a unix socket: made once, started and stopped as needed, never rebuilt."""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bootstrap import binaries
from bootstrap.accounts import Account, server_account
from bootstrap.binaries import Binaries
from bootstrap.messages import StopError, say

LONGEST = 88  # bytes of a socket's folder: the system allows some 107 for the whole path
PLAIN = re.compile(r"[A-Za-z0-9/._-]+")
PATIENCE = 20.0  # seconds for a dead server's memory and lock file to be given up
SOCKET = ".s.PGSQL.5432"
SOCKET_LINE, STATUS_LINE = 4, 7  # of the server's lock file
THROWAWAY = "canidistill-test-"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "log_min_error_statement": "panic",  # a question must never reach a log, not even in a failing statement
    "log_error_verbosity": "terse",
}
HURRIED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # for data that nobody will miss


@dataclass(frozen=True, slots=True)
class Server:
    """One data folder and the server over it. `lasting` is false for tests: fast, and not safe against a crash."""

    folder: Path
    account: Account
    programs: Binaries
    lasting: bool = True

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Address for libpq: superuser `kb`, database `kb`, through the private socket."""
        return f"postgresql:///kb?user=kb&host={quote(str(socket_folder(self.folder)), safe='')}"

    def start(self) -> None:
        """Make the data folder if there is none, start the server if it does not run. Raises StopError."""
        if not (self.data / "PG_VERSION").exists():
            self._initialize()
        if self.running():
            return
        if self.pid() is not None and not self._listens_here():
            self.stop()  # a server left over from before the checkout was moved
        self._start()

    def running(self) -> bool:
        """True if a server over this data folder accepts connections."""
        if self.pid() is None or not _answers(socket_folder(self.folder) / SOCKET):
            return False
        lock = self._lock_lines()
        return len(lock) > STATUS_LINE and lock[STATUS_LINE].strip() == "ready"

    def pid(self) -> int | None:
        """Process id of the server over this data folder, from its lock file; None if there is none.

        A lock file whose number went to another program (a restarted machine, a copied folder) is removed.
        """
        lock = self._lock_lines()
        if not lock or not lock[0].isdigit() or not _alive(int(lock[0])):
            return None
        if not _works_in(int(lock[0]), self.data):
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            return None
        return int(lock[0])

    def _listens_here(self) -> bool:
        lock = self._lock_lines()
        return len(lock) > SOCKET_LINE and lock[SOCKET_LINE] == str(socket_folder(self.folder))

    def _lock_lines(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        return []

    def stop(self) -> None:
        """Stop the server and wait for its end; nothing happens if none runs."""
        if self.pid() is not None:
            mode = "fast" if self.lasting else "immediate"
            self.account.run([self.programs.folder / "pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "stop"])

    def _initialize(self) -> None:
        """Under another name first, so that a killed start leaves nothing that looks like data."""
        say("Making a database …")
        fresh = self.folder / "data.unfinished"
        shutil.rmtree(fresh, ignore_errors=True)
        locale = "C.UTF-8" if os.uname().sysname == "Linux" else "en_US.UTF-8"
        words = ["-D", str(fresh), "-U", "kb", "-A", "trust", "-E", "UTF8", f"--locale={locale}", *([] if self.lasting else ["--no-sync"])]
        done = self.account.run([self.programs.folder / "initdb", *words])
        if done.returncode != 0:
            raise StopError(f"PostgreSQL could not make its data folder {self.data}:\n{done.stdout.strip()}")
        self.account.run([self.programs.folder / "postgres", "--single", "-D", fresh, "postgres"], input="CREATE DATABASE kb\n")
        fresh.rename(self.data)

    def _start(self) -> None:
        """Try for a while: after a crash the old server's lock file and memory go away only when its last process has."""
        place = socket_folder(self.folder)
        _private(place, self.account)
        settings = SETTINGS | {"unix_socket_directories": str(place)} | ({} if self.lasting else HURRIED)
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        log = self.folder / "log"
        until = time.monotonic() + PATIENCE
        while True:
            done = self.account.run([self.programs.folder / "pg_ctl", "-D", self.data, "-w", "-t", "60", "-l", log, "-o", options, "start"])
            if done.returncode == 0 or self.running():
                return
            if time.monotonic() > until:
                raise StopError(f"PostgreSQL does not start. Its last words ({log}):\n{_last_words(log) or done.stdout.strip()}")
            time.sleep(0.25)


def lasting(home: Path) -> Server:
    """The server that keeps the data under `home`. Raises StopError if no programs of the data's version are here."""
    account = server_account()
    folder = home / "postgres"
    _private(folder, account)
    return Server(folder, account, binaries.find(account, home, _major(folder / "data")))


@contextlib.contextmanager
def throwaway(home: Path) -> Iterator[Server]:
    """A running server over an empty folder of its own, gone at the end. `home` holds the wheel's programs, if needed."""
    account = server_account()
    sweep(account)
    folder = Path(tempfile.mkdtemp(prefix=f"{THROWAWAY}{os.getpid()}-"))
    account.own(folder)
    server = Server(folder, account, binaries.find(account, home), lasting=False)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def sweep(account: Account) -> None:
    """Clear away throw-away servers whose makers were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{THROWAWAY}*"):
        maker = folder.name.removeprefix(THROWAWAY).partition("-")[0]
        if folder.stat().st_uid != account.uid or not maker.isdigit() or _alive(int(maker)):
            continue
        pid = Server(folder, account, Binaries(folder, 0), lasting=False).pid()
        if pid is not None:
            os.kill(pid, signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def socket_folder(folder: Path) -> Path:
    """Where the server of `folder` listens: inside it, or in the system's temporary folder if that path is long or odd."""
    inside = folder / "run"
    if len(os.fsencode(inside)) <= LONGEST and PLAIN.fullmatch(str(inside)):
        return inside
    return Path("/tmp") / f"canidistill-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]}"  # noqa: S108 - private, owner checked


def _private(folder: Path, account: Account) -> None:
    """`folder`, made if needed, that nobody but the account can enter. Raises StopError if another holds the name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    state = folder.lstat()
    if state.st_uid not in (account.uid, os.geteuid()) or not stat.S_ISDIR(state.st_mode):
        raise StopError(f"{folder} belongs to another account. Remove it, or use the account that owns it.")
    if account.switch:
        account.own(folder)
    folder.chmod(0o700)


def _major(data: Path) -> int | None:
    """Major version that made a data folder; None if there is none yet."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _works_in(pid: int, data: Path) -> bool:
    """True if a process stands in the data folder, as a server does; taken as true where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(data)
    except PermissionError:
        return False
    except OSError:
        return not Path("/proc/self/cwd").exists()


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as door, contextlib.suppress(OSError):
        door.settimeout(5)
        door.connect(str(path))
        return True
    return False


def _last_words(log: Path) -> str:
    with contextlib.suppress(OSError):
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])
    return ""
