"""`manage.py up`, for real: start, second start, crashes, a move, the end."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap import checkout, postgres
from tests.bootstrap.site import Site, eventually

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="watches processes through /proc")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


def running(site: Site) -> subprocess.Popen[str]:
    """The site's launcher, started if no earlier test left it running."""
    for process in site.started:
        if process.poll() is None:
            return process
    return site.up()


def gunicorn(launcher: subprocess.Popen[str]) -> int:
    """Process id of the web server, the launcher's child; 0 if there is none just now."""
    children = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text(encoding="ascii").split()
    return next((int(pid) for pid in children if "gunicorn" in Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8")), 0)


def test_it_says_where_it_runs_and_answers(site: Site) -> None:
    running(site)
    assert f"http://127.0.0.1:{site.port}/" in site.said()
    assert site.answers()


def test_a_second_start_names_the_first_and_leaves(site: Site) -> None:
    first = running(site)
    second = site.manage("up", "--port", "1")
    assert second.returncode == 0
    assert f"http://127.0.0.1:{site.port}/ (process {first.pid})" in second.stderr


def test_two_starts_at_once_end_in_one_site(site: Site) -> None:
    stop(running(site))
    pair = [site.launch(), site.launch()]
    eventually(lambda: any(process.poll() is not None for process in pair))
    assert [process.poll() for process in pair].count(0) == 1
    assert site.answers()


def test_the_web_server_comes_back_after_a_kill(site: Site) -> None:
    launcher = running(site)
    killed = gunicorn(launcher)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: gunicorn(launcher) not in (0, killed))
    eventually(site.answers)


def test_the_database_comes_back_after_a_kill_with_what_it_kept(site: Site) -> None:
    running(site)
    site.keep("before the kill")
    killed = site.postmaster()
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: (site.state / "postgres" / "data" / "postmaster.pid").exists() and site.postmaster() != killed)
    eventually(site.answers)
    assert "before the kill" in site.kept()


def test_a_short_command_shares_the_running_database(site: Site) -> None:
    running(site)
    before = site.postmaster()
    done = site.manage("showmigrations", "auth")
    assert done.returncode == 0, done.stderr
    assert site.postmaster() == before
    assert done.stdout.startswith("auth")


def test_it_ends_on_a_signal_with_no_process_left(site: Site) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        launcher = running(site)
        launcher.send_signal(number)
        assert launcher.wait(60) == 0
        assert site.processes() == []
        assert site.note() == ""


def test_it_recovers_when_the_launcher_is_killed_and_the_checkout_moved(site: Site) -> None:
    launcher = running(site)
    site.keep("before the move")
    web = gunicorn(launcher)
    launcher.kill()
    launcher.wait()
    eventually(lambda: not Path(f"/proc/{web}/cwd").exists())
    moved = site.base / "there"
    site.root.rename(moved)
    site.root = moved
    running(site)
    assert site.answers()
    assert "before the move" in site.kept()


def test_a_checkout_moved_under_a_running_site_can_be_started_where_it_is(site: Site) -> None:
    first = running(site)
    site.keep("before the second move")
    moved = site.base / "elsewhere"
    site.root.rename(moved)
    site.root = moved
    second = site.up()
    assert first.wait(60) == 0
    eventually(site.answers)
    assert second.poll() is None
    assert "before the second move" in site.kept()


def test_a_short_command_leaves_no_process_behind(site: Site) -> None:
    stop(running(site))
    done = site.manage("showmigrations", "auth")
    assert done.returncode == 0, done.stderr
    assert site.processes() == []


def test_a_taken_port_is_told_before_anything_is_started(site: Site) -> None:
    stop(running(site))
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]
        done = site.manage("up", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert "--port" in done.stderr


def test_data_of_another_version_is_reported_and_left_alone(site: Site) -> None:
    stop(running(site))
    mark = site.state / "postgres" / "data" / "PG_VERSION"
    right = mark.read_text(encoding="ascii")
    mark.write_text("9\n", encoding="ascii")
    before = sorted(path.name for path in mark.parent.iterdir())
    done = site.manage("up", "--port", str(site.port), KB_PG_BIN="/nonexistent")
    assert done.returncode == 1
    assert "PostgreSQL 9" in done.stderr
    assert "pg_upgrade" in done.stderr
    assert sorted(path.name for path in mark.parent.iterdir()) == before
    mark.write_text(right, encoding="ascii")
    assert "before the move" in restarted(site).kept()


JOB = """
from pathlib import Path

from celery import shared_task


@shared_task
def note(path: str) -> None:
    Path(path).touch()
"""


def test_background_jobs_are_done_and_their_worker_ends_with_the_site(site: Site) -> None:
    stop(running(site))
    (site.root / "kb" / "tasks").mkdir(exist_ok=True)
    (site.root / "kb" / "tasks" / "__init__.py").touch()
    (site.root / "kb" / "tasks" / "trial.py").write_text(JOB, encoding="utf-8")
    launcher = running(site)
    done = site.base / "done"
    send = f"from kb.conf.celery import app; app.send_task('kb.tasks.trial.note', ['{done}'])"
    sent = site.manage("shell", "-c", send)
    assert sent.returncode == 0, sent.stderr
    eventually(done.exists)
    stop(launcher)
    assert site.processes() == []


def test_a_database_of_ones_own_is_used(site: Site) -> None:
    stop(running(site))
    shutil.rmtree(site.state)
    with postgres.throwaway(checkout.home()) as server:
        launcher = site.up(DATABASE_URL=server.url)
        assert site.answers()
        assert not (site.state / "postgres").exists()
        stop(launcher)
        assert server.running()


def restarted(site: Site) -> Site:
    running(site)
    return site


def stop(launcher: subprocess.Popen[str]) -> None:
    launcher.terminate()
    launcher.wait(60)
