"""A process that ends when the launcher that started it is gone, however that ended."""

import os
import signal
import threading


def watch() -> None:
    """Watch the pipe that the launcher holds open, if there is one; when it closes, end as if told to."""
    if held := os.environ.get("KB_LIFELINE"):
        threading.Thread(target=_end_with, args=[int(held)], daemon=True).start()


def _end_with(pipe: int) -> None:
    os.read(pipe, 1)
    os.kill(os.getpid(), signal.SIGTERM)
