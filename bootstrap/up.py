"""`manage.py up [--port N]`: a running site from a fresh checkout, and a clean end."""

import argparse
import contextlib
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bootstrap import checkout, commands, database, environment, prepare
from bootstrap.checkout import ROOT
from bootstrap.children import Child, Family
from bootstrap.locks import Lock
from bootstrap.messages import StopError, say
from bootstrap.postgres import Server

PORT = 8000
NOTE = "up.json"  # where the running site says where it is
STARTING = 120.0  # seconds for the first answer
OWN_MACHINE = {  # what serves one's own machine: no HTTPS, and nothing that stands in the way of a script
    "KB_HTTPS": "0", "KB_POOL": "4", "KB_OPEN_SCOPES": "read ask keep jobs",
    "KB_ANONYMOUS_REQUESTS": "1000000", "KB_ANONYMOUS_QUESTIONS": "1000000000",
}  # fmt: skip
LOOK_EVERY = 1.0  # seconds between two looks at the children


def run(argv: list[str]) -> int:
    """Bring the site up and keep it up until Ctrl-C or SIGTERM; 0 after either, or if it is up already."""
    port = _port(argv[2:])
    environment.ensure(["base"], argv)
    home = checkout.home()
    lock = Lock(home / "up.lock")
    if not lock.exclusive(wait=False) and _runs_already(home, lock):
        return 0
    (home / NOTE).unlink(missing_ok=True)  # of one that was killed
    commands.settle(home)
    with _until_told_to_stop():
        _bring_up(home, port)
    say("Stopped.")
    return 0


def _port(words: list[str]) -> int:
    told = "Install what is needed, start the database, load the record, serve the site."
    parser = argparse.ArgumentParser(prog="manage.py up", description=told)
    parser.add_argument("--port", type=int, default=PORT, help=f"where to serve on this machine (default {PORT})")
    port = int(parser.parse_args(words).port)
    if not 0 < port < 1 << 16:
        parser.error(f"{port} is not a port: give a number from 1 to 65535")
    return port


def _runs_already(home: Path, lock: Lock) -> bool:
    """Say where the first one runs, once it does. False if it ended meanwhile, or leaves because its folder was moved away."""
    told = False
    while not lock.exclusive(wait=False):
        first = _note(home)
        if first and Path(first["checkout"]) == ROOT:
            say(f"The site is up already: {first['url']} (process {first['pid']}).")
            return True
        if not told:
            say("Another start of this checkout is under way; waiting for it …")
        told = True
        time.sleep(0.2)
    return False


def _bring_up(home: Path, port: int) -> None:
    _check_port(port)
    with database.running(home) as server:
        prepare.prepare(home, server.data if server else None)
        family = Family([_web(port), *_workers(home)])
        try:
            _collect_static()
            family.start()
            _wait_for_answer(port, family)
            _keep(home, port, family, server)
        finally:
            (home / NOTE).unlink(missing_ok=True)
            say("Stopping …")
            family.stop()


def _keep(home: Path, port: int, family: Family, server: Server | None) -> None:
    """Say where the site is, and stay until a signal; revive what dies. Ends too if the checkout is moved away."""
    url = f"http://127.0.0.1:{port}/"
    note = {"pid": os.getpid(), "url": url, "checkout": str(ROOT)}
    (home / NOTE).write_text(json.dumps(note), encoding="utf-8")
    say(f"The site is up: {url}  (Ctrl-C stops it)")
    while (ROOT / "manage.py").exists():
        time.sleep(LOOK_EVERY)
        if server and server.pid() is None:
            say("PostgreSQL ended; starting it again.")
            server.start()
        family.revive()
    say(f"This checkout is no longer at {ROOT}.")


def _note(home: Path) -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        return dict(json.loads((home / NOTE).read_text(encoding="utf-8")))
    return {}


def _web(port: int) -> Child:
    settings = {"KB_BIND": f"127.0.0.1:{port}"} | {name: os.environ.get(name, value) for name, value in OWN_MACHINE.items()}
    return Child("web server", [sys.executable, "-m", "gunicorn", "-c", "python:kb.conf.gunicorn", "kb.conf.wsgi:application"], settings)


def _workers(home: Path) -> list[Child]:
    """One worker for background jobs, if the site has any."""
    if not any(path.stem != "__init__" for path in (ROOT / "kb" / "tasks").glob("*.py")):
        return []
    schedule = str(home / "broker" / "schedule")
    words = ["celery", "--quiet", "-A", "kb.conf.celery", "worker", "-B", "--pool", "solo", "--loglevel", "WARNING", "-s", schedule]
    unwarned = {"PYTHONWARNINGS": "ignore:You're running the worker"}  # as root: messages are JSON, nothing in them could run
    return [Child("worker", [sys.executable, "-m", *words], unwarned, needed=False)]


def _collect_static() -> None:
    """Gather style sheets and scripts where the web server looks for them."""
    import django  # noqa: PLC0415 - only here is the environment sure to exist
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def _check_port(port: int) -> None:
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
        except OSError as error:
            way_out = "Choose another: python3 manage.py up --port NUMBER"
            raise StopError(f"Port {port} cannot be used ({error.strerror}). {way_out}") from error


def _wait_for_answer(port: int, family: Family) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        family.revive()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30).close()
        except urllib.error.HTTPError as error:
            if error.code < 500:  # noqa: PLR2004 - below, it is an answer
                return
            raise StopError(f"The site answers with an error ({error.code}); see its words above.") from error
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise StopError(f"The site gave no answer in {STARTING:.0f} seconds; see its words above.")


@contextlib.contextmanager
def _until_told_to_stop() -> Iterator[None]:
    """End the block quietly on Ctrl-C and on SIGTERM."""
    try:
        yield
    except KeyboardInterrupt:
        pass
    except SystemExit as told:
        if told.code not in (128 + signal.SIGTERM, 128 + signal.SIGHUP):
            raise
