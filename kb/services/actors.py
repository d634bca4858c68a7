"""Who does what, as the history names it."""

from __future__ import annotations

import getpass
import os


def actor() -> str:
    """The machine's account that runs this process; its number where it has no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"account {os.getuid()}"
