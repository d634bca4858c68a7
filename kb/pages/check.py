"""A document checked on a page: pasted or uploaded, never kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from kb.importers import documents
from kb.importers.bounded import LONGEST
from kb.pages import fields
from kb.pages.answer import unlisted
from kb.pages.ask import names_for_typing
from kb.pages.attestations import as_file
from kb.queries.published import Published, published
from kb.rendering.check_reports import FORMS, WORDS, as_markdown
from kb.rendering.clock import today
from kb.rendering.questions import facts_query
from kb.rules import vocabulary as v
from kb.rules.errors import QuestionErrors
from kb.services.check import MADE, OWN_FACTS, RISK_ACCEPTED, SUBJECTS, Checked, check
from kb.services.mentions import DocumentError
from kb.services.recognition import RECORDS

FIRST = ("student_kind", "release", "purpose", "country", "competes", "channel")
USE = tuple(n for n in v.FACTS if n not in OWN_FACTS and n not in FIRST)
SUFFIXES = (".json", ".jsonld", ".md", ".txt", ".yaml", ".yml")
PAGE = "page"


def page(request: HttpRequest) -> HttpResponse:
    """The form; by POST the result above it."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    if request.method in ("GET", "HEAD"):
        return render(request, "check.html", _form(now, {}))
    if request.method != "POST":
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return unlisted(_checked(request, now))


def _checked(request: HttpRequest, now: Published) -> HttpResponse:
    typed = {n: str(request.POST[n]).strip() for n in request.POST}
    use = {n: x for n, x in typed.items() if n in v.FACTS and x not in ("", "unknown")}
    try:
        data, name = _document(request)
        document = documents.read(data, typed.get("format", "auto"))
        found = check(now.knowledge, document, use, today(), text=True, max_risk=_risk(typed), subject=_subject(typed))
    except DocumentError as error:
        return render(request, "check.html", {**_form(now, typed), "refused": str(error)}, status=400)
    except QuestionErrors as errors:
        return render(request, "check.html", {**_form(now, typed, errors), "refused": str(errors)}, status=400)
    form = typed.get("report") or PAGE
    if form == PAGE:
        return render(request, "check.html", {**_form(now, typed), **_result(found, name)})
    return as_file(request, found, form, name)


def _risk(typed: dict[str, str]) -> str:
    """The accepted risk. Raises `DocumentError` for one that is none, and for an unknown form of the result."""
    accepted = typed.get("max_risk") or RISK_ACCEPTED
    if accepted not in v.RISKS:
        raise DocumentError("the accepted risk is none of the levels")
    if typed.get("report") not in (None, "", PAGE, *FORMS):
        raise DocumentError("the result is given as a page or in one of the forms listed")
    return accepted


def _subject(typed: dict[str, str]) -> str:
    subject = typed.get("subject") or MADE
    if subject not in SUBJECTS:
        raise DocumentError(f"the document is about what is {' or '.join(SUBJECTS)}")
    return subject


def _document(request: HttpRequest) -> tuple[bytes, str]:
    """What was uploaded, else what was pasted. Raises `DocumentError`."""
    file = request.FILES.get("file")
    if file is None:
        return str(request.POST.get("document", "")).encode("utf-8", "replace"), "document"
    if (file.size or 0) > LONGEST:
        raise DocumentError(f"the file has {file.size:,} bytes; {LONGEST:,} are read")
    if not str(file.name).lower().endswith(SUFFIXES):
        raise DocumentError(f"files of these names are read: {', '.join(SUFFIXES)}")
    return file.read(), str(file.name)


def _form(now: Published, typed: dict[str, str], errors: QuestionErrors | None = None) -> dict[str, Any]:
    made = {n: fields.form_field(now.knowledge, n, typed, errors) for n in (*FIRST, *USE)}
    return {
        "first": [made[n] for n in FIRST], "rest": [made[n] for n in USE], "typed": typed, "revision": now.revision,
        "formats": [("auto", "Recognize it"), *((name, words) for name, (words, _) in documents.FORMATS.items())],
        "risks": v.RISKS, "accepted": typed.get("max_risk") or RISK_ACCEPTED, "longest": LONGEST, "suffixes": ",".join(SUFFIXES),
        "subjects": SUBJECTS.items(), "subject": typed.get("subject") or MADE,
        "reports": [(PAGE, "On this page"), *((name, form.words) for name, form in FORMS.items())],
        **names_for_typing(now),
    }  # fmt: skip


def _result(found: Checked, name: str) -> dict[str, Any]:
    return {
        "found": found, "name": name, "outcome": WORDS[found.outcome], "conditions": found.conditions(),
        "markdown": as_markdown(found, name),
        "share": {verdict: count for verdict, count in found.share().items() if count},
        "named": [{"at": m, "kind": RECORDS.get(m.kind)} for m in found.mentions],
        "parts": [{"at": p, "kind": RECORDS.get(p.source.kind), "asked": facts_query(p.verdict)} for p in found.parts],
    }  # fmt: skip
