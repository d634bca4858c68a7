"""A document of any known format: what it is, and what it mentions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from kb.importers import cyclonedx, model_card, plain_list, spdx, training_config
from kb.importers.bounded import text_of
from kb.services.mentions import Document, DocumentError, Mention

FORMATS: Mapping[str, tuple[str, Callable[[str], Document]]] = {
    "cyclonedx": ("CycloneDX bill of materials (JSON)", cyclonedx.parse),
    "spdx": ("SPDX 3 document (JSON-LD)", spdx.parse),
    "card": ("Model card or data set card (README with front matter)", model_card.parse),
    "training_config": ("Training configuration (YAML or JSON)", training_config.parse),
    "plain_list": ("Plain list, one thing a line", plain_list.parse),
}
SETTING = re.compile(r"^[A-Za-z_][\w.]*\s*:(?:\s|$)", re.MULTILINE)
FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)
LISTED = re.compile(r"^\s*(?:teacher|base|dataset|license|model)\s*:?\s+\S", re.MULTILINE)


def recognize(text: str) -> str:
    """The name of the format that a text seems to be written in."""
    start = text.lstrip()[:4096]
    if start.startswith("{"):
        if '"bomFormat"' in text:
            return "cyclonedx"
        return "spdx" if '"@graph"' in text else "training_config"
    if FRONT_MATTER.match(text):
        return "card"
    rows = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    if rows and all(LISTED.match(line) for line in rows):
        return "plain_list"
    return "training_config" if SETTING.search(text) else "plain_list"


def read(data: bytes, form: str = "auto") -> Document:
    """What a document mentions, with lines. `form` is one of FORMATS, or auto. Raises `DocumentError`."""
    text = text_of(data)
    if not text.strip():
        raise DocumentError("the document is empty")
    name = recognize(text) if form == "auto" else form
    if name not in FORMATS:
        raise DocumentError(f"{name[:80]!r} is no format that is read here: {', '.join(FORMATS)}")
    found = FORMATS[name][1](text)
    return replace(found, mentions=tuple(_placed(m, text) for m in found.mentions))


def _placed(mention: Mention, text: str) -> Mention:
    """The mention with the first line that holds the first of its names that stands in the text."""
    if mention.line > 1:
        return mention
    at = next((at for n in mention.names if (at := text.find(n)) >= 0), 0)
    return replace(mention, line=text.count("\n", 0, at) + 1)
