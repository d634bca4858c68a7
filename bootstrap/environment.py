"""The Python environment: `.venv` in the checkout with the pinned, hashed packages of `requirements/`.

An interpreter that already has the pinned packages is used as it is.
"""

import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from bootstrap.checkout import ROOT, mark_folder
from bootstrap.locks import held
from bootstrap.messages import StopError, say

FOLDER = ROOT / ".venv"
STAMP = FOLDER / "installed.json"
PYTHON = FOLDER / "bin" / "python"
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)\s*(;?)")
LAST_LINES = 12  # of an installer's complaint


def ensure(groups: Iterable[str], argv: list[str]) -> None:
    """Return if this interpreter has the packages of `groups`; else make them and start `argv` anew in `.venv`.

    Does not return in the second case. Raises StopError with the way out where the environment cannot be made.
    """
    wanted = list(groups)
    if (_in_own() and _ready(wanted)) or all(satisfied(group) for group in wanted):
        return
    with held(mark_folder() / "environment.lock", waiting="Waiting for another start that is making the environment …"):
        if not _ready(wanted):
            _make(sorted({*wanted, *_stamp().get("groups", {})}))
    os.execv(PYTHON, [str(PYTHON), *argv])  # noqa: S606 - the environment's own interpreter


def requirement_file(group: str) -> Path:
    """Where the pins of a group of packages are written."""
    return ROOT / "requirements" / f"{group}.txt"


def pins(text: str) -> dict[str, str]:
    """Package -> version for every line of a requirements text that applies to all platforms."""
    found = (PIN.match(line) for line in text.splitlines())
    return {match[1]: match[2] for match in found if match and not match[3]}


def satisfied(group: str) -> bool:
    """True if this interpreter has exactly the pinned packages of a group."""
    try:
        return all(metadata.version(name) == version for name, version in pins(requirement_file(group).read_text(encoding="utf-8")).items())
    except metadata.PackageNotFoundError:
        return False


def digest(group: str) -> str:
    """SHA-256 in hex of a group's requirement file."""
    return hashlib.sha256(requirement_file(group).read_bytes()).hexdigest()


def _in_own() -> bool:
    return Path(sys.prefix) == FOLDER


def _stamp() -> dict[str, dict[str, str]]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _ready(groups: Iterable[str]) -> bool:
    """True if `.venv` has what the requirement files say now, and its interpreter still stands."""
    stamp = _stamp().get("groups", {})
    return PYTHON.exists() and all(stamp.get(group) == digest(group) for group in groups)


def _make(groups: list[str]) -> None:
    if not _interpreter_works():
        _create()
    count = sum(len(pins(requirement_file(group).read_text(encoding="utf-8"))) for group in groups)
    say(f"Installing {count} pinned packages ({', '.join(groups)}); the first time this takes about a minute …")
    STAMP.unlink(missing_ok=True)
    install(groups)
    STAMP.write_text(json.dumps({"groups": {group: digest(group) for group in groups}}), encoding="utf-8")


def _interpreter_works() -> bool:
    """False too for an environment that a killed start left half made."""
    if not PYTHON.exists():
        return False
    return _quietly([str(PYTHON), "-c", "import pip" if not _uv() else ""]).returncode == 0


def _create() -> None:
    say(f"Making the environment .venv with Python {platform.python_version()} …")
    if not _uv() and not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise StopError(_no_venv())
    import venv  # noqa: PLC0415 - some machines lack it, and most commands never need it

    try:
        venv.create(FOLDER, clear=True, with_pip=not _uv())
    except subprocess.CalledProcessError as error:
        raise StopError(_no_venv()) from error
    except OSError as error:
        raise StopError(f"Cannot make {FOLDER} ({error.strerror}). Run this from a checkout that you can write.") from error


def install(groups: list[str], *, target: Path | None = None) -> None:
    """Put the pinned packages of `groups` into `.venv`, or unpack them into the folder `target`. Raises StopError.

    With uv if the machine has it, else with pip.
    """
    python = str(PYTHON if PYTHON.exists() else sys.executable)
    words = ["--require-hashes", *(word for group in groups for word in ("-r", str(requirement_file(group))))]
    if target:
        words += ["--no-deps", "--target", str(target)]
    if uv := _uv():
        done = _quietly([uv, "pip", "install", "--python", python, *words])
    else:
        done = _quietly([python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *words])
    if done.returncode != 0:
        raise StopError(_no_packages(done.stdout))


def _uv() -> str | None:
    return shutil.which("uv")


def _quietly(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command lines
        command, check=False, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=ROOT, umask=0o022
    )


def _no_venv() -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return (
        f"This Python ({sys.executable}) cannot make environments: its venv or ensurepip module is missing.\n"
        f"On Debian or Ubuntu: apt-get install python3-venv (or python{version}-venv); elsewhere install Python from its own site, or uv.\n"
        "Then run the same command again."
    )


def _no_packages(output: str) -> str:
    tail = "\n".join(f"  {line}" for line in output.strip().splitlines()[-LAST_LINES:])
    return (
        f"The packages could not be installed. The installer's last words:\n{tail}\n"
        "Is there a network? Is a proxy or a mirror needed (HTTPS_PROXY, PIP_INDEX_URL)?\n"
        "What was done so far is kept; run the same command again."
    )
