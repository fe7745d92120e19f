"""Addresses of the master data; included by the desk, whose namespace they share."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
