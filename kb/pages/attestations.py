"""Verdicts as files that other tools take in, and the profile of ODRL whose terms they use."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kb.pages.answer import kept_verdict, private
from kb.queries.published import published
from kb.rendering import odrl
from kb.rendering.check_reports import ATTESTATIONS, FORMS
from kb.services.check import Checked
from kb.services.check_saved import of_verdict


def as_file(request: HttpRequest, found: Checked, form: str, name: str) -> HttpResponse:
    """The result of a check in one of FORMS, as a file to keep."""
    made = FORMS[form]
    data = made.write(found, name, site_of(request)).encode("utf-8", "backslashreplace")
    disposition = f'attachment; filename="canidistill.{made.suffix}"'
    return HttpResponse(data, content_type=made.media_type, headers={"Content-Disposition": disposition})


def site_of(request: HttpRequest) -> str:
    """The address of the site, without a slash at its end."""
    return request.build_absolute_uri("/")[:-1]


def of_saved(request: HttpRequest, verdict_id: str, form: str) -> HttpResponse:
    """A saved verdict in one of ATTESTATIONS."""
    _, verdict = kept_verdict(verdict_id)
    if form not in ATTESTATIONS:
        raise Http404(f"The forms are {', '.join(ATTESTATIONS)}.")
    return private(as_file(request, of_verdict(verdict), form, f"student of {verdict['question']['teacher']}"))


def profile(request: HttpRequest) -> HttpResponse:
    """The terms of the profile, each under its own address; as JSON-LD for whoever asks for that."""
    if "json" in request.headers.get("Accept", ""):
        return profile_as_jsonld(request)
    now = published()
    terms = [{"name": name, "kind": kind, "above": above, "words": words} for name, kind, above, words in odrl.terms()]
    response = render(request, "odrl.html", {"terms": terms, "revision": now.revision if now else ""})
    response["Vary"] = "Accept"
    return response


def profile_as_jsonld(request: HttpRequest) -> HttpResponse:
    """The profile for machines."""
    return HttpResponse(odrl.profile(site_of(request)), content_type="application/ld+json", headers={"Vary": "Accept"})
