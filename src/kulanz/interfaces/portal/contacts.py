"""Whom to ask: the named contacts of the office."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.finding import READERS
from kulanz.masterdata.parties.models import OfficeContact


@gate(*READERS)
@require_GET
def contacts(request: KulanzRequest) -> HttpResponse:
    english = (get_language() or "de").startswith("en")
    rows = OfficeContact.objects.filter(tenant_id=request.tenant.pk)
    shown = [
        ((english and row.area_en) or row.area, (english and row.hours_en) or row.hours, row) for row in rows
    ]
    return render(request, "portal/help.html", {"contacts": shown, "menu_current": "help"})
