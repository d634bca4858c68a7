"""Time and size of one page of every kind, and of search, against a running site: `python bench/pages.py http://127.0.0.1:8000`.

Prints, for each page, the median and the worst of some requests in milliseconds, the size of its HTML as sent and
compressed, and what is over its limit; last, the compressed size of all that a first visit fetches. Times include the way
to the server and back. How many queries a page makes, and that nothing on it jumps, is held by `tests/pages/test_every_page.py`
and `tests/browser/test_every_page.py`.
"""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.every_page import EVERY_PAGE

ROUNDS = 15
SLOWEST = 50  # milliseconds, at the median
LARGEST = 100  # kB of HTML
FIRST_VISIT = 150  # kB, compressed


def fetch(address: str) -> tuple[int, bytes, float]:
    """Status, body and milliseconds of one request."""
    start = time.perf_counter()
    try:
        with urlopen(address) as answer:  # noqa: S310 - an address of ours
            status, body = answer.status, answer.read()
    except HTTPError as error:
        status, body = error.code, error.read()
    return status, body, (time.perf_counter() - start) * 1000


def measured(name: str, address: str, expected: int) -> str:
    """A line on one page."""
    tries = [fetch(address) for _ in range(ROUNDS)]
    status, body, _ = tries[0]
    times = [t for _, _, t in tries[1:]]
    median, size = statistics.median(times), len(body) / 1000
    over = [word for word, wrong in (("STATUS", status != expected), ("SLOW", median > SLOWEST), ("LARGE", size > LARGEST)) if wrong]
    sizes = f"{size:6.1f} kB {len(gzip.compress(body)) / 1000:5.1f} kB gz"
    return f"{status} {median:7.1f} ms (worst {max(times):6.1f}) {sizes}  {name} {' '.join(over)}"


def main(base: str) -> None:
    """Measure and print."""
    for name, (address, status) in EVERY_PAGE.items():
        print(measured(name, base + address, status))
    home = fetch(base + "/")[1].decode()
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', home)
    total = (len(gzip.compress(home.encode())) + sum(len(gzip.compress(fetch(base + a)[1])) for a in assets)) / 1000
    print(f"first visit: {total:.1f} kB compressed, {len(assets)} assets {'LARGE' if total > FIRST_VISIT else ''}")


if __name__ == "__main__":
    main((sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/"))
