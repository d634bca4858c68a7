"""PostgreSQL's programs: the machine's own, else those of a pinned wheel that is used as a bag of binaries."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bootstrap.accounts import Account
from bootstrap.environment import digest, install, pins, requirement_file
from bootstrap.messages import StopError, say

OLDEST = 15
UNPACKED = "programs-"
PLACES = ("/usr/lib/postgresql", "/usr/pgsql-*", "/opt/homebrew/opt/postgresql@*", "/usr/local/opt/postgresql@*")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb`, `pg_ctl` and `postgres` of one major version."""

    folder: Path
    major: int


def find(account: Account, home: Path, major: int | None = None) -> Binaries:
    """Programs that `account` can run: of `major` where a data folder asks for it, else the newest. Raises StopError.

    `home` receives the wheel's programs where the machine has none that fit.
    """
    seen: set[int] = set()
    for place in (_of_machine(account), _of_wheel(account, home, major)):
        here = list(place)
        if fitting := [found for found in here if major in (None, found.major)]:
            return max(fitting, key=lambda found: found.major)
        seen |= {found.major for found in here}
    raise StopError(_other_major(major, seen) if major else _nothing())


def version_of(account: Account, folder: Path) -> int | None:
    """Major version of the programs in `folder`; None if one is missing or the account cannot run them."""
    if not all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
        return None
    try:
        said = account.run([folder / "postgres", "--version"]).stdout
    except OSError:
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(match[1]) if match else None


def _of_machine(account: Account) -> Iterator[Binaries]:
    for folder in _folders():
        major = version_of(account, folder)
        if major is not None and major >= OLDEST:
            yield Binaries(folder, major)


def _folders() -> Iterator[Path]:
    """Where a machine keeps PostgreSQL. KB_PG_BIN names the only place to look."""
    if given := os.environ.get("KB_PG_BIN"):
        yield Path(given)
        return
    for place in PLACES:
        base = Path(place)
        yield from (folder / "bin" for folder in sorted(base.parent.glob(base.name)))
        yield from sorted(base.glob("*/bin"))
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent


def _of_wheel(account: Account, home: Path, major: int | None) -> Iterator[Binaries]:
    """Programs of the pinned wheel, unpacked where the account can enter. An older pin's stay, for data made by them."""
    kept = list(_unpacked(account, home))
    fits = any(major in (None, found.major) for found in kept)
    if fits or (major in (None, _pinned_major()) and _unpack(home)):
        kept = list(_unpacked(account, home))
    yield from kept


def _pinned_major() -> int:
    """The PostgreSQL that the pinned wheel holds: its version is the server's."""
    (version,) = pins(requirement_file("postgres").read_text(encoding="utf-8")).values()
    return int(version.partition(".")[0])


def _unpacked(account: Account, home: Path) -> Iterator[Binaries]:
    for initdb in home.glob(f"{UNPACKED}*/**/bin/initdb"):
        major = version_of(account, initdb.parent)
        if major is not None:
            yield Binaries(initdb.parent, major)


def _unpack(home: Path) -> bool:
    """Unpack the pinned wheel under `home`, at one stroke. False if it is there already or cannot be had."""
    folder = home / f"{UNPACKED}{digest('postgres')[:12]}"
    if folder.exists():
        return False
    say("This machine has no PostgreSQL that fits: fetching the pinned binaries …")
    fresh = home / f"fetching-{os.getpid()}"
    try:
        install(["postgres"], target=fresh)
    except StopError as error:
        say(str(error))
        return False
    fresh.chmod(0o755)
    fresh.rename(folder)
    return True


def _nothing() -> str:
    return (
        f"No PostgreSQL {OLDEST} or newer was found, and there are no pinned binaries for this platform ({sys.platform}).\n"
        "Ways out: install it (Debian: apt-get install postgresql; macOS: brew install postgresql),\n"
        "name the folder of its programs with KB_PG_BIN, or use a server of yours with DATABASE_URL=postgresql://user:password@host/name."
    )


def _other_major(major: int, seen: set[int]) -> str:
    have = f"here is {', '.join(map(str, sorted(seen)))}" if seen else "none is here"
    return (
        f"The data folder was made by PostgreSQL {major}, and that version's programs are needed to read it; {have}.\n"
        f"Way out: install PostgreSQL {major}, or name the folder of its programs with KB_PG_BIN, and run this again;\n"
        "or bring the data to a newer version with its own pg_upgrade or pg_dumpall.\n"
        "Nothing was changed; the data is untouched."
    )
