"""The client as one file that Python runs: the package of `client/` with the core inside, the same bytes on every machine."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = "canidistill.pyz"
START = b"#!/usr/bin/env python3\n"
MAIN = b"""import sys

if sys.version_info < (3, 11):
    sys.stderr.write("canidistill needs Python 3.11 or newer; this one is %d.%d.\\n" % sys.version_info[:2])
    sys.exit(3)

from canidistill_client.command import main

sys.exit(main())
"""
DAY = (1980, 1, 1, 0, 0, 0)  # the first that the format knows


@dataclass(frozen=True, slots=True)
class ClientFile:
    """The file's bytes, and their SHA-256 in hex."""

    data: bytes
    sha256: str


@lru_cache(maxsize=1)
def client_file() -> ClientFile:
    """The file, made once per process."""
    data = START + _archive()
    return ClientFile(data, hashlib.sha256(data).hexdigest())


def _archive() -> bytes:
    """The parts by name, stored as they are: what compresses differs from machine to machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(_parts()):
            entry = zipfile.ZipInfo(name, DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()


def _parts() -> Iterator[tuple[str, bytes]]:
    yield "__main__.py", MAIN
    yield "kb/__init__.py", b""
    for folder, inside in (ROOT / "client" / "canidistill_client", "canidistill_client"), (ROOT / "kb" / "rules", "kb/rules"):
        for file in folder.glob("*.py"):
            yield f"{inside}/{file.name}", file.read_bytes()
