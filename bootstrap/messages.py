"""What the launcher tells people: progress on standard error, so that a command's own output stays clean."""

import sys


class StopError(Exception):
    """The launcher cannot go on. The message says why, and what to do."""


def say(text: str) -> None:
    """Tell one step, in words, on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
