"""The file that says whom to tell of a hole."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone


def test_it_says_whom_to_tell_and_until_when(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ["mailto:security@answers.example", "https://answers.example/holes"]
    page = client.get("/.well-known/security.txt")
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    lines = page.content.decode().splitlines()
    assert lines[:2] == ["Contact: mailto:security@answers.example", "Contact: https://answers.example/holes"]
    expires = re.fullmatch(r"Expires: (\d{4}-\d\d-\d\d)T00:00:00Z", lines[2])
    assert expires
    ahead = dt.date.fromisoformat(expires[1]) - timezone.now().date()
    assert dt.timedelta(days=90) < ahead < dt.timedelta(days=366)
    assert "Canonical: http://testserver/.well-known/security.txt" in lines
    settings.SECURITY_EXPIRES = dt.date(2027, 1, 31)
    assert b"Expires: 2027-01-31T00:00:00Z" in client.get("/.well-known/security.txt").content


def test_where_nobody_is_named_that_is_said(client: Client) -> None:
    page = client.get("/.well-known/security.txt")
    assert page.status_code == 404
    assert "KB_SECURITY_CONTACT" in page.content.decode()
