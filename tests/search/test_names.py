"""What was mistyped and the name that was meant."""

from __future__ import annotations

import pytest

from kb.search.names import nearest

WORDS = frozenset({"license", "licence", "silence", "llama", "community", "science"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lisence", "license"), ("Lama", "llama"), ("comunity", "community"), ("xyzzyqux", "xyzzyqux"), ("", ""), ("licence", "licence")],
)
def test_the_nearest_name(typed: str, meant: str) -> None:
    assert nearest(typed, WORDS) == meant
