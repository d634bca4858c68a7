"""The API over the sample record, for documents that come through it."""

from tests.api.conftest import api, now

__all__ = ["api", "now"]
