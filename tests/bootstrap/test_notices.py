"""Word of a job's end from a real site, whose worker is killed while it waits for the receiver's answer."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.bootstrap.site import Site, eventually
from tests.bootstrap.test_jobs import call, child, give_in, with_sample
from tests.services.receiving import Receiver, receiving
from tests.services.test_notices import genuine

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches processes through /proc")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """With messages as files, and in its development setting: it tells receivers on this machine."""
    made = with_sample()
    made.up(KB_DEBUG="1", KB_JOB_LEASE="3")
    yield made
    made.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(204) as found:
        yield found


def noticed(site: Site, receiver: Receiver, count: int, key: str) -> dict[str, Any]:
    return give_in(site, count, key, f"?notify={quote(receiver.address(), safe='')}")


def notice(site: Site, job: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(call(site, job["url"]))["notify"])


def test_the_end_is_told_by_the_worker(site: Site, receiver: Receiver) -> None:
    job = noticed(site, receiver, 450, "one")
    eventually(lambda: notice(site, job)["state"] == "delivered")
    ((_, headers, body),) = receiver.heard
    assert genuine(job["notify"]["secret"], headers, body)
    assert json.loads(body)["data"] == {"id": job["id"], "url": job["url"], "state": "done"}
    assert json.loads(call(site, job["url"]))["state"] == "done"
    again = noticed(site, receiver, 450, "one")
    assert again == job


def test_a_worker_killed_at_it_is_followed_by_another_under_the_same_id(site: Site, receiver: Receiver) -> None:
    receiver.awake.clear()
    job = noticed(site, receiver, 5, "two")
    eventually(lambda: len(receiver.heard) == 1)
    os.kill(child(site, "celery"), signal.SIGKILL)
    receiver.awake.set()
    assert notice(site, job)["problem"] == "broken-off"
    eventually(lambda: notice(site, job)["state"] == "delivered")
    assert notice(site, job)["attempts"] == len(receiver.heard) == 2
    assert len({headers["webhook-id"] for _, headers, _ in receiver.heard}) == 1
    assert all(genuine(job["notify"]["secret"], headers, body) for _, headers, body in receiver.heard)


def test_a_slow_receiver_holds_up_no_other_job_for_long(site: Site, receiver: Receiver) -> None:
    receiver.awake.clear()
    noticed(site, receiver, 5, "three")
    eventually(lambda: len(receiver.heard) == 1)
    other = give_in(site, 5, "four")
    eventually(lambda: json.loads(call(site, other["url"]))["state"] == "done")
    receiver.awake.set()


def test_a_job_cancelled_on_the_way_is_told(site: Site, receiver: Receiver) -> None:
    job = noticed(site, receiver, 20_000, "five")
    call(site, job["url"], method="DELETE")
    eventually(lambda: len(receiver.heard) == 1)
    assert json.loads(receiver.heard[0][2])["type"] == "job.cancelled"
    with site.database() as connection:
        assert connection.execute("SELECT count(*) FROM kb_job WHERE id = %s", [job["id"]]).fetchone() == (0,)
