"""Addresses below /konto/: the login library's under its own names, ours under `account:`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kulanz.interfaces.account import library_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kulanz.interfaces.account.own_urls")),
    *library_urls.urlpatterns,
]
