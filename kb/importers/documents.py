"""A document of any known format: what it is, and what it mentions."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from kb.importers import cyclonedx, model_card, plain_list, spdx, training_config
from kb.importers.bounded import text_of
from kb.services.mentions import Document, DocumentError, Mention, line_of

FORMATS: Mapping[str, tuple[str, Callable[[str], Document]]] = {
    "cyclonedx": ("CycloneDX bill of materials (JSON)", cyclonedx.parse),
    "spdx": ("SPDX 3 document (JSON-LD)", spdx.parse),
    "card": ("Model card or data set card (README with front matter)", model_card.parse),
    "training_config": ("Training configuration (YAML or JSON)", training_config.parse),
    "plain_list": ("Plain list, one thing a line", plain_list.parse),
}
SETTING = re.compile(r"^[A-Za-z_][\w.]*\s*:(?:\s|$)", re.MULTILINE)
FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE)


def recognize(text: str) -> str:
    """The name of the format that a text seems to be written in."""
    start = text.lstrip()[:4096]
    if start.startswith("{"):
        if '"bomFormat"' in text:
            return "cyclonedx"
        return "spdx" if '"@graph"' in text or '"spdxVersion"' in text or "spdx.org/rdf" in text else "training_config"
    if FRONT_MATTER.match(text):
        return "card"
    if plain_list.fits(text):
        return "plain_list"
    return "training_config" if SETTING.search(text) else "plain_list"


def read(data: bytes, form: str = "auto") -> Document:
    """What a document mentions, with lines. `form` is one of FORMATS, or auto. Raises `DocumentError`."""
    text = text_of(data)
    if not text.strip():
        raise DocumentError("the document is empty")
    if text.lstrip()[:1] == "<":
        raise DocumentError("XML and HTML are not read here: send a bill of materials as JSON, a card as Markdown", 1)
    name = recognize(text) if form == "auto" else form
    if name not in FORMATS:
        raise DocumentError(f"{name[:80]!r} is no format that is read here: {', '.join(FORMATS)}")
    found = FORMATS[name][1](text)
    subject = found.subject and _placed(found.subject, text)
    return replace(found, mentions=tuple(_placed(m, text) for m in found.mentions), subject=subject, text=text)


def _placed(mention: Mention, text: str) -> Mention:
    """The mention with the line on which it stands."""
    return mention if mention.line > 1 else replace(mention, line=line_of(text, mention.names))
