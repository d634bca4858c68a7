"""The launcher's parts, one by one."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bootstrap import binaries, checkout, commands, environment, main, postgres, prepare, up
from bootstrap.accounts import Account
from bootstrap.binaries import Binaries
from bootstrap.checkout import ROOT
from bootstrap.locks import Lock
from bootstrap.messages import StopError

HERE = Account(os.geteuid(), os.getegid(), switch=False)


def test_pins_are_read_with_extras_and_without_those_for_other_platforms() -> None:
    text = "django==5.2.1 \\\n    --hash=sha256:ab\ntzdata==2026.6 ; sys_platform == 'win32' \\\npsycopg[binary]==3.3.9 \\\n"
    assert environment.pins(text) == {"django": "5.2.1", "psycopg": "3.3.9"}


def test_commands_that_need_more_packages_are_commands_and_their_packages_are_pinned() -> None:
    for name, groups in commands.EXTRAS.items():
        assert (ROOT / "kb" / "management" / "commands" / f"{name}.py").is_file()
        assert all(environment.requirement_file(group).is_file() for group in groups)


def test_an_interpreter_is_used_only_with_exactly_the_pinned_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    pinned = tmp_path / "requirements" / "base.txt"
    pinned.write_text(f"pytest=={pytest.__version__} \\\n", encoding="utf-8")
    assert environment.satisfied("base")
    pinned.write_text("pytest==0.1 \\\n", encoding="utf-8")
    assert not environment.satisfied("base")
    pinned.write_text("no-such-package-here==1 \\\n", encoding="utf-8")
    assert not environment.satisfied("base")


def test_an_environment_made_by_hand_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(environment, "STAMP", tmp_path / "no stamp")
    monkeypatch.setattr(environment, "FOLDER", Path(sys.prefix))
    monkeypatch.setattr(environment, "satisfied", lambda _group: True)
    monkeypatch.setattr(environment, "_make", lambda _groups: pytest.fail("it was made anew"))
    environment.ensure(["base"], ["manage.py"])


def test_a_python_without_venv_is_told_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(environment, "_uv", lambda: None)
    with pytest.raises(StopError, match="apt-get install python3-venv"):
        environment._create()


def test_a_failed_installation_is_told_with_the_installers_words(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="Connection refused by the mirror")
    monkeypatch.setattr(environment, "_quietly", lambda _command: failed)
    with pytest.raises(StopError, match=r"(?s)Connection refused by the mirror.*PIP_INDEX_URL"):
        environment.install(["base"])


def test_a_checkout_keeps_its_identity_when_moved_and_a_copy_gets_its_own(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    name = checkout.identity(first)
    assert checkout.identity(first) == name
    moved = first.rename(tmp_path / "moved")
    assert checkout.identity(moved) == name
    subprocess.run(["cp", "-r", moved, tmp_path / "copy"], check=True)
    assert checkout.identity(tmp_path / "copy") != name
    assert checkout.identity(moved) == name


def test_a_copy_of_a_running_site_is_refused(tmp_path: Path) -> None:
    checkout.identity(tmp_path)
    data = tmp_path / ".state" / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "postmaster.pid").touch()
    copy = tmp_path.with_name(tmp_path.name + "-copy")
    subprocess.run(["cp", "-r", tmp_path, copy], check=True)
    with pytest.raises(StopError, match="rm -r"):
        checkout.identity(copy)


def test_the_state_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_STATE", str(tmp_path / "mine"))
    assert checkout.home() == tmp_path / "mine"
    assert (tmp_path / "mine").is_dir()


def test_a_state_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KB_STATE", str(tmp_path / "file" / "under"))
    with pytest.raises(StopError, match="Set KB_STATE"):
        checkout.home()


def test_the_secret_key_is_made_once_for_its_owner_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KB_SECRET_KEY", raising=False)
    key = checkout.secret_key(tmp_path)
    assert len(key) >= 50
    assert checkout.secret_key(tmp_path) == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("KB_SECRET_KEY", "given")
    assert checkout.secret_key(tmp_path) == "given"


def _hold(path: Path, ready: "multiprocessing.synchronize.Event") -> None:
    Lock(path).exclusive()
    ready.set()
    time.sleep(60)


def test_a_lock_ends_with_its_holder_however_that_dies(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    ready = spawn.Event()
    holder = spawn.Process(target=_hold, args=[tmp_path / "lock", ready])
    holder.start()
    assert ready.wait(10)
    lock = Lock(tmp_path / "lock")
    assert not lock.exclusive(wait=False)
    holder.kill()
    holder.join()
    assert lock.exclusive(wait=False)


def test_many_share_a_lock_and_none_can_take_it_alone(tmp_path: Path) -> None:
    one, two = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert one.shared()
    assert two.shared()
    assert not one.exclusive(wait=False)
    two.release()
    assert one.exclusive(wait=False)


def test_sockets_of_long_or_odd_paths_go_to_a_short_folder() -> None:
    assert postgres.socket_folder(Path("/srv/site")) == Path("/srv/site/run")
    for path in (Path("/srv") / ("deep" * 30), Path("/srv/mine, yours")):
        place = postgres.socket_folder(path)
        assert len(str(place)) < postgres.LONGEST
        assert postgres.PLAIN.fullmatch(str(place))
        assert postgres.socket_folder(path) == place


def server_at(folder: Path) -> postgres.Server:
    (folder / "data").mkdir(exist_ok=True)
    return postgres.Server(folder, HERE, Binaries(folder, 0))


def test_a_lock_file_whose_number_went_to_another_program_is_removed(tmp_path: Path) -> None:
    server = server_at(tmp_path)
    lock = server.data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{server.data}\n", encoding="ascii")
    assert server.pid() is None
    assert not lock.exists()


def test_a_broken_lock_file_is_no_server(tmp_path: Path) -> None:
    server = server_at(tmp_path)
    (server.data / "postmaster.pid").write_text("", encoding="ascii")
    assert server.pid() is None
    assert not server.running()


def test_servers_of_killed_tests_are_cleared_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres.tempfile, "gettempdir", lambda: str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, living = tmp_path / f"{postgres.THROWAWAY}{gone.pid}-x", tmp_path / f"{postgres.THROWAWAY}{os.getpid()}-x"
    dead.mkdir()
    living.mkdir()
    postgres.sweep(HERE)
    assert not dead.exists()
    assert living.exists()


def test_a_throwaway_server_answers_and_leaves_nothing() -> None:
    with postgres.throwaway(checkout.home()) as server:
        assert server.running()
        pid = server.pid()
        assert pid is not None
    assert not server.folder.exists()
    assert not postgres._works_in(pid, server.data)


def test_no_programs_at_all_is_told_with_the_ways_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KB_PG_BIN", str(tmp_path))
    monkeypatch.setattr(binaries, "install", _no_network)
    with pytest.raises(StopError, match=r"(?s)apt-get install postgresql.*DATABASE_URL"):
        binaries.find(HERE, tmp_path)


def test_programs_of_another_version_are_never_used_on_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(binaries, "_of_machine", lambda _account: iter([Binaries(tmp_path, 17), Binaries(tmp_path, 16)]))
    assert binaries.find(HERE, tmp_path, 16).major == 16
    assert binaries.find(HERE, tmp_path).major == 17
    with pytest.raises(StopError, match=r"(?s)made by PostgreSQL 12.*16, 17.*untouched"):
        binaries.find(HERE, tmp_path, 12)


def _no_network(*_groups: object, **_where: object) -> None:
    raise StopError("no network")


def test_a_changed_file_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(prepare, "WATCHED", (tmp_path, tmp_path / "not there"))
    empty = prepare.fingerprint()
    (tmp_path / "one.yaml").write_text("a: 1\n", encoding="utf-8")
    one = prepare.fingerprint()
    (tmp_path / "one.pyc").touch()
    assert prepare.fingerprint() == one
    (tmp_path / "one.yaml").write_text("a: 12\n", encoding="utf-8")
    assert len({empty, one, prepare.fingerprint()}) == 3


def _in_this_process(command: list[object], **_how: object) -> "subprocess.CompletedProcess[str]":
    prepare.main([str(word) for word in command[3:]])
    return subprocess.CompletedProcess([], 0)


def test_the_record_is_prepared_once_and_again_after_a_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs: list[int] = []
    monkeypatch.setattr(prepare, "_take_steps", lambda: runs.append(1))
    monkeypatch.setattr(prepare.subprocess, "run", _in_this_process)
    monkeypatch.setattr(prepare, "WATCHED", (tmp_path / "record",))
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    prepare.prepare(tmp_path, data)
    prepare.prepare(tmp_path, data)
    assert len(runs) == 1
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "new.yaml").touch()
    prepare.prepare(tmp_path, data)
    assert len(runs) == 2
    data.rename(tmp_path / "aside")
    data.mkdir()
    prepare.prepare(tmp_path, data)
    assert len(runs) == 3
    prepare.prepare(tmp_path, None)
    assert len(runs) == 4


@pytest.mark.parametrize("words", [["--port", "0"], ["--port", "65536"], ["--port", "many"], ["--speed", "9"]])
def test_a_wrong_port_or_word_is_refused(words: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        up._port(words)
    assert refused.value.code == 2


def test_a_port_in_use_is_refused_and_a_free_one_taken() -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
        door.listen()
        with pytest.raises(StopError, match=f"Port {port} cannot be used"):
            up._check_port(port)
    up._check_port(port)


def test_a_script_on_ones_own_machine_is_never_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given = up._web(8000).settings
    assert int(given["KB_ANONYMOUS_REQUESTS"]) >= 10_000 * 60  # a minute, faster than any script here
    assert int(given["KB_ANONYMOUS_QUESTIONS"]) >= 100_000 * 3600
    assert "jobs" in given["KB_OPEN_SCOPES"]
    monkeypatch.setenv("KB_ANONYMOUS_REQUESTS", "7")
    assert up._web(8000).settings["KB_ANONYMOUS_REQUESTS"] == "7"


def test_an_older_python_is_told_which_one_to_use() -> None:
    code = "import sys, runpy; sys.version_info = (3, 9, 1); runpy.run_path('manage.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Python 3.11 or newer; this one is 3.9" in done.stderr


def test_signals_become_ordinary_exits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as told:
        main._leave(signal.SIGTERM, None)
    assert told.value.code == 143
