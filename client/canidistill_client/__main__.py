"""`python3 -m canidistill_client`, and the first module of `canidistill.pyz`."""

import sys

from canidistill_client.command import main

if __name__ == "__main__":
    sys.exit(main())
