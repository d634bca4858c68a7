"""Addresses of an account."""

from django.contrib.auth import views
from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

from kb.pages import account

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="tokens"), name="account"),
    path("login/", account.SignIn.as_view(), name="login"),
    path("logout/", views.LogoutView.as_view(), name="logout"),
    path(
        "password/",
        views.PasswordChangeView.as_view(template_name="account/password.html", success_url=reverse_lazy("tokens")),
        name="password",
    ),
    path("tokens/", account.token_list, name="tokens"),
    path("tokens/<slug:prefix>/revoke/", account.revoke, name="token-revoke"),
]
