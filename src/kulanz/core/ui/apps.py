"""The look all interfaces share: templates, styles, scripts, menu, brand."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "kulanz.core.ui"
    label = "ui"
