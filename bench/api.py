"""Verdicts by the API against endpoints of the same framework that do nothing or write one row, and a batch against the core in a loop.

Run from the project's root: `python bench/api.py`. It starts a throw-away PostgreSQL, loads and publishes the record, and serves
it with gunicorn as the site is served (`kb.conf.gunicorn`, a pool of connections). Rounds of what is compared take turns, so that the
load of a machine touches both alike. Prints the figures of one run; ratios carry over between machines, times do not.
"""

from __future__ import annotations

import json
import os
import secrets
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from bootstrap import checkout, postgres  # noqa: E402 - after the path is set

PORT = int(os.environ.get("BENCH_PORT", "8190"))
CONNECTIONS = 8
ROUNDS = 6
SECONDS = 2.0  # of a round
BATCH = 4_000  # questions
TODAY = "2026-11-24"
AIMS = {"single": 0.6, "batch": 0.5}


@dataclass
class Connection:
    """One kept-alive connection to the server. `sent` is when the request under way was sent."""

    door: socket.socket
    sent: float = 0.0
    data: bytearray = field(default_factory=bytearray)

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self.data.clear()
        self.sent = time.perf_counter()
        self.door.sendall(request)

    def whole(self) -> bool:
        """Read what is there; is the answer whole? Its status must be one of success."""
        self.data += self.door.recv(1 << 18)
        head, mark, body = self.data.partition(b"\r\n\r\n")
        if not mark:
            return False
        if head[9:10] != b"2":
            raise SystemExit(f"the server answered {bytes(self.data[:300])!r}")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return len(body) >= length


def load(requests: Callable[[], bytes], seconds: float) -> list[float]:
    """Seconds of each request, sent over some connections for so long."""
    chooser, times = selectors.DefaultSelector(), []
    for _ in range(CONNECTIONS):
        connection = Connection(socket.create_connection(("127.0.0.1", PORT)))
        chooser.register(connection.door, selectors.EVENT_READ, connection)
        connection.ask(requests())
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for key, _ in chooser.select(1):
            connection = key.data
            if connection.whole():
                times.append(time.perf_counter() - connection.sent)
                connection.ask(requests())
    for key in list(chooser.get_map().values()):
        key.data.door.close()
    return times


def turning(requests: list[bytes]) -> Callable[[], bytes]:
    """Each request in turn, for ever."""
    place = count()
    return lambda: requests[next(place) % len(requests)]


def anew(request: Callable[[int], bytes]) -> Callable[[], bytes]:
    """Requests of which no two are the same."""
    place = count()
    return lambda: request(next(place))


def get(path: str) -> bytes:
    """A GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n".encode()


def post(path: str, body: Any) -> bytes:
    """A POST request with a JSON body."""
    data = json.dumps(body).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def compare(name: str, plain: list[bytes], ours: list[bytes] | Callable[[], bytes]) -> None:
    """Two lines: requests per second and 99th percentile of both, and the ratio of the medians of their rounds."""
    framework, verdicts = turning(plain), ours if callable(ours) else turning(ours)
    load(framework, 1)
    load(verdicts, 2 * SECONDS)  # the first pass remembers
    rounds = [(load(framework, SECONDS), load(verdicts, SECONDS)) for _ in range(ROUNDS)]
    rates = []
    for place, who in enumerate(("framework", "verdicts")):
        times = sorted(t for pair in rounds for t in pair[place])
        rates.append(statistics.median(len(pair[place]) / SECONDS for pair in rounds))
        late = times[int(len(times) * 0.99)] * 1000
        print(f"  {who:10} {rates[-1]:8,.0f}/s   median {statistics.median(times) * 1000:6.1f} ms, 99 % within {late:6.1f} ms")
    print(f"{name}: {rates[1] / rates[0]:.0%} of the framework's rate, aim {AIMS['single']:.0%}\n", flush=True)


def batch(questions: list[dict[str, Any]]) -> None:
    """Questions per second of a batch as JSON Lines, against the core in a loop, from mapping to JSON."""
    from kb.queries.knowledge import knowledge_of  # noqa: PLC0415 - Django is set up by now
    from kb.rules.decide import decide  # noqa: PLC0415
    from kb.rules.question import read_question  # noqa: PLC0415
    from kb.rules.verdict import to_json  # noqa: PLC0415

    known = knowledge_of()
    asked = [{**questions[n % len(questions)], "annual_revenue_usd": n} for n in range(BATCH)]

    def core() -> float:
        start = time.perf_counter()
        for question in asked:
            to_json(decide(known, read_question(question, known, TODAY), ()).as_dict())
        return BATCH / (time.perf_counter() - start)

    def call() -> float:
        start = time.perf_counter()
        with socket.create_connection(("127.0.0.1", PORT)) as door:
            door.sendall(post("/api/v1/verdicts/batch/", {"questions": asked}).replace(b"Accept: application/json\r\n", b"", 1))
            received = bytearray()
            while not received.endswith(b"0\r\n\r\n"):
                received += door.recv(1 << 18)
        if b'"summary":' not in received[-2000:]:
            raise SystemExit("the batch broke off")
        return BATCH / (time.perf_counter() - start)

    for _ in range(2):
        core(), call()
    pairs = [(core(), call()) for _ in range(ROUNDS)]
    loop, rate = (statistics.median(p[place] for p in pairs) for place in (0, 1))
    print(f"  core in a loop {loop:8,.0f}/s\n  batch          {rate:8,.0f}/s")
    print(f"batch of {BATCH:,}: {rate / loop:.0%} of the core's rate, aim {AIMS['batch']:.0%}")


@contextmanager
def served(settings: dict[str, str]) -> Iterator[None]:
    """The site and the endpoints beside it, under gunicorn."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:kb.conf.gunicorn", "kb.conf.wsgi:application"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings}) as server:  # noqa: S603
        try:
            while server.poll() is None and not answers():
                time.sleep(0.1)
            yield
        finally:
            server.terminate()


