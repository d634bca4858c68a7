"""`mcp`: the record for agents, over standard input and output, or with `--http PORT` over HTTP on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from kb.agents.server import build, serve_http


class Command(BaseCommand):
    """The command. Standard output is the protocol's alone."""

    help = "Serve agents (Model Context Protocol, read-only) on standard input and output; --http PORT: streamable HTTP at /mcp."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How agents reach it."""
        parser.add_argument("--http", type=int, metavar="PORT", help="serve streamable HTTP at /mcp on this port")
        parser.add_argument("--host", default="127.0.0.1", help="with --http: the address to bind to (this machine alone if not given)")
        parser.add_argument("--site", default="", help="the address of the pages that answers lead to, such as https://distill.example.org")

    def handle(self, **options: Any) -> None:
        """Serve until the other side ends, or until interrupted."""
        server = build(options["site"])
        if options["http"] is None:
            server.run("stdio")
        else:
            serve_http(server, options["host"], options["http"])
