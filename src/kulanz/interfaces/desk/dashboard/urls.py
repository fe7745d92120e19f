"""Addresses of the dashboard."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.dashboard import page

urlpatterns = [
    path("", page.dashboard, name="dashboard"),
    path("fotos/", page.waiting_for_photos, name="waiting_for_photos"),
]
