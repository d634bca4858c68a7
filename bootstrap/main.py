"""Which part of the launcher does a command line."""

import os
import signal
import sys

from bootstrap import commands, run_tests, up
from bootstrap.messages import StopError, say

OWN = {"up": up.run, "test": run_tests.run}


def main(argv: list[str]) -> int:
    """Run a command line; the exit status. 1 where the launcher says why it cannot go on, 130 after Ctrl-C."""
    if os.name != "posix":
        say("This runs on Linux and macOS. On Windows, use it inside WSL (wsl --install).")
        return 1
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    run = OWN.get(argv[1] if len(argv) > 1 else "", commands.run)
    try:
        return run(argv)
    except StopError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _leave(number: int, _frame: object) -> None:
    """Turn a signal into an ordinary exit, so that what was started is stopped."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)
