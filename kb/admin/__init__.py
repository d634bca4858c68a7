"""The record for editors: lists that can be searched, parts below what they belong to, and what was published, to be read only."""

from kb.admin import kept, records

__all__ = ["kept", "records"]
