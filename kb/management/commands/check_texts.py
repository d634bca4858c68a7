"""`check_texts`: every quote, pinpoint and date of the record against a folder of texts, and the passages that no clause is near."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kb.importers.files import FileError, read_folder
from kb.importers.quotes import Check, Folder, Report


class Command(BaseCommand):
    """Holds the record against the texts that it quotes."""

    help = "Check quotes, pinpoints and dates of the record files against a folder of texts (KB_TEXTS where none is named)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options."""
        parser.add_argument("folder", nargs="?", type=Path, default=os.environ.get("KB_TEXTS"), help="the folder of texts")
        parser.add_argument("--fixtures", type=Path, default=Path(settings.BASE_DIR) / "fixtures", help="the folder of record files")
        parser.add_argument("--only", nargs="*", default=[], metavar="SLUG", help="check only these instruments, laws and cases")
        parser.add_argument("--each", action="store_true", help="print also passages without a clause, and quotes that no text bears out")
        parser.add_argument("--strict", action="store_true", help="passages without a clause or a reason fail too")

    def handle(self, **options: Any) -> None:
        """Run the check. Raises `CommandError` where something does not hold."""
        if not options["folder"] or not Path(options["folder"]).is_dir():
            raise CommandError("Name a folder of texts, or set KB_TEXTS.")
        folder = Folder(Path(options["folder"]))
        try:
            files = list(read_folder(options["fixtures"]))
        except FileError as error:
            raise CommandError(str(error)) from error
        report = Check(files, folder).run(options["only"])
        self.tell(report, folder, each=options["each"])
        left = sum(len(x) for x in report.open.values())
        if report.failures or (options["strict"] and left):
            raise CommandError(f"{len(report.failures)} failures, {left} passages without a clause or a reason.")

    def tell(self, report: Report, folder: Folder, *, each: bool) -> None:
        """Failures first, then what could not be checked, then the passages, then the counts."""
        for failure in (*report.failures, *report.unused, *(report.unheld if each else ())):
            self.stdout.write(str(failure))
        if folder.absent:
            self.stdout.write(f"Not in the folder ({len(folder.absent)}): {', '.join(sorted(folder.absent))}")
        for version, found in report.open.items():
            self.stdout.write(f"{version}: {len(found)} passages without a clause or a reason")
            for name, passage in found if each else ():
                self.stdout.write(f"  {name}:{passage.line}: {passage.words}")
        counts = ", ".join(f"{n} {what}" for what, n in report.counts.items())
        self.stdout.write(
            f"Checked: {counts} without a clause near. {len(report.failures)} failures;"
            f" {len(report.unheld)} quotes that no text held bears out;"
            f" {sum(len(x) for x in report.open.values())} passages without a clause or a reason."
        )
