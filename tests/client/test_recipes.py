"""The recipes of docs/builders.md, run in order against an instance: each ends well and prints what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from bootstrap.checkout import ROOT
from kb.api.guide import EXAMPLE_SITE

GUIDE = (ROOT / "docs" / "builders.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [(m[1], m[2]) for m in BLOCK.finditer(GUIDE)]


def printed(at: int) -> str | None:
    """What the block there prints, as far as the guide says."""
    return BLOCKS[at + 1][1] if at + 1 < len(BLOCKS) and BLOCKS[at + 1][0] == "text" else None


def test_every_recipe_does_what_it_says(site: str, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "SITE": site, "PATH": path}
    ran = [language for language, _ in BLOCKS if language != "text"]
    assert (ran.count("sh"), ran.count("python")) == (6, 5)
    for at, (language, block) in enumerate(BLOCKS):
        if language == "text":
            continue
        code = block.replace(EXAMPLE_SITE, site)
        command = ["bash", "-euo", "pipefail", "-c", code] if language == "sh" else [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{code}\n{done.stderr}"
        assert (printed(at) or "") == done.stdout, code
