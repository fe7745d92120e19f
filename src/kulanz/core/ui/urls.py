"""Brand, language, theme, and (while developing) the style guide."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from kulanz.core.ui import styleguide, views

app_name = "ui"
urlpatterns = [
    path("brand.css", views.brand_css, name="brand_css"),
    path("logo", views.brand_logo, name="brand_logo"),
    path("language", views.set_language, name="language"),
    path("theme", views.set_theme, name="theme"),
]
if settings.DEBUG:
    urlpatterns += [
        path("styleguide/", styleguide.page, name="styleguide"),
        path("styleguide/<slug:name>", styleguide.page, name="styleguide_page"),
    ]
