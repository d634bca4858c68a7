"""`publish`: make the record as it stands the current revision, if the audit lets it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kb.services.actors import actor
from kb.services.publish import PublishError, publish


class Command(BaseCommand):
    """Publish the record."""

    help = "Audit the record and publish it as an immutable revision. The same content is the same revision."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The reason."""
        parser.add_argument("--why", default="", help="the reason, for the history")

    def handle(self, **options: Any) -> None:
        """Publish, and say which revision is current. Raises `CommandError`."""
        try:
            published = publish(who=actor(), why=options["why"], tell=self.stderr.write)
        except PublishError as error:
            raise CommandError(f"{error}\nNothing was published.") from error
        for remark in published.remarks if options["verbosity"] > 1 else ():
            self.stderr.write(str(remark))
        self.stdout.write(f"{published.revision} {'is now current' if published.new else 'is current, nothing has changed'}.")
