"""Tokens of the API made, recognized and revoked."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils import timezone

from kb.models import ApiToken

if TYPE_CHECKING:
    from django.contrib.auth.models import User

FORM = re.compile(r"(cid_[0-9a-f]{8})_[A-Za-z0-9_-]{43}\Z")  # a name that may be shown, and 32 random bytes that may not
NOTED = dt.timedelta(minutes=1)  # how exactly the last use is known


class TokenError(ValueError):
    """The token is not good; the words say why."""


def make(owner: User, name: str, scopes: Iterable[str], expires_at: dt.datetime) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can see again."""
    prefix = f"cid_{secrets.token_hex(4)}"
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    made = ApiToken.objects.create(
        owner=owner, name=name, prefix=prefix, digest=_digest(text), scopes=sorted(scopes), expires_at=expires_at,
    )  # fmt: skip
    return made, text


def recognize(text: str) -> ApiToken:
    """The token with that text, its use noted. Raises `TokenError` where it is none, expired or revoked, or its owner is shut out."""
    found = FORM.match(text)
    token = ApiToken.objects.select_related("owner").filter(prefix=found[1]).first() if found else None
    if token is None or not hmac.compare_digest(token.digest, _digest(text)):
        raise TokenError("No such token is known.")
    now = timezone.now()
    if (state := token.state(now)) != "active":
        raise TokenError(f"The token {token.prefix}… is {state}.")
    if not token.owner.is_active:
        raise TokenError(f"The account of the token {token.prefix}… is closed.")
    _note(token, now)
    return token


def revoke(token: ApiToken) -> None:
    """From now on it is good for nothing; it stays on the list."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def _note(token: ApiToken, now: dt.datetime) -> None:
    if token.last_used_at is None or now - token.last_used_at >= NOTED:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
