"""The launcher: from a machine with only Python to a running site. Standard library only, and no import of `kb`."""
