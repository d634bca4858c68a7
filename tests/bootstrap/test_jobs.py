"""A job on a real site whose broker forgets, and whose web server, worker and database are killed in its middle.

No question is lost, and none is answered twice.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from kb.importers.files import canonical
from tests.bootstrap.site import Site, eventually
from tests.sample import SAMPLE

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="watches processes through /proc"),
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs redis-server"),
]
COUNT = 20_000  # questions: enough to be killed in their middle
ASKED = {"teacher": "acme-1", "channel": "weights", "method": "outputs", "student_kind": "general_llm", "as_of": "2024-02-01"}


class Broker:
    """A Redis of the test's own, on a socket beside the site."""

    def __init__(self, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        command = ["redis-server", "--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        eventually(self.socket.exists)

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}"

    def forget_everything(self) -> None:
        redis.Redis(unix_socket_path=str(self.socket)).flushall()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def with_sample() -> Site:
    """A site whose record is the sample."""
    made = Site()
    shutil.rmtree(made.root / "fixtures")
    for kind, rows in SAMPLE.items():
        (made.root / "fixtures" / kind).mkdir(parents=True)
        for row in rows:
            (made.root / "fixtures" / kind / f"{row['slug']}.yaml").write_text(canonical(kind, row), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = with_sample()
    broker = Broker(made.base)
    made.up(CELERY_BROKER_URL=broker.url, KB_JOB_LEASE="3")
    made.broker = broker  # type: ignore[attr-defined]
    yield made
    made.close()
    broker.stop()


def call(site: Site, address: str, data: bytes | None = None, method: str | None = None, **headers: str) -> bytes:
    """The answer of the site, asked again while it cannot be reached."""
    url = address if address.startswith("http") else f"http://127.0.0.1:{site.port}/api/v1/{address}"
    for _ in range(300):
        try:
            asked = urllib.request.Request(url, data, headers, method=method)  # noqa: S310 - an address of ours
            with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            if error.code < 500 and error.code != 409:
                raise
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError("the site did not come back")


def give_in(site: Site, count: int, key: str, query: str = "") -> dict[str, Any]:
    lines = b"".join(json.dumps({**ASKED, "monthly_active_users": n}).encode() + b"\n" for n in range(count))
    kind = {"Content-Type": "application/x-ndjson", "Idempotency-Key": key}
    return dict(json.loads(call(site, f"jobs/{query}", lines, **kind)))


def answered(site: Site, job: dict[str, Any]) -> int:
    return int(json.loads(call(site, job["url"]))["answered"])


def child(site: Site, word: str) -> int:
    """Process id of a child of the launcher."""
    launcher = site.started[-1].pid
    children = Path(f"/proc/{launcher}/task/{launcher}/children").read_text(encoding="ascii").split()
    return next((int(pid) for pid in children if word in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")), 0)


def kill_at_its_work(site: Site, worker: int) -> None:
    """Kill the worker while it has a chunk in hand: it is held still until one is seen that was begun and is not done."""
    begun = "SELECT 1 FROM kb_chunk WHERE state = 'given_out' AND attempts > 0"
    with site.database() as connection:
        for _ in range(1000):
            os.kill(worker, signal.SIGSTOP)
            if connection.execute(begun).fetchone():
                os.kill(worker, signal.SIGKILL)
                return
            os.kill(worker, signal.SIGCONT)
            time.sleep(0.01)
    raise AssertionError("the worker had nothing in hand")


def test_no_question_is_lost_and_none_answered_twice_whatever_is_killed(site: Site) -> None:
    job = give_in(site, COUNT, "one")
    deaths = {
        "worker": lambda: kill_at_its_work(site, child(site, "celery")),
        "messages": site.broker.forget_everything,  # type: ignore[attr-defined]
        "database": lambda: os.kill(site.postmaster(), signal.SIGKILL),
        "web server": lambda: os.kill(child(site, "gunicorn"), signal.SIGKILL),
    }
    before = 0
    for name, kill in deaths.items():
        eventually(lambda: answered(site, job) > before)  # noqa: B023 - called here
        before = answered(site, job)
        assert before < COUNT, f"the job was over before the {name} could be killed"
        kill()
    eventually(lambda: json.loads(call(site, f"{job['url']}?wait=5"))["state"] == "done", within=180)
    *results, last = [json.loads(line) for line in call(site, job["results"]).splitlines()]
    assert [(r["number"], r["question"]["monthly_active_users"]) for r in results] == [(n + 1, n) for n in range(COUNT)]
    assert {r["status"] for r in results} == {200}
    assert (last["summary"]["questions"], last["summary"]["complete"]) == (COUNT, True)
    with site.database() as connection:
        state = connection.execute("SELECT answered, questions FROM kb_job").fetchall()
        assert state == [(COUNT, COUNT)]
        chunks = connection.execute("SELECT count(*), sum(count), max(attempts) FROM kb_chunk WHERE state = 'done'").fetchone()
        assert chunks is not None
        assert chunks[:2] == (COUNT // 200, COUNT)
        assert chunks[2] > 1, "nothing was killed at its work"


def test_a_job_sent_again_after_a_kill_is_one_job(site: Site) -> None:
    first = give_in(site, 5, "two")
    os.kill(child(site, "gunicorn"), signal.SIGKILL)
    again = give_in(site, 5, "two")
    assert again == first
    eventually(lambda: answered(site, first) == 5)


def test_a_broken_connection_is_taken_up_where_it_broke(site: Site) -> None:
    job = give_in(site, 450, "three")
    held: list[dict[str, Any]] = []
    while not held or "summary" not in held[-1] or not held[-1]["summary"]["complete"]:
        held = [x for x in held if "number" in x]
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{job['results']}?after={len(held)}", timeout=60) as answer:  # noqa: S310
            held += [json.loads(line) for line, _ in zip(answer, range(150), strict=False)]  # and then it breaks
        time.sleep(0.1)
    assert [x["number"] for x in held[:-1]] == list(range(1, 451))


def test_a_cancelled_job_is_gone(site: Site) -> None:
    job = give_in(site, 3_000, "four")
    eventually(lambda: answered(site, job) > 0)
    call(site, job["url"], method="DELETE")
    with pytest.raises(urllib.error.HTTPError) as error:
        call(site, job["url"])
    assert error.value.code == 404
    with site.database() as connection:
        assert connection.execute("SELECT count(*) FROM kb_chunk WHERE job_id = %s", [job["id"]]).fetchone() == (0,)
