"""`audit`: read all record files without a database, say what is wrong with file, line and reason, run the tests beside the rules."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kb.importers.files import FileError, RecordFile, canonical, read_folder
from kb.rendering.clock import today
from kb.rules import audit, shapes
from kb.rules.cells import Look
from kb.rules.compile import compile_knowledge
from kb.rules.errors import RecordError
from kb.rules.knowledge import Knowledge


class Command(BaseCommand):
    """Runs the audit over a folder of record files."""

    help = "Check the record files without a database: shapes, conditions, references, tests beside the rules, clashes, dead norms."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options."""
        parser.add_argument("folder", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "fixtures")
        parser.add_argument("--only", nargs="*", default=[], metavar="SLUG", help="say only what concerns these records")
        parser.add_argument("--write", action="store_true", help="put the files (of --only, or all) into canonical form")
        parser.add_argument("--notes", action="store_true", help="also say what does not block publication")

    def handle(self, **options: Any) -> None:
        """Run the audit. Raises `CommandError` where something blocks publication."""
        folder, only = options["folder"], set(options["only"])
        try:
            files = list(read_folder(folder))
        except FileError as error:
            raise CommandError(str(error)) from error
        if options["write"]:
            self.write(files, only)
        broken = self.broken(files)
        if broken:
            raise CommandError("\n".join(broken))
        problems, notes = self.examine(compile_all(files), only, notes=options["notes"])
        self.stdout.write(f"{len(files)} files; {problems} problems, {notes} notes.")
        if problems:
            raise CommandError(f"{problems} problems block publication.")

    def write(self, files: list[RecordFile], only: set[str]) -> None:
        """Rewrite files that are not in canonical form."""
        for file in files:
            text = canonical(file.kind, file.record)
            if (not only or file.record["slug"] in only) and text != file.text:
                file.path.write_text(text, encoding="utf-8")
                self.stdout.write(f"{file.path}: put into canonical form")

    def broken(self, files: list[RecordFile]) -> list[str]:
        """What keeps the files from being compiled at all, with file and line."""
        found = [
            str(f.error(RecordError(f.kind, str(f.record["slug"]), path, reason, words)))
            for f in files for path, reason, words in shapes.problems(shapes.SHAPES[f.kind], f.record)
        ]  # fmt: skip
        if found:
            return found
        try:
            compile_all(files)
        except RecordError as error:
            file = next(f for f in files if (f.kind, f.record["slug"]) == (error.kind, error.slug))
            return [str(file.error(error))]
        return []

    def examine(self, knowledge: Knowledge, only: set[str], *, notes: bool) -> tuple[int, int]:
        """Run the audit; how many problems and notes there are."""
        count = {True: 0, False: 0}
        seen = audit.looks(knowledge)
        self.stdout.write(looked(seen))
        for problem in audit.findings(knowledge, today(), seen):
            if only and not any(problem.where.split("@")[0].split("/")[-1] == slug for slug in only):
                continue
            count[problem.blocks] += 1
            if problem.blocks or notes:
                self.stdout.write(str(problem))
        return count[True], count[False]


def looked(seen: Mapping[str, Look]) -> str:
    """One line on the cells that were looked at."""
    sampled = [where for where, look in seen.items() if not look.whole]
    tail = f"; {len(sampled)} of them sampled, their space being larger" if sampled else ""
    return f"{sum(x.cells for x in seen.values())} cells of {len(seen)} versions and laws looked at{tail}."


def compile_all(files: list[RecordFile]) -> Knowledge:
    """The knowledge that the files make. Raises `RecordError`."""
    records: dict[str, list[Any]] = {}
    for file in files:
        records.setdefault(file.kind, []).append(file.record)
    return compile_knowledge(records, "files")
