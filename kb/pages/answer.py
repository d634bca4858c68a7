"""A saved verdict, shown as it was saved; asking again runs today's engine and shows what differs."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from kb.pages import answers
from kb.queries.published import published
from kb.rendering.check_reports import ATTESTATIONS, FORMS
from kb.services import verdicts


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
               "attestations": [(form, FORMS[form].words) for form in ATTESTATIONS]}  # fmt: skip
    return private(render(request, "answer.html", context))


def as_json(_request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The saved bytes."""
    kept, _ = kept_verdict(verdict_id)
    return private(HttpResponse(kept.answer, content_type="application/json"))


def as_markdown(request: HttpRequest, verdict_id: str) -> HttpResponse:
    """The verdict as Markdown, to be pasted into a memo."""
    kept, verdict = kept_verdict(verdict_id)
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    text = render_to_string(
        "answer.md", {**answers.page(now, verdict), "saved": kept, "address": request.build_absolute_uri()[: -len(".md")] + "/"}
    )
    return private(HttpResponse(text, content_type="text/markdown; charset=utf-8"))

