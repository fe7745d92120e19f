"""All parts on one page, for those who build screens; only while developing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest) -> HttpResponse:
    """The style guide."""
    return render(request, "ui/styleguide.html", {})
