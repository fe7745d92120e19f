"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.cases import worklist

app_name = "desk"

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("suche/", worklist.search, name="search"),
    path("neues/", worklist.news, name="worklist_news"),
]
