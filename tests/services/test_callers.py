"""Where a request comes from."""

from __future__ import annotations

from typing import Any

import pytest

from kb.services import callers


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "203.0.113.9", "127.0.0.1"),
        (True, None, "127.0.0.1"),
        (True, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (True, "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        (True, "nonsense", "unknown"),
        (True, "", "127.0.0.1"),
    ],
)
def test_the_proxy_is_believed_where_there_is_one(settings: Any, *, behind: bool, forwarded: str | None, address: str) -> None:
    settings.BEHIND_PROXY = behind
    assert callers.address({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}) == address
