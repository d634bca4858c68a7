"""Where things are: the checkout, its identity, and the folder that keeps the data.

A normal user's data lives in `.state` inside the checkout and moves with it. Root's lives under /var/lib, keyed by an
identity kept in the checkout: PostgreSQL refuses root, and its own account may not be able to enter the checkout.
"""

import contextlib
import os
import secrets
from pathlib import Path

from bootstrap.locks import held
from bootstrap.messages import StopError

ROOT = Path(__file__).resolve().parent.parent
MARK = ".state"
SYSTEM = Path("/var/lib/canidistill")


def is_root() -> bool:
    """True for the superuser of a Unix machine."""
    return os.geteuid() == 0


def mark_folder(root: Path = ROOT) -> Path:
    """The checkout's own private folder, made if needed. Raises StopError if it cannot be written."""
    if not (root / MARK).exists() and not os.access(root, os.W_OK):
        raise StopError(f"The checkout {root} cannot be written by this account. Use the account that owns it, or a clone of your own.")
    return private_folder(root / MARK)


def private_folder(folder: Path, mode: int = 0o700) -> Path:
    """`folder`, made with its parents if needed. Raises StopError if that is not allowed."""
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        raise StopError(f"Cannot make the folder {folder} ({error.strerror}). Set KB_STATE to a folder that you can write.") from error
    if not os.access(folder, os.W_OK):
        raise StopError(f"Cannot write in {folder}: it belongs to another account. Use that account, or set KB_STATE to a folder of yours.")
    return folder


def identity(root: Path = ROOT) -> str:
    """Eight bytes in hex that name this checkout, made once. A copy of a checkout gets its own."""
    file = mark_folder(root) / "id"
    with held(file.with_name("lock")):
        known = _read(file)
        if not known or _is_copy(root, known):
            known = _new_identity(file)
        _write(file.with_name("path"), str(root))
        return known


def home(root: Path = ROOT) -> Path:
    """The folder of the data, made if needed: KB_STATE, or by the rule at the head of this file."""
    if given := os.environ.get("KB_STATE"):
        return private_folder(Path(given).absolute(), 0o711 if is_root() else 0o700)
    if not is_root():
        identity(root)
        return mark_folder(root)
    private_folder(SYSTEM, 0o711)
    return private_folder(SYSTEM / identity(root), 0o711)


def secret_key(folder: Path) -> str:
    """The key that signs sessions: KB_SECRET_KEY, or one made once and kept readable by its owner only."""
    if given := os.environ.get("KB_SECRET_KEY"):
        return given
    file = folder / "secret_key"
    with held(folder / "lock"):
        if not _read(file):
            _write(file, secrets.token_urlsafe(50))
        return _read(file)


def _is_copy(root: Path, known: str) -> bool:
    """True if the place that this identity was made for still stands elsewhere and still holds it."""
    before = _read(root / MARK / "path")
    return bool(before) and Path(before) != root and _read(Path(before) / MARK / "id") == known


def _new_identity(file: Path) -> str:
    if (file.parent / "postgres" / "data" / "postmaster.pid").exists():
        raise StopError(f"{file.parent} was copied from a running site: its data may be torn. To start anew: rm -r {file.parent}")
    _write(file, secrets.token_hex(8))
    return _read(file)


def _read(file: Path) -> str:
    with contextlib.suppress(OSError):
        return file.read_text(encoding="utf-8").strip()
    return ""


def _write(file: Path, text: str) -> None:
    """Replace `file` at one stroke, readable by its owner only."""
    if _read(file) == text:
        return
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(text + "\n", encoding="utf-8")
    fresh.replace(file)
