"""Names of models and data sets in addresses: package addresses (purl) and addresses of hubs."""

from __future__ import annotations

import re
from urllib.parse import unquote

HUB = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?:datasets/)?([\w.-]+/[\w.-]+)", re.ASCII)
PURL = re.compile(r"pkg:/*([a-z0-9.+-]+)/([^?#]+)", re.IGNORECASE | re.ASCII)
HUB_TYPE = "huggingface"


def on_hub(address: object) -> str | None:
    """`owner/name` where the address is one of a model or data set on a hub, else None."""
    if not isinstance(address, str):
        return None
    if found := HUB.match(address.strip()):
        return found[1]
    kind, name = _purl(address)
    return name if kind == HUB_TYPE else None


def of_address(address: object) -> str | None:
    """The name that an address gives: with its owner where it is one of a hub; the bare name of any other package; else None."""
    if hub := on_hub(address):
        return hub
    _, name = _purl(address)
    return name.rpartition("/")[2] or None


def _purl(address: object) -> tuple[str, str]:
    """Type and name, with its namespace, of a package address; two empty texts where it is none."""
    found = PURL.match(address.strip()) if isinstance(address, str) else None
    if not found:
        return "", ""
    path = found[2]
    at = path.rfind("@")
    return found[1].lower(), unquote(path[:at] if at > 0 else path).strip("/")
