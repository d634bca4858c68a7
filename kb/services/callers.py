"""Where a request comes from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

WHOLE_NETWORK = 64  # bits of an IPv6 address that one client has for itself


def address(headers: Mapping[str, Any]) -> str:
    """The client's address from WSGI's names; of IPv6 its network. The proxy is believed only where the site is told that there is one."""
    seen = str(headers.get("REMOTE_ADDR") or "")
    if settings.BEHIND_PROXY:
        seen = str(headers.get("HTTP_X_FORWARDED_FOR") or seen).rpartition(",")[2].strip()  # what our own proxy added
    return network(seen)


@lru_cache(maxsize=1024)
def network(seen: str) -> str:
    """The network that counts as one client: of IPv4 the address itself."""
    try:
        found = ip_address(seen)
    except ValueError:
        return "unknown"
    return str(ip_network((found, WHOLE_NETWORK), strict=False)) if isinstance(found, IPv6Address) else seen
