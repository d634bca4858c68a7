"""The core: the law's logic and nothing else. Standard library only; no clock, no I/O, no framework."""
