"""`dump`: write the record back as files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from kb.importers import folder


class Command(BaseCommand):
    """Write the record as files."""

    help = "Write every published record as a file in canonical form."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and whether to prune."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--prune", action="store_true", help="remove record files that no record has")

    def handle(self, **options: Any) -> None:
        """Write the files, and say how many."""
        dumped = folder.dump(options["folder"], prune=options["prune"])
        for path in dumped.stale:
            self.stderr.write(f"{path}: {'removed' if options['prune'] else 'no record has this file'}")
        self.stdout.write(f"{len(dumped.written)} files written, {dumped.same} stood right already.")
