"""Which part of the launcher does a command line."""

import importlib
import os
import signal
import sys

from bootstrap.messages import StopError, say

OWN = {"up": "bootstrap.up", "test": "bootstrap.run_tests"}  # imported when asked for: short commands begin soon


def main(argv: list[str]) -> int:
    """Run a command line; the exit status. 1 where the launcher says why it cannot go on, 130 after Ctrl-C."""
    if os.name != "posix":
        say("This runs on Linux and macOS. On Windows, use it inside WSL (wsl --install).")
        return 1
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
    part = OWN.get(argv[1] if len(argv) > 1 else "", "bootstrap.commands")
    try:
        return int(importlib.import_module(part).run(argv))
    except StopError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE


def _leave(number: int, _frame: object) -> None:
    """Turn a signal into an ordinary exit, so that what was started is stopped."""
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)
