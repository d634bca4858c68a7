"""Addresses of the overviews, of what is taken away, of feeds, and of the pages about the site."""

from django.urls import path, re_path

from kb.pages import cite, compare_teachers, matrix, model_page, teachers, timeline

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
    re_path(r"^models/(?P<slug>[A-Za-z0-9][A-Za-z0-9.\-]*)/$", model_page.model, name="model"),
]
