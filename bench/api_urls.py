"""The site, and two endpoints of the same framework: one does nothing, one writes a row."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.views import APIView

from kb.models import SavedVerdict
from kb.queries.knowledge import current_revision

REVISION = current_revision()


class Nothing(APIView):
    """Does nothing."""

    def get(self, _request: Request) -> HttpResponse:
        """An empty object."""
        return HttpResponse(b"{}", content_type="application/json")


class Row(APIView):
    """Reads a body and writes one row."""

    def post(self, request: Request) -> HttpResponse:
        """The key of the row."""
        asked = json.loads(request.body)
        row = SavedVerdict.objects.create(question=asked, answer="{}", revision_id=REVISION)
        return HttpResponse(f'{{"id":"{row.pk}"}}'.encode(), status=201, content_type="application/json")


urlpatterns = [path("bench/nothing/", Nothing.as_view()), path("bench/row/", Row.as_view()), path("", include("kb.conf.urls"))]
