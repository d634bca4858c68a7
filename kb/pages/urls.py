"""Addresses of the pages. Control parameters (`edit`) are never facts."""

from django.urls import path, re_path

from kb.pages import answer, ask, home, records

KIND = "(?P<kind>[a-z]+)"
SLUG = r"(?P<slug>[A-Za-z0-9][A-Za-z0-9.\-]*)"

urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", ask.ask, name="ask"),
    path("ask/fields/", ask.fields_only, name="ask-fields"),
    path("verdicts/<str:verdict_id>/", answer.saved, name="verdict"),
    path("verdicts/<str:verdict_id>.json", answer.as_json, name="verdict-json"),
    path("verdicts/<str:verdict_id>.md", answer.as_markdown, name="verdict-markdown"),
    path("record/", home.record, name="record-home"),
    path("instruments/<str:instrument>@<str:version>/", records.version_page, name="version"),
    re_path(rf"^{KIND}/$", records.listing, name="listing"),
    re_path(rf"^{KIND}/{SLUG}/$", records.detail, name="record"),
]
