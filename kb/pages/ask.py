"""The form, and answers to facts in the query string. A GET saves nothing; a POST saves the verdict and leads to it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import reverse

from kb.pages import answers, fields
from kb.pages.answer import memo_of, unlisted
from kb.queries.published import Published, published
from kb.rendering.clock import today
from kb.rendering.notation import TYPE
from kb.rules import vocabulary as v
from kb.rules.decide import decide
from kb.rules.errors import QuestionErrors
from kb.rules.question import read_question
from kb.services import verdicts

CONTROLS = frozenset({"edit", "csrfmiddlewaretoken"})


def ask(request: HttpRequest) -> HttpResponse:
    """The form; with facts, the answer; with `edit`, the form filled in."""
    now = published()
    if now is None:
        return render(request, "empty.html", status=503)
    if request.method == "POST":
        return _save(request, now)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    typed = _typed(request.GET)
    if not typed or "edit" in request.GET:
        return _form(request, now, typed)
    try:
        question = read_question(typed, now.knowledge, today(), text=True)
    except QuestionErrors as errors:
        return _form(request, now, typed, errors)
    verdict = decide(now.knowledge, question).as_dict()
    return unlisted(render(request, "answer.html", {**answers.page(now, verdict), "saved": None}))


def as_markdown(request: HttpRequest) -> HttpResponse:
    """The memo of an answer that is not saved; without facts that make a question, the form."""
    now, typed = published(), _typed(request.GET)
    if now is None:
        return render(request, "empty.html", status=503)
    try:
        question = read_question(typed, now.knowledge, today(), text=True)
    except QuestionErrors as errors:
        return _form(request, now, typed, errors)
    address = f"{reverse('ask')}?{request.GET.urlencode()}"
    memo = memo_of(now, decide(now.knowledge, question).as_dict(), request.build_absolute_uri(address))
    return unlisted(HttpResponse(memo, content_type=TYPE, headers={"Link": f'<{request.build_absolute_uri(address)}>; rel="canonical"'}))


def _save(request: HttpRequest, now: Published) -> HttpResponse:
    typed = _typed(request.POST)
    try:
        saved = verdicts.save(typed, today(), text=True)
    except QuestionErrors as errors:
        return _form(request, now, typed, errors)
    return redirect(reverse("verdict", args=[saved.pk]))


def fields_only(request: HttpRequest) -> HttpResponse:
    """The rest of the form for what was answered so far, as a part of a page."""
    now = published()
    if now is None:
        return HttpResponse(status=503)
    return render(request, "partials/_more_fields.html", _sections(now, _typed(request.GET)))


def _form(request: HttpRequest, now: Published, typed: dict[str, str], errors: QuestionErrors | None = None) -> HttpResponse:
    context = {**_sections(now, typed, errors), **names_for_typing(now), "errors": _errors(errors), "typed": typed}
    return unlisted(render(request, "ask.html", context, status=400 if errors else 200))


def _sections(now: Published, typed: dict[str, str], errors: QuestionErrors | None = None) -> dict[str, Any]:
    return fields.sections(now.knowledge, typed, today(), errors)


def _typed(data: Any) -> dict[str, str]:
    """What was typed, without controls and without what was left empty. Texts that no fact can hold are kept to be refused."""
    return {name: data[name].strip() for name in data if name not in CONTROLS and data[name].strip() and data[name] != "unknown"}


def _errors(errors: QuestionErrors | None) -> list[dict[str, Any]]:
    found = errors.errors if errors else ()
    return [
        {"fact": e.fact, "label": v.FACTS[e.fact].label if e.fact in v.FACTS else e.fact[:60], "problem": e.problem,
         "accepted": ", ".join(e.accepted[:8]), "known": e.fact in v.FACTS}
        for e in found
    ]  # fmt: skip


def names_for_typing(now: Published) -> dict[str, Any]:
    """Names that the fields of the form complete while typing."""
    known = now.knowledge
    return {
        "teacher_names": [(m.slug, m.name) for m in known.models.values()] + [(d.slug, d.name) for d in known.datasets.values()],
        "service_names": [(s.slug, s.name) for s in known.services.values()],
    }
