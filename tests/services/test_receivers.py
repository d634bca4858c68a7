"""Where notices may go: addresses read strictly, and the public network alone."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.services import receivers
from kb.services.receivers import Receiver, ReceiverError, is_public, places, read

# As the registries of IANA name them, and RFC 6052, 6145, 4291 for what stands for an address of IPv4.
SPECIAL = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24"),
    *("192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("::/128", "::1/128", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/32"),
    *("2001:2::/48", "2001:10::/28", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10"),
    "ff00::/8",
]
PUBLIC = ["1.1.1.1", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0", "223.255.255.255", "2a00::1"]


@pytest.fixture
def public_site(settings: Any) -> None:
    settings.NOTIFY_LOOPBACK = False


@given(st.ip_addresses())
def test_what_is_public_is_public_by_the_standard_library_too(place: receivers.Place) -> None:
    if is_public(place):
        assert place.is_global
        wrong = (place.is_private, place.is_loopback, place.is_link_local, place.is_multicast, place.is_reserved, place.is_unspecified)
        assert not any(wrong)
        if isinstance(place, ipaddress.IPv6Address):
            assert (place.ipv4_mapped, place.sixtofour, place.teredo, place.scope_id) == (None,) * 4
            assert not place.is_site_local


@given(st.sampled_from(SPECIAL).flatmap(lambda block: st.ip_addresses(network=block)))
def test_no_address_of_a_special_block_is_public(place: receivers.Place) -> None:
    assert not is_public(place)


@given(st.ip_addresses(v=4))
def test_no_dress_of_an_address_of_ipv4_is_public(place: ipaddress.IPv4Address) -> None:
    number = int(place)
    dresses = [number, 0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80, 0x2001 << 112 | number ^ 0xFFFFFFFF]
    assert not any(is_public(ipaddress.IPv6Address(dress)) for dress in dresses)


@pytest.mark.parametrize("place", PUBLIC)
def test_what_is_public_is_not_refused(place: str, public_site: None) -> None:  # noqa: ARG001 - of its settings
    assert is_public(ipaddress.ip_address(place))
    host = f"[{place}]" if ":" in place else place
    assert places(read(f"https://{host}/x"), 1) == [ipaddress.ip_address(place)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://ci.example.org", Receiver("https", "ci.example.org", 443, "/")),
        ("https://CI.example.org:443/a/b?c=d%20e&f", Receiver("https", "ci.example.org", 443, "/a/b?c=d%20e&f")),
        ("https://ci.example.org:8443?x=@", Receiver("https", "ci.example.org", 8443, "/?x=@")),
        ("https://xn--bcher-kva.example/@me", Receiver("https", "xn--bcher-kva.example", 443, "/@me")),
        ("https://[2606:4700:0:0::1111]:1024/", Receiver("https", "2606:4700::1111", 1024, "/")),
    ],
)
def test_an_address_is_read(address: str, expected: Receiver, public_site: None) -> None:  # noqa: ARG001 - of its settings
    found = read(address)
    assert found == expected
    assert read(str(found)) == found
    assert receivers.origin_of(str(found)) == found.origin


REFUSED = {
    "HTTPS": ["http://ci.example.org/", "http://127.0.0.1:8000/", "http://localhost/"],
    "name or a password": ["https://me@ci.example.org/", "https://me:secret@ci.example.org/", "https://@ci.example.org/", "https://1.1.1.1@[::1]/"],
    "port": [f"https://ci.example.org:{port}/" for port in (0, 1, 22, 25, 80, 442, 444, 1023, 65_536, 99_999)],
    "public network": [
        *("https://localhost/", "https://x.localhost/", "https://printer.local/", "https://db.internal/", "https://router.home.arpa/"),
        *("https://127.0.0.1/", "https://10.0.0.1:8443/", "https://169.254.169.254/latest/meta-data/", "https://0.0.0.0/", "https://[::]/"),
        *("https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:a00:1]/", "https://[fe80::1]/", "https://[fd00::1]/"),
        *("https://[64:ff9b::7f00:1]/", "https://[2002:7f00:1::]/", "https://224.0.0.1/", "https://255.255.255.255/", "https://[ff02::1]/"),
    ],
    "neither": [  # names and numbers that a resolver may take for an address
        *("https://2130706433/", "https://0x7f000001/", "https://017700000001/", "https://127.1/", "https://0x7f.0.0.1/", "https://127.0.0.01/"),
        *("https://1.0x7f/", "https://intranet/", "https://ci.example.org./", "https://-x.example.org/", "https://a..example.org/", "https://[1.1.1.1.]/"),
        *("https://ci.example.123/", f"https://{'a' * 64}.example/", f"https://{'a.' * 130}example/"),
    ],
    "host that can be read": [
        "https:///x", "https://:443/", "https://ci.example.org:/", "https://[::1/", "https://ci.example.org:x/", "https://b\u00fccher.example/",
        "https://[fe80::1%25eth0]/", "https://ci.example.org\\.evil.example/", "https://ci.example.org:443:443/", "https://%31.1.1.1/",
    ],
    "no address of the web": [
        "", "ci.example.org", "ftp://ci.example.org/", "HTTPS://ci.example.org/", "//ci.example.org/", "https://ci.example.org/#x",
        "https://ci.example.org/a b", "https://ci.example.org/\r\nHost: x", "https://ci.example.org/\u00fc", "https://ci.example.org/\x00",
        "https://ci.example.org/\n", f"https://ci.example.org/{'x' * 2000}", " https://ci.example.org/", "javascript:alert(1)", "file:///etc/passwd",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("why", "address"), [(why, address) for why, all_of_it in REFUSED.items() for address in all_of_it])
def test_what_is_no_receiver_is_refused_and_told_why(why: str, address: str, public_site: None) -> None:  # noqa: ARG001 - of its settings
    with pytest.raises(ReceiverError, match=why):
        read(address)


SIMPLE = st.text("abcd0123456789.:/@[]?#%\\x-_ ", max_size=30)


@given(st.one_of(st.text(max_size=40), SIMPLE, SIMPLE.map(lambda rest: f"https://{rest}"), SIMPLE.map(lambda rest: f"https://a.example{rest}")))
@example("https://a.example:8443?@b.example:80/")
def test_whatever_is_read_is_read_as_others_read_it(text: str) -> None:
    try:
        found = read(text)
    except ReceiverError:
        return
    other = urlsplit(text)
    assert (found.scheme, found.port) == (other.scheme, other.port or receivers.PORTS[other.scheme])
    assert found.host == (str(ipaddress.ip_address(other.hostname)) if ":" in str(other.hostname) else other.hostname)
    assert other.username is None
    assert read(str(found)) == found


@pytest.mark.parametrize("address", ["http://127.0.0.1:8100/", "http://localhost/", "http://[::1]:8100/x", "https://localhost:8443/"])
def test_ones_own_machine_is_told_where_the_site_is_being_developed(address: str) -> None:
    found = places(read(address), 5)
    assert found
    assert all(place.is_loopback for place in found)


@pytest.mark.parametrize("address", ["http://10.0.0.1/", "http://1.1.1.1/", "http://ci.example.org/", "https://10.0.0.1/", "https://db.internal/"])
def test_nothing_else_is_opened_there(address: str) -> None:
    with pytest.raises(ReceiverError):
        read(address)


def known(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let the resolver know a name by these addresses, and note what it is asked."""
    asked: list[str] = []

    def resolver(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    return asked


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "not an address"])
def test_a_name_that_leads_inside_leads_nowhere_even_in_part(inside: str, public_site: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    known(monkeypatch, "1.1.1.1", inside)
    assert places(read("https://ci.example.org/"), 5) == []


def test_plain_http_goes_to_ones_own_machine_alone_whatever_its_name_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    known(monkeypatch, "1.1.1.1")
    assert places(read("http://localhost/"), 5) == []


def test_a_name_is_looked_up_once_and_each_place_is_named_once(public_site: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001
    asked = known(monkeypatch, "1.1.1.1", "2606:4700::1111", "1.1.1.1")
    assert [str(place) for place in places(read("https://ci.example.org/"), 5)] == ["1.1.1.1", "2606:4700::1111"]
    assert asked == ["ci.example.org"]


def test_a_name_that_nobody_knows_leads_nowhere() -> None:
    assert places(read("https://nobody.invalid/"), 5) == []
