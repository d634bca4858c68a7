"""Every address of the site begins in one of these rooms."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", include("kb.api.urls")),
    path("", include("kb.pages.overview_urls")),
    path("", include("kb.pages.urls")),
]
