"""Addresses of the API. Kinds of records come from their one declaration."""

from django.urls import URLPattern, URLResolver, path, re_path, register_converter

from kb.api import batches, check, clauses, coverage, downloads, facts, forms, jobs, records, revisions, root, status, verdicts
from kb.rules.shapes import SHAPES

CLAUSE, CLAUSES = clauses.ClauseDetail, clauses.ClauseList
register_converter(forms.Suffix, "form")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", root.Index.as_view(), name="api-index"),
    path("schema/", root.Description.as_view(), name="api-schema"),
    path("docs/", root.documentation, name="api-docs"),
    path("docs/types/", root.types, name="api-docs-types"),
    path("docs/types/<slug:name>/", root.type_named, name="api-docs-type"),
    path("docs/<slug:tag>/", root.operations, name="api-docs-tag"),
    path("verdicts/", verdicts.Verdicts.as_view(), name="api-verdicts"),
    path("verdicts/batch/", batches.Batches.as_view(), name="api-batch"),
    path("jobs/", jobs.Jobs.as_view(), name="api-jobs"),
    path("jobs/<str:job_id>/", jobs.JobDetail.as_view(), name="api-job"),
    path("jobs/<str:job_id>/results/", jobs.JobResults.as_view(), name="api-job-results"),
    path("check/", check.Check.as_view(), name="api-check"),
    path("runs/", check.Run.as_view(), name="api-runs"),
    path("verdicts/<str:verdict_id>/", verdicts.KeptVerdict.as_view(), name="api-verdict"),
    path("clauses/", CLAUSES.as_view(), name="api-clauses"),
    path("clauses.<form:form>", CLAUSES.as_view(forms=()), name="api-clauses-as"),
    path("clauses/<str:instrument>@<str:version>#<str:key>/", CLAUSE.as_view(schema=None), name="api-clause-cited"),
    path("clauses/<str:instrument>@<str:version>/<str:key>/", CLAUSE.as_view(), name="api-clause"),
    path("clauses/<str:instrument>@<str:version>/<str:key>.<form:form>", CLAUSE.as_view(forms=()), name="api-clause-as"),
    path("status/", status.StatusList.as_view(), name="api-status"),
    path("status/<str:slug>/", status.StatusDetail.as_view(), name="api-status-detail"),
    path("coverage/", coverage.CoverageDetail.as_view(), name="api-coverage"),
    path("revisions/", revisions.RevisionList.as_view(), name="api-revisions"),
    path("revisions/<str:revision>/", revisions.RevisionDetail.as_view(), name="api-revision"),
    path("revisions/<str:revision>/changes/", revisions.ChangeList.as_view(), name="api-changes"),
    path("revisions/<str:revision>/manifest/", downloads.Manifest.as_view(), name="api-manifest"),
    path("revisions/<str:revision>/records/<str:kind>.jsonl", downloads.JsonLines.as_view(), name="api-jsonl"),
    path("revisions/<str:revision>/records/<str:kind>.parquet", downloads.Parquet.as_view(), name="api-parquet"),
    path("facts/", facts.FactList.as_view(), name="api-facts"),
    path("facts/<str:name>/", facts.FactDetail.as_view(), name="api-fact"),
]
for kind in SHAPES:
    urlpatterns += [
        path(f"{kind}/", records.RecordList.as_view(kind=kind), name=f"api-{kind}"),
        path(f"{kind}.<form:form>", records.RecordList.as_view(kind=kind, forms=()), name=f"api-{kind}-as"),
        path(f"{kind}/<str:slug>/", records.RecordDetail.as_view(kind=kind), name=f"api-{kind}-detail"),
        path(f"{kind}/<str:slug>.<form:form>", records.RecordDetail.as_view(kind=kind, forms=()), name=f"api-{kind}-detail-as"),
    ]
urlpatterns.append(re_path("", root.Nowhere.as_view()))
