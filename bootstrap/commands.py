"""Every Django command but `up` and `test`: first what it needs (environment, database, record), then the command itself."""

import os
from pathlib import Path

from bootstrap import checkout, database, environment, prepare

WITHOUT_DATABASE = {
    "",
    "help",
    "version",
    "audit",
    "check",
    "check_texts",
    "collectstatic",
    "diffsettings",
    "makemessages",
    "spectacular",
    "prepare",
}
EXTRAS = {"mcp": ["agents"]}  # command -> groups of packages that it needs beside the site's own
BARE_DATABASE = {"migrate", "makemigrations", "showmigrations", "sqlmigrate", "dbshell", "flush", "load", "publish", "inspectdb"}
BROKER_FOLDERS = ("messages", "control", "processed")  # jobs pass through them where there is no broker
QUESTIONS = {"-h", "--help", "--version"}


def run(argv: list[str]) -> int:
    """Run one Django command. Standard output is the command's own; the launcher speaks on standard error."""
    name = argv[1] if len(argv) > 1 else ""
    environment.ensure(["base", *EXTRAS.get(name, [])], argv)
    home = checkout.home()
    settle(home)
    if name == "prepare":
        prepare.main(argv[2:])
    elif name in WITHOUT_DATABASE or name.startswith("-") or QUESTIONS & set(argv[2:]):
        _django(argv, home)
    else:
        _with_database(argv, home, bare=name in BARE_DATABASE)
    return 0


def settle(home: Path) -> None:
    """Tell Django, through the process environment, where things are on this machine."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.conf.settings")
    os.environ["KB_STATE"] = str(home)
    for name in BROKER_FOLDERS:
        (home / "broker" / name).mkdir(parents=True, exist_ok=True)
    os.environ["KB_SECRET_KEY"] = checkout.secret_key(home)


def _with_database(argv: list[str], home: Path, *, bare: bool) -> None:
    with database.running(home) as server:
        if server and not bare:
            prepare.prepare(home, server.data)
        _django(argv, home)


def _django(argv: list[str], home: Path) -> None:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - only here is the environment sure to exist

    os.environ.setdefault("DATABASE_URL", f"postgresql:///kb?user=kb&host={home}")
    execute_from_command_line(argv)
