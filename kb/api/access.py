"""Who asks, what they may do, and how much: bearer tokens, scopes, and allowances said in headers.

Without a token the client's address stands for its user. What needs no token is said by the setting OPEN_SCOPES.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.views import APIView

from kb.api.problems import Problem
from kb.models import ApiToken
from kb.services import allowances, callers, tokens
from kb.services.allowances import Left, Policy

WINDOWS = {"requests": 60, "questions": 3600}  # seconds
REALM = 'Bearer realm="canidistill"'


class BearerTokens(BaseAuthentication):
    """`Authorization: Bearer …`: the owner and the token. No cookie is looked at, so nothing can be forged through a browser."""

    def authenticate(self, request: Request) -> tuple[object, ApiToken] | None:
        """Nothing where there is no such header. Raises `Problem` for a token that is not good; guesses count as requests."""
        header = request.META.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        try:
            token = tokens.recognize(_text(header))
        except tokens.TokenError as error:
            take(caller(request, None), policy("requests", known=False))
            raise Problem("token-refused", str(error), {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}) from None
        return token.owner, token


def _text(header: str) -> str:
    scheme, _, text = header.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise tokens.TokenError("The header Authorization has not the form: Bearer TOKEN.")
    return text.strip()


def demand(token: ApiToken | None, scope: str) -> None:
    """Raise `Problem` where a scope is wanting."""
    if token is None and scope not in settings.OPEN_SCOPES:
        said = f"This needs a token with the scope {scope}. Send it as Authorization: Bearer TOKEN."
        raise Problem("token-needed", said, {"WWW-Authenticate": f'{REALM}, scope="{scope}"'}, scope=scope)
    if token is not None and scope not in token.scopes:
        said = f"The token {token.prefix}… has the scopes {', '.join(token.scopes)}. This needs {scope}."
        raise Problem("scope-missing", said, {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}, scope=scope)


def caller(request: Request, token: ApiToken | None) -> str:
    """Whose allowance is used: the token's, else the address's."""
    return f"token {token.pk}" if token else f"address {callers.address(request.META)}"


def policy(name: str, *, known: bool) -> Policy:
    """The allowance of requests or questions, with a token or without."""
    return Policy(name, settings.ALLOWANCES["token" if known else "anonymous"][name], WINDOWS[name])


def take(who: str, allowed: Policy, count: int = 1) -> Left:
    """Take from an allowance. Raises `Problem` where it does not suffice."""
    try:
        return allowances.take(who, allowed, count)
    except allowances.SpentError as spent:
        left = spent.left
        asked = f"{allowed.quota:,} {allowed.name} are allowed in {allowed.window // 60} minutes"
        said = f"{asked}, {left.count:,} are left, and this takes {count:,}. The allowance is whole again in {left.seconds} seconds."
        headers = {"Retry-After": str(left.seconds), **said_in_headers([left])}
        raise Problem("limit-reached", said, headers, **{"violated-policies": [allowed.name]}) from None


def said_in_headers(all_left: Iterable[Left]) -> dict[str, str]:
    """What is left as headers, in the form of draft-ietf-httpapi-ratelimit-headers-11."""
    found = list(all_left)
    if not found:
        return {}
    return {
        "RateLimit-Policy": ", ".join(_policy(x.policy) for x in found),
        "RateLimit": ", ".join(f'"{x.policy.name}";r={x.count};t={x.seconds}' for x in found),
    }


@lru_cache(maxsize=16)
def _policy(said: Policy) -> str:
    unit = "" if said.name == "requests" else f';qu="{said.name}"'
    return f'"{said.name}";q={said.quota};w={said.window}{unit}'


class Guarded(APIView):
    """A view that looks at tokens, and counts what is asked of it. Subclasses say which scope they are in."""

    authentication_classes = (BearerTokens,)
    permission_classes = ()

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Nothing was taken from an allowance yet."""
        super().setup(request, *args, **kwargs)
        self.caller = ""
        self.left: dict[str, Left] = {}

    def token(self) -> ApiToken | None:
        """The token that came with the request."""
        return cast("ApiToken | None", self.request.auth)

    def scope(self, _method: str) -> str:
        """What a token must be good for; one of SCOPES."""
        return "read"

    def demand(self, scope: str) -> None:
        """Raise `Problem` where the caller may not do that."""
        demand(self.token(), scope)

    def charge(self, name: str, count: int = 1) -> None:
        """Take requests or questions from the caller's allowance. Raises `Problem` where it does not suffice."""
        token = self.token()
        self.caller = self.caller or caller(self.request, token)
        self.left[name] = take(self.caller, policy(name, known=token is not None), count)

    def check_permissions(self, request: Request) -> None:
        """May the caller do this? What methods there are is told to everybody."""
        if request.method != "OPTIONS":
            self.demand(self.scope(str(request.method)))

    def check_throttles(self, _request: Request) -> None:
        """Every request counts."""
        self.charge("requests")

    def finalize_response(self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The answer with what is left of the allowances."""
        answer: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        for name, value in said_in_headers(self.left.values()).items():
            answer.headers.setdefault(name, value)
        return answer
