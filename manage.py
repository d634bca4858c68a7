#!/usr/bin/env python3
"""The one command of the project: `up`, `test`, and every Django command. Needs nothing but Python."""

import sys

if sys.version_info < (3, 11):
    sys.exit("This needs Python 3.11 or newer; this one is %d.%d. Try python3.11 (or newer) manage.py." % sys.version_info[:2])

from bootstrap.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv))
