"""Time and size of one page of every kind, and of search, against a running site: `python bench/pages.py http://127.0.0.1:8000`.

Prints, for each page, the median and the worst of some requests in milliseconds, and the size of its HTML as sent and
compressed; last, the compressed size of all that a first visit fetches. Times include the way to the server and back.
"""

from __future__ import annotations

import gzip
import re
import statistics
import sys
import time
from urllib.request import urlopen

ROUNDS = 15
PAGES = [
    "/", "/ask/", "/ask/?teacher=gpt-4o&channel=app&edit=1", "/ask/?teacher=gpt-4o&channel=api&method=outputs&student_kind=general_llm",
    "/ask/?teacher=llama-3-70b&channel=weights&method=outputs&student_kind=general_llm&release=service&purpose=commercial",
    "/record/", "/instruments/", "/instruments/openai-terms-of-use/",
    "/instruments/llama-3-community-license@2024-04-18/",
    "/models/", "/models/deepseek-r1/", "/services/aws/", "/datasets/ultrafeedback/", "/cases/", "/cases/thomson-reuters-v-ross/",
    "/laws/eu-ai-act/", "/issues/training-on-protected-text/", "/incidents/", "/search/?q=distill",
    "/search/?q=%22reverse+engineer%22+-google",
    "/matrix/", "/teachers/", "/timeline/", "/coverage/",
]  # fmt: skip


def fetch(address: str) -> tuple[int, bytes, float]:
    """Status, body and seconds of one request."""
    start = time.perf_counter()
    try:
        with urlopen(address) as answer:  # noqa: S310 - an address of ours
            return answer.status, answer.read(), time.perf_counter() - start
    except OSError as error:
        return getattr(error, "code", 0), b"", time.perf_counter() - start


def main(base: str) -> None:
    """Measure and print."""
    for path in PAGES:
        tries = [fetch(base + path) for _ in range(ROUNDS)]
        status, body, _ = tries[0]
        times = [t * 1000 for _, _, t in tries[1:]]
        sizes = f"{len(body) / 1000:6.1f} kB {len(gzip.compress(body)) / 1000:5.1f} kB gz"
        print(f"{status} {statistics.median(times):7.1f} ms (worst {max(times):6.1f}) {sizes}  {path}")
    home = fetch(base + "/")[1].decode()
    assets = re.findall(r'(?:href|src)="(/static/[^"]+)"', home)
    total = len(gzip.compress(home.encode())) + sum(len(gzip.compress(fetch(base + a)[1])) for a in assets)
    print(f"first visit: {total / 1000:.1f} kB compressed, {len(assets)} assets")


if __name__ == "__main__":
    main((sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000").rstrip("/"))
