"""An instance, asked over the network. Nothing is kept there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from canidistill_client import downloads
from canidistill_client.errors import UnjudgedError
from canidistill_client.questions import as_texts
from canidistill_client.wire import Wire

API = "/api/v1"
LINES = "application/x-ndjson"
AT_ONCE = 1_000  # questions in one call
NUMBER = re.compile(rb'\A\{"number":(\d+)')
SUMMARY = b'{"summary":'


class Site:
    """An instance by its address. `token` and `timeout` (seconds) as `Wire` has them. Every method raises `ClientError`."""

    def __init__(self, site: str, token: str = "", **more: Any) -> None:
        self.wire = Wire(site, token, **more)

    def ask(self, question: Mapping[str, Any], **options: str) -> dict[str, Any]:
        """The verdict on one question. `options` as the API has them: `revision`, `include`, `explain`."""
        found: dict[str, Any] = json.loads(self.ask_json(question, **options))
        return found

    def ask_json(self, question: Mapping[str, Any], **options: str) -> str:
        """As `ask`, the bytes of the instance as text."""
        query = urlencode({**as_texts(question), **options})
        return self.wire.read(f"{API}/verdicts/?{query}").decode()

    def ask_many(self, questions: Iterable[Any], **options: str) -> Iterator[dict[str, Any]]:
        """One result a question, in order: a verdict or a problem, with its `number` and `status`. Any number of questions."""
        return map(json.loads, self.lines((json.dumps(q) for q in questions), **options))

    def lines(self, questions: Iterable[str], **options: str) -> Iterator[str]:
        """As `ask_many`, with questions and results as lines of JSON."""
        rest, done = iter(questions), 0
        while part := list(islice(rest, AT_ONCE)):
            yield from self._lines(part, done, urlencode(options))
            done += len(part)

    def _lines(self, part: list[str], before: int, query: str) -> Iterator[str]:
        body, headers = "\n".join(part).encode(), {"Content-Type": LINES, "Accept": LINES}
        with self.wire.opened(f"{API}/verdicts/batch/?{query}", body, headers) as response:
            for line in response:
                if line.startswith(SUMMARY):
                    return
                yield NUMBER.sub(lambda m: b'{"number":%d' % (before + int(m[1])), line).decode().rstrip("\n")
        raise UnjudgedError("The answer broke off before its end.")

    def check(self, document: str, use: Mapping[str, Any], **options: str) -> dict[str, Any]:
        """The check of a document for a use (typed facts). `options`: `format`, `name`, `report`, `max_risk`."""
        body = json.dumps({"document": document, "use": dict(use), **options}).encode()
        found: dict[str, Any] = json.loads(self.wire.read(f"{API}/check/", body, {"Content-Type": "application/json"}))
        return found

    def download(self, folder: Path, revision: str = "current", tell: Callable[[str], None] = lambda _: None) -> str:
        """Put a revision into a folder, checked; the name of the revision."""
        return downloads.download(self.wire, f"{API}/revisions", folder, revision, tell)

