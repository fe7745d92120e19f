"""How the desk's views get at a case: visible, or 404."""

from __future__ import annotations

from django.http import Http404

from kulanz.cases.models import Case
from kulanz.cases.queries.access import get_case
from kulanz.core.access.http import KulanzRequest


def case_or_404(request: KulanzRequest, number: str) -> Case:
    case = get_case(request.actor, number)
    if case is None:
        raise Http404
    return case
