"""`check_document FILE fact=value …`: does what a document names pass for this use? Exit status 0, 1, 2 or 3."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from kb.importers import documents
from kb.importers.bounded import LONGEST
from kb.queries.knowledge import NothingPublishedError, knowledge_of
from kb.rendering.check_reports import BAD_INPUT, EXIT, FORMS
from kb.rendering.clock import today
from kb.rules import vocabulary as v
from kb.rules.errors import QuestionErrors
from kb.services.check import MADE, RISK_ACCEPTED, SUBJECTS, check
from kb.services.mentions import DocumentError


class Command(BaseCommand):
    """The command."""

    help = (
        "Check a bill of materials, a card, a training configuration or a list. Exit status: 0 pass, 1 fail, 2 cannot judge, 3 bad input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, the use, and the forms."""
        parser.add_argument("file", help="the document; - for standard input")
        parser.add_argument("facts", nargs="*", metavar="fact=value", help="the use: student_kind=task_llm release=weights …")
        parser.add_argument("--format", choices=[*FORMS], default="text", help="of the report")
        parser.add_argument("--document", choices=["auto", *documents.FORMATS], default="auto", help="the document's format")
        parser.add_argument("--site", default="", help="the address of a site that serves the record, for links in attestations")
        parser.add_argument("--subject", choices=[*SUBJECTS], default=MADE, help="whether the document is about what you make or use")
        parser.add_argument("--max-risk", choices=v.RISKS, default=RISK_ACCEPTED, help="a higher risk fails")

    def handle(self, **options: Any) -> None:
        """Report, and end with the status of the outcome."""
        try:
            use = dict(_fact(word) for word in options["facts"])
            document = documents.read(_bytes(options["file"]), options["document"])
            found = check(knowledge_of(), document, use, today(), text=True, max_risk=options["max_risk"], subject=options["subject"])
        except (DocumentError, QuestionErrors, NothingPublishedError, OSError) as error:
            self.stderr.write(f"{options['file']}: {error}")
            sys.exit(BAD_INPUT)
        self.stdout.write(FORMS[options["format"]].write(found, options["file"], options["site"].rstrip("/")), ending="")
        sys.exit(EXIT[found.outcome])


def _fact(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals:
        raise DocumentError(f"write the use as fact=value, not {word[:80]!r}")
    return name, value


def _bytes(file: str) -> bytes:
    """The document's bytes; one more than is read, so that a longer one is refused."""
    if file == "-":
        return sys.stdin.buffer.read(LONGEST + 1)
    with Path(file).open("rb") as opened:
        return opened.read(LONGEST + 1)
