"""Addresses of the pages. Control parameters (`edit`) are never facts."""

from django.urls import path, re_path

from kb.pages import answer, ask, attestations, check, compare, coverage, home, instruments, lists, records, search

KIND = "(?P<kind>[a-z]+)"
TEXT = r"(?P<instrument>[A-Za-z0-9][A-Za-z0-9.\-]*)"
DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"
SLUG = r"(?P<slug>[A-Za-z0-9][A-Za-z0-9.\-]*)"

urlpatterns = [
    path("", home.home, name="home"),
    path("ask/", ask.ask, name="ask"),
    path("ask.md", ask.as_markdown, name="ask-markdown"),
    path("ask/fields/", ask.fields_only, name="ask-fields"),
    path("check/", check.page, name="check"),
    path("verdicts/<str:verdict_id>/", answer.saved, name="verdict"),
    path("verdicts/<str:verdict_id>.json", answer.as_json, name="verdict-json"),
    path("verdicts/<str:verdict_id>.md", answer.as_markdown, name="verdict-markdown"),
    path("verdicts/<str:verdict_id>.docx", answer.as_word, name="verdict-word"),
    path("verdicts/<str:verdict_id>/as/<str:form>/", attestations.of_saved, name="verdict-attestation"),
    path("ns/odrl/", attestations.profile, name="odrl"),
    path("ns/odrl.jsonld", attestations.profile_as_jsonld, name="odrl-jsonld"),
    path("record/", home.record, name="record-home"),
    path("coverage/", coverage.page, name="coverage"),
    path("coverage/<slug:name>/", coverage.part, name="coverage-part"),
    path("search/", search.search, name="search"),
    path("compare/", compare.of_texts, name="compare"),
    re_path(rf"^instruments/{TEXT}/$", instruments.newest, name="instrument"),
    re_path(rf"^instruments/{TEXT}:{DAY}/$", instruments.on_day, name="instrument-day"),
    re_path(rf"^instruments/{TEXT}/on/$", instruments.to_day, name="instrument-on"),
    re_path(rf"^instruments/{TEXT}/compare/$", compare.to_versions, name="compare-to"),
    re_path(rf"^instruments/{TEXT}/compare/(?P<old>[^/@]+?)\.\.(?P<new>[^/@]+)/$", compare.of_versions, name="compare-versions"),
    path("instruments/<str:instrument>@<str:version>/", instruments.exact, name="version"),
    path("instruments/<str:instrument>@<str:version>/<str:key>/", instruments.clause, name="clause"),
    re_path(rf"^{KIND}/$", lists.listing, name="listing"),
    re_path(rf"^{KIND}/{SLUG}/$", records.detail, name="record"),
]
