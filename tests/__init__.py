"""Tests, in rooms that mirror `kb`."""
