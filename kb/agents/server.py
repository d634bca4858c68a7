"""The server of the Model Context Protocol: read-only tools, over standard input and output or over streamable HTTP."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import uvicorn
from django.conf import settings
from django.db import close_old_connections
from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations

from kb.agents.answering import Tools
from kb.agents.marking import NOTICE, Site
from kb.rules.verdict import ENGINE

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
LONGEST_BODY = 1_000_000  # bytes; a question is far shorter
LAST_WORDS = 5  # seconds for answers under way at the end; streams that clients hold open would last for ever
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
INSTRUCTIONS = f"""Answers whether a model may be distilled: by which clause, on what conditions, with what risk left.
State only facts that you know; what is left out is not guessed. Report the verdict, its conditions and the pages of its citations
as they are. An `undetermined` is not a yes: ask the user for the facts under `missing`. {NOTICE}"""


def build(site: str = "") -> MCPServer[Any]:
    """The server. `site` is the address of the pages that answers lead to; without one they are given as paths."""
    tools = Tools(Site(site))
    given = (tools.ask, tools.explain, tools.alternatives, tools.compare, tools.search, tools.get_clause, tools.get_case)
    return MCPServer("canidistill", instructions=INSTRUCTIONS, version=ENGINE, log_level="WARNING", tools=[_tool(t) for t in given])


class StrictTool(Tool):
    """A tool that refuses arguments it does not have: a fact in the wrong place must not be taken for one that was not stated."""

    async def run(self, arguments: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The tool's answer. Raises `ToolError`."""
        known = self.parameters["properties"]
        if strange := sorted(arguments.keys() - known.keys()):
            raise ToolError(f"{self.name} has no argument {', '.join(strange)[:200]}; it has {', '.join(known)}.")
        return await super().run(arguments, *args, **kwargs)


def _tool(function: Callable[..., Any]) -> Tool:
    words = f"{' '.join((function.__doc__ or '').split())} {NOTICE}"
    tool = StrictTool.from_function(_apart(function), description=words, annotations=READS)
    tool.parameters["additionalProperties"] = False
    return tool


def serve_http(server: MCPServer[Any], host: str, port: int) -> None:
    """Serve on an address until interrupted. Other names of hosts than this machine's and KB_HOSTS are refused, as are other origins."""
    app = server.streamable_http_app(
        host=host, stateless_http=True, json_response=True, max_request_body_size=LONGEST_BODY, transport_security=guard()
    )
    uvicorn.run(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=LAST_WORDS)


def guard() -> TransportSecuritySettings:
    """Which Host and Origin headers are taken: against pages that rebind a name to this machine."""
    hosts = [h for h in dict.fromkeys((*LOOPBACK, *settings.ALLOWED_HOSTS)) if h != "*"]
    origins = [f"http://{h}:*" for h in LOOPBACK] + list(settings.CSRF_TRUSTED_ORIGINS)
    return TransportSecuritySettings(allowed_hosts=[*hosts, *(f"{h}:*" for h in hosts)], allowed_origins=origins)


def _apart(tool: Callable[..., Any]) -> Callable[..., Any]:
    """The tool, run on a thread whose connections to the database are looked after as a request's are."""

    @wraps(tool)
    def run(*args: Any, **kwargs: Any) -> Any:
        close_old_connections()
        try:
            return tool(*args, **kwargs)
        finally:
            close_old_connections()

    return run
