"""Our own pages around signing in."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.account.views import start

app_name = "account"
urlpatterns = [
    path("start/", start.start, name="start"),
]
