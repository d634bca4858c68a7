"""Names that people type for a model, each to its slug."""

import pytest

from kb.rules.names import alias_index, resolve

INDEX = alias_index(
    [
        {"slug": "acme-1.5-pro", "name": "Acme Pro"},
        {"slug": "acme-2", "aliases": ["acme/Acme-2-7B", "acme/tiny"]},
        {"slug": "birch-1", "aliases": ["birch/tiny"]},
    ]
)


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("Acme Pro", "acme-1.5-pro"),
        ("other/acme-1.5-pro", "acme-1.5-pro"),
        ("acme-1.5-pro@20240620", "acme-1.5-pro"),
        ("acme-1.5-pro-2024-06-20", "acme-1.5-pro"),
        ("acme-1.5-pro-preview-05-06", "acme-1.5-pro"),
        ("acme-1.5-pro-exp-03-25", "acme-1.5-pro"),
        ("acme.acme-2-20240620-v1:0", "acme-2"),
        ("us.acme.acme-2-instruct-v2:0", "acme-2"),
        ("Acme-2-7B", "acme-2"),
        ("birch/tiny", "birch-1"),
        ("tiny", None),
        ("acme-1.5", None),
        ("acme.acme-3-v1:0", None),
        ("acme-2-v1", None),
    ],
)
def test_a_name_finds_its_slug_or_nothing(typed: str, slug: str | None) -> None:
    """By host, owner, variant or day of a snapshot; never by likeness."""
    assert resolve(typed, INDEX) == slug
