"""Addresses of the interface for machines."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.api.service import service

urlpatterns = [path("v1/", service.urls)]
