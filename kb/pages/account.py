"""An account: signing in, and the tokens that its programs use. Accounts are made by whoever runs the site; nobody signs up."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import views
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kb.models import ApiToken
from kb.models.tokens import SCOPES
from kb.services import allowances, callers, tokens

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SIGN_INS = allowances.Policy("sign-ins", 10, 15 * 60)  # failed ones, from one address
LASTING = {30: "30 days", 90: "90 days", 365: "A year"}


class SignIn(views.LoginView):
    """The form; after too many failures from one address, a while without it."""

    template_name = "account/login.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign in. Each try counts, and one that succeeds is given back."""
        who = f"address {callers.address(request.META)}"
        try:
            allowances.take(who, SIGN_INS)
        except allowances.SpentError as spent:
            waiting = render(request, "account/wait.html", {"minutes": -(-spent.left.seconds // 60)}, status=429)
            waiting.headers["Retry-After"] = str(spent.left.seconds)
            return waiting
        response = super().post(request, *args, **kwargs)
        if request.user.is_authenticated:
            allowances.give_back(who, SIGN_INS)
        return response


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and how long."""

    name = forms.CharField(
        label="What is it for?", max_length=100, help_text="Where it is used, such as “nightly check of the build”.",
        error_messages={"required": "Say where the token is used."},
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label="What may it do?", choices=[(s.name, s.words) for s in SCOPES.values()], widget=forms.CheckboxSelectMultiple,
        help_text="As little as will do.", error_messages={"required": "Choose at least one."},
    )  # fmt: skip
    days = forms.TypedChoiceField(label="How long is it good?", choices=list(LASTING.items()), coerce=int, initial=90)


@never_cache
@login_required
def token_list(request: HttpRequest) -> HttpResponse:
    """The tokens of the account and a form for another; by POST also the new one, shown this once."""
    form, text = TokenForm(request.POST if request.method == "POST" else None), ""
    if form.is_valid():
        ends = timezone.now() + dt.timedelta(days=form.cleaned_data["days"])
        _, text = tokens.make(cast("User", request.user), form.cleaned_data["name"], form.cleaned_data["scopes"], ends)
        form = TokenForm()
    now = timezone.now()
    found = [(token, token.state(now)) for token in ApiToken.objects.of(request.user)]
    context = {"form": form, "tokens": found, "text": text, "scopes": SCOPES.values()}
    return render(request, "account/tokens.html", context, status=400 if form.errors else 200)


@require_POST
@login_required
def revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """Revoke one of the account's own."""
    token = get_object_or_404(ApiToken.objects.of(request.user), prefix=prefix)
    tokens.revoke(token)
    messages.success(request, f"The token {token.prefix}… ({token.name}) is revoked.")
    return redirect("tokens")
