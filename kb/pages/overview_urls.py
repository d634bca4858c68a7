"""Addresses of the overviews, of what is taken away, of feeds, and of the pages about the site."""

from django.urls import path, re_path

from kb.pages import (
    about,
    cite,
    client,
    compare_teachers,
    feeds,
    list_csv,
    markdown_file,
    markdown_page,
    markdown_texts,
    matrix,
    model_page,
    patterns,
    security,
    sitemap,
    teachers,
    timeline,
)
from kb.pages.records import TAILORED
from kb.rules.shapes import KINDS

SLUG = r"(?P<slug>[A-Za-z0-9][A-Za-z0-9.\-]*)"
KIND = "(?P<kind>[a-z]+)"
TEXT = r"(?P<instrument>[A-Za-z0-9][A-Za-z0-9.\-]*)"
FORM = "(?P<form>atom|json)"

urlpatterns = [
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix.csv", matrix.as_csv, name="matrix-csv"),
    path("teachers/", teachers.teachers, name="teachers"),
    path("teachers.csv", teachers.as_csv, name="teachers-csv"),
    path("teachers/compare/", compare_teachers.compare, name="compare-teachers"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("timeline.csv", timeline.as_csv, name="timeline-csv"),
    path("cite/", cite.cite, name="cite"),
    path("cite.bib", cite.as_bibtex, name="cite-bibtex"),
    path("cite.json", cite.as_csl, name="cite-csl"),
    path("client/canidistill.pyz", client.zipapp, name="client-file"),
    path("client/manifest.json", client.manifest, name="client-manifest"),
    path("about/", about.about, {"name": "about"}, name="about"),
    path("about/method/", about.about, {"name": "method"}, name="method"),
    path("about/terms/", about.about, {"name": "terms"}, name="terms"),
    path("about/privacy/", about.about, {"name": "privacy"}, name="privacy"),
    path("about/licenses/", about.about, {"name": "license"}, name="license"),
    path("about/accessibility/", about.about, {"name": "accessibility"}, name="accessibility"),
    path("patterns/", patterns.patterns, name="patterns"),
    path("feeds/", feeds.page, name="feeds"),
    re_path(rf"^feeds/all\.{FORM}$", feeds.feed, name="feed"),
    re_path(rf"^feeds/{KIND}\.{FORM}$", feeds.feed, name="feed-kind"),
    re_path(rf"^feeds/{KIND}/{SLUG}\.{FORM}$", feeds.feed, name="feed-record"),
    path("sitemap.xml", sitemap.index, name="sitemap"),
    path("sitemaps/<slug:name>.xml", sitemap.part, name="sitemap-part"),
    path(".well-known/security.txt", security.contact, name="security"),
    path("robots.txt", sitemap.robots, name="robots"),
    re_path(rf"^models/{SLUG}/$", model_page.model, name="model"),
    re_path(rf"^{KIND}\.csv$", list_csv.listing, name="listing-csv"),
    re_path(rf"^instruments/{TEXT}/compare/(?P<old>[^/@]+?)\.\.(?P<new>[^/@]+)\.md$", markdown_texts.changes, name="compare-markdown"),
    path("instruments/<str:instrument>@<str:version>.md", markdown_texts.version, name="version-markdown"),
    path("instruments/<str:instrument>@<str:version>/<str:key>.md", markdown_texts.clause, name="clause-markdown"),
    re_path(rf"^(?P<kind>{'|'.join(TAILORED)})/{SLUG}\.md$", markdown_page.record, name="record-markdown"),
    re_path(rf"^(?P<kind>{'|'.join(KINDS)})/{SLUG}\.md$", markdown_file.record, name="record-markdown"),
]
