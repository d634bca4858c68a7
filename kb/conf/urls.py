"""Every address of the site begins in one of these rooms."""

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path, re_path

from kb.api import guide, llms
from kb.pages import markdown_page

admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]  # editors sign in where everybody does

handler400, handler404, handler500 = (f"kb.api.refusals.{name}" for name in ("bad_request", "not_found", "server_error"))

urlpatterns = [
    path("admin/", admin.site.urls),
    re_path(r"^(?P<page>api/v1/docs(?:/[a-z-]+(?:/[A-Za-z]+)?)?)\.md$", markdown_page.page),
    path("api/v1/", include("kb.api.urls")),
    path("builders/", guide.builders, name="builders"),
    path("llms.txt", llms.text, name="llms"),
    path("account/", include("kb.pages.account_urls")),
    path("", include("kb.pages.overview_urls")),
    path("", include("kb.pages.urls")),
    path("<path:page>.md", markdown_page.page, name="page-markdown"),
]
