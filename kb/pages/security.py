"""Whom to tell of a hole, as RFC 9116 has it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

AHEAD = 180  # days that what is said today holds, where no day is set
NOBODY = "Whoever runs this site has named no contact for security (KB_SECURITY_CONTACT).\n"


def contact(request: HttpRequest) -> HttpResponse:
    """The file; where nobody is named, that."""
    if not settings.SECURITY_CONTACT:
        return HttpResponse(NOBODY, status=404, content_type="text/plain; charset=utf-8")
    ends = settings.SECURITY_EXPIRES or timezone.now().date() + dt.timedelta(days=AHEAD)
    lines = [
        *(f"Contact: {address}" for address in settings.SECURITY_CONTACT),
        f"Expires: {ends.isoformat()}T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {request.build_absolute_uri(reverse('security'))}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
