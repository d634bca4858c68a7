"""Where notices may go: addresses read strictly, and the public network alone.

A name is looked up anew whenever something is sent, and the connection goes to what was found and judged then: what a name server said
before, or says a moment later, counts for nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network

from django.conf import settings

from kb.models.notices import LONGEST_ADDRESS

PORTS = {"https": 443, "http": 80}
FIRST_FREE_PORT = 1024  # below it stand a machine's own services
LAST_PORT = 65_535
FORM = re.compile(r"(https?)://([^/?#]*)((?:[/?][A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?)\Z")
PLACE = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+)(?::([0-9]{1,5}))?\Z")
NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\Z")  # its end is no number
INSIDE = ("localhost", "local", "internal", "arpa")  # ends of names that mean this machine or this network
NOT_PUBLIC = [  # the special blocks of IANA, and more: multicast, reserved, relays
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
        *("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
        *("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
    )
]
UNICAST = ip_network("2000::/3")  # IPv6 that is given out; what stands for an address of IPv4 lies outside it, or is listed above
EXAMPLE = "https://ci.example.org/hooks/canidistill"
Place = IPv4Address | IPv6Address


class ReceiverError(ValueError):
    """The address is not one to which anything is sent; the words say why."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """An address to which something may be sent. `target`: its path and query; `host`: a name, or an address of IPv4 or IPv6."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Without path and query, which may hold what only its owner is to know."""
        return f"{self.scheme}://{self.authority}"

    def __str__(self) -> str:
        return f"{self.origin}{self.target}"


def read(address: str) -> Receiver:
    """The receiver at an address, as far as that can be told without asking anybody. Raises `ReceiverError`."""
    form = FORM.match(address) if len(address) <= LONGEST_ADDRESS else None
    if form is None:
        raise ReceiverError(f"is no address of the web of at most {LONGEST_ADDRESS:,} ASCII characters, without a fragment")
    if "@" in form[2]:
        raise ReceiverError("holds a name or a password: a notice is known by its signature")
    place = PLACE.match(form[2])
    if place is None:
        raise ReceiverError("has no host that can be read")
    target = form[3] if form[3].startswith("/") else f"/{form[3]}"
    found = Receiver(form[1], _host(place[1].lower()), int(place[2] or PORTS[form[1]]), target)
    _check(found)
    return found


def origin_of(address: str) -> str:
    """Scheme, host and port of an address that was read once."""
    return "/".join(re.split(r"[/?]", address, maxsplit=3)[:3])


def _host(text: str) -> str:
    """A name as it is, an address in its one spelling."""
    bare = text.removeprefix("[").removesuffix("]")
    if text != bare or not (NAME.match(text) or text == "localhost"):
        try:
            return str(ipaddress.ip_address(bare))
        except ValueError:
            raise ReceiverError("has a host that is neither a full name nor an address of IPv4 or IPv6 in its usual spelling") from None
    return text


def _check(to: Receiver) -> None:
    near = _near(to.host)
    if to.scheme != "https" and not (near and settings.NOTIFY_LOOPBACK):
        raise ReceiverError("is not HTTPS")
    if to.port > LAST_PORT or (to.port < FIRST_FREE_PORT and to.port != PORTS[to.scheme]):
        raise ReceiverError(f"has a port that nothing is sent to: take {PORTS['https']}, or {FIRST_FREE_PORT} to {LAST_PORT}")
    if near and settings.NOTIFY_LOOPBACK:
        return
    literal = _literal(to.host)
    if to.host.rpartition(".")[2] in INSIDE or (literal is not None and not is_public(literal)):
        raise ReceiverError("does not lead to the public network")


def _near(host: str) -> bool:
    """True for this machine, by name or by address."""
    literal = _literal(host)
    return host == "localhost" if literal is None else literal.is_loopback


def _literal(host: str) -> Place | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(place: Place) -> bool:
    """True for one machine on the public network; not for what only stands for another address, or is for special use."""
    return (place.version == 4 or place in UNICAST) and not any(place in block for block in NOT_PUBLIC)  # noqa: PLR2004 - of IP


def places(to: Receiver, seconds: float) -> list[Place]:
    """Where its host leads at this moment; nothing where that is not known in time, or where any of it is not to be connected to."""
    literal = _literal(to.host)
    found = [literal] if literal else _looked_up(to, seconds)
    return found if all(_allowed(to, place) for place in found) else []


def _allowed(to: Receiver, place: Place) -> bool:
    if settings.NOTIFY_LOOPBACK and place.is_loopback:
        return True
    return to.scheme == "https" and is_public(place)


def _looked_up(to: Receiver, seconds: float) -> list[Place]:
    """What the resolver knows. It has no bound of its own, so it is asked beside this thread."""
    found: list[Place] = []

    def look() -> None:
        try:
            known = socket.getaddrinfo(to.host, to.port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(ipaddress.ip_address(where[0]) for *_, where in known))
        except (OSError, ValueError):
            return

    asking = threading.Thread(target=look, daemon=True)
    asking.start()
    asking.join(seconds)
    return list(found)
