"""The client to take along: one file, and a manifest with its hash."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kb.rendering.client_file import NAME, client_file
from kb.rules.verdict import ENGINE

PYTHON = ">=3.11"


@require_safe
def zipapp(request: HttpRequest) -> HttpResponse:
    """The file."""
    made = client_file()
    headers = {"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "public, no-cache", "ETag": f'"{made.sha256}"'}
    whole = HttpResponse(made.data, content_type="application/zip", headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=whole) or whole


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What the file is."""
    made = client_file()
    address = request.build_absolute_uri(reverse("client-file"))
    told = {"name": NAME, "url": address, "sha256": made.sha256, "bytes": len(made.data), "engine": ENGINE, "python": PYTHON}
    return JsonResponse(told, headers={"Cache-Control": "public, no-cache"})
