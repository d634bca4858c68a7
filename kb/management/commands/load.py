"""`load`: bring the database to what the record files say, all or nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kb.importers import folder
from kb.services.actors import actor
from kb.services.addresses import AddressError
from kb.services.load import Loaded, LoadError, Name


class Command(BaseCommand):
    """Load the record files."""

    help = "Load the record files, all or nothing. Errors say file, line and reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, the reason, and what to do about edits and moves."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "fixtures")
        parser.add_argument("--why", default="", help="the reason, for the history")
        parser.add_argument("--overwrite", action="store_true", help="write over records that were edited here since they were loaded")
        parser.add_argument(
            "--moved", nargs="*", default=[], metavar="KIND/OLD=NEW", help="records whose file was renamed: leave a redirect"
        )

    def handle(self, **options: Any) -> None:
        """Load, and say what was done. Raises `CommandError`."""
        try:
            loaded = folder.load(
                options["folder"], who=actor(), why=options["why"], overwrite=options["overwrite"],
                moved=dict(_moved(m) for m in options["moved"]), tell=self.stderr.write,
            )  # fmt: skip
        except (LoadError, AddressError) as error:
            raise CommandError(f"{error}\nNothing was loaded.") from error
        self.stdout.write(summary(loaded))


def summary(loaded: Loaded) -> str:
    """One line on what a load did."""
    if not loaded:
        return "The record is up to date."
    rows = loaded.rows
    return (
        f"Loaded: {len(loaded.new)} new, {len(loaded.changed)} changed, {len(loaded.removed)} removed"
        f" ({rows.added} rows added, {rows.changed} changed, {rows.removed} removed)."
    )


def _moved(text: str) -> tuple[Name, str]:
    name, _, new = text.partition("=")
    kind, _, old = name.partition("/")
    if not (kind and old and new):
        raise CommandError(f"--moved takes KIND/OLD=NEW, not {text!r}")
    return (kind, old), new
