"""A saved verdict, shown as it was saved; asking again runs today's engine and shows what differs."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from kb.pages import answers
from kb.queries.published import Published, published
from kb.rendering.check_reports import ATTESTATIONS, FORMS
from kb.rendering.notation import TYPE
from kb.services import verdicts

WORD = importlib.util.find_spec("docx") is not None
NO_WORD = "This site makes no Word documents: requirements/office.txt is not installed. The same memo is the address that ends in .md.\n"


def unlisted(response: HttpResponse) -> HttpResponse:
    """Answers are not for search engines."""
    response["X-Robots-Tag"] = "noindex"
    return response


def private(response: HttpResponse) -> HttpResponse:
    """The page of a saved verdict tells nobody where its readers came from: its address is the key to it."""
    response["Referrer-Policy"] = "no-referrer"
    return unlisted(response)


def kept_verdict(verdict_id: str) -> tuple[Any, dict[str, Any]]:
    """The row of a saved verdict, and the verdict. Raises Http404."""
    saved = verdicts.saved(verdict_id) if "\x00" not in verdict_id else None
    if saved is None:
        raise Http404("No verdict is saved under this address.")
    return saved, json.loads(saved.answer)


def saved(request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The page of a saved verdict."""
    kept, verdict = kept_verdict(verdict_id)
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    context = {**answers.page(now, verdict), "saved": kept, "newer": now.revision != verdict["knowledge"]["revision"],
               "word_file": WORD,
               "attestations": [(form, FORMS[form].words) for form in ATTESTATIONS]}  # fmt: skip
    return private(render(request, "answer.html", context))


def as_json(_request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The saved bytes."""
    kept, _ = kept_verdict(verdict_id)
    return private(HttpResponse(kept.answer, content_type="application/json"))


def as_markdown(request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The verdict as Markdown, to be pasted into a memo."""
    memo = _memo(request, verdict_id, ".md")
    return private(HttpResponse(memo, content_type=TYPE) if memo else render(request, "empty.html", status=503))


def as_word(request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The same memo as a Word document, where this site can make one."""
    if not WORD:
        return private(HttpResponse(NO_WORD, status=501, content_type="text/plain; charset=utf-8"))
    memo = _memo(request, verdict_id, ".docx")
    if not memo:
        return private(render(request, "empty.html", status=503))
    word = importlib.import_module("kb.rendering.word")
    title = memo.partition("\n")[0].removeprefix("# ")
    named = {"Content-Disposition": f'attachment; filename="verdict-{verdict_id}.docx"'}
    return private(HttpResponse(word.document(memo, title), content_type=word.TYPE, headers=named))


def _memo(request: HttpRequest, verdict_id: str, ending: str) -> str:
    """The memo of a saved verdict in Markdown; "" where nothing is published."""
    _, verdict = kept_verdict(verdict_id)
    now = published()
    return memo_of(now, verdict, request.build_absolute_uri()[: -len(ending)] + "/") if now else ""


def memo_of(now: Published, verdict: Mapping[str, Any], address: str) -> str:
    """The memo of a verdict in Markdown. `address` is that of its page."""
    return render_to_string("answer.md", {**answers.page(now, verdict), "address": address})