def answers() -> bool:
    """Whether the server is there, and its application loaded."""
    try:
        urlopen(f"http://127.0.0.1:{PORT}/bench/nothing/", timeout=60).close()
    except OSError:
        return False
    return True


def prepared() -> list[dict[str, Any]]:
    """The record, published; and the questions of the scenarios that can be read."""
    import django  # noqa: PLC0415 - after the settings are known
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load", stdout=sys.stderr)
    call_command("publish", stdout=sys.stderr)
    from decide import questions  # noqa: PLC0415

    from kb.queries.knowledge import knowledge_of  # noqa: PLC0415

    return [{"as_of": TODAY, **asked} for asked in questions(knowledge_of())]


def main() -> None:
    """Measure and print."""
    with postgres.throwaway(checkout.home()) as server, tempfile.TemporaryDirectory() as state:
        settings = {
            "DATABASE_URL": server.url, "DJANGO_SETTINGS_MODULE": "api_settings", "PYTHONPATH": f"{ROOT}:{ROOT / 'bench'}",
            "KB_SECRET_KEY": secrets.token_hex(32), "KB_STATE": state, "KB_HTTPS": "0", "KB_BIND": f"127.0.0.1:{PORT}", "KB_POOL": "4",
            "KB_ANONYMOUS_REQUESTS": "1000000000", "KB_ANONYMOUS_QUESTIONS": "1000000000",
        }  # fmt: skip
        os.environ.update(settings)
        asked = prepared()
        print(f"{len(asked)} questions, {CONNECTIONS} connections, {os.cpu_count()} cores\n", flush=True)
        with served(settings):
            verdicts = "/api/v1/verdicts/?"
            queries = [urlencode({n: as_text(x) for n, x in q.items()}) for q in asked]
            plain = [urlencode({n: as_text(x) for n, x in q.items() if n != "annual_revenue_usd"}) for q in asked]
            nothing = [get("/bench/nothing/")]
            compare("GET, asked again", nothing, [get(f"{verdicts}{q}") for q in queries])
            compare(
                "GET, findings, each question new",
                nothing,
                anew(lambda n: get(f"{verdicts}include=&annual_revenue_usd={n}&{plain[n % len(plain)]}")),
            )
            compare("GET, each question new", nothing, anew(lambda n: get(f"{verdicts}annual_revenue_usd={n}&{plain[n % len(plain)]}")))
            rows = [post("/bench/row/", q) for q in asked]
            compare("POST, asked again, kept", rows, [post("/api/v1/verdicts/", q) for q in asked])
            compare("POST, findings, each question new, kept", rows,
                    anew(lambda n: post("/api/v1/verdicts/?include=", {**asked[n % len(asked)], "annual_revenue_usd": n})))  # fmt: skip
            batch(asked)


def as_text(value: Any) -> str:
    """A fact's value in a query string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list) else str(value)


if __name__ == "__main__":
    main()
