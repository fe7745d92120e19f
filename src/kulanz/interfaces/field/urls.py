"""Addresses of the field app: what the device keeps, and what it asks and tells."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.field import api_day, api_sending, files, shell

app_name = "field"

urlpatterns = [
    path("", shell.page, name="home"),
    path("sw.js", shell.worker, name="worker"),
    path("app.webmanifest", shell.manifest, name="manifest"),
    path("worte/<slug:language>.json", shell.words, name="words"),
    path("api/day", api_day.day, name="day"),
    path("api/entries", api_sending.entries, name="entries"),
    path("api/photos", api_sending.photos, name="photos"),
    path("api/state", api_sending.state, name="state"),
    path("api/leave", api_sending.leave, name="leave"),
    path("datei/<int:file_id>/", files.file, name="file"),
]
