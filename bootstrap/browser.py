"""The machine's own Chromium, for the tests that look at pages."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
APPLICATIONS = ("/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def chromium() -> str | None:
    """Path of a Chromium: KB_CHROMIUM, or one on PATH or among the applications; None if there is none."""
    if given := os.environ.get("KB_CHROMIUM"):
        return given
    on_path = (shutil.which(name) for name in NAMES)
    return next(filter(None, on_path), None) or next((place for place in APPLICATIONS if Path(place).exists()), None)
