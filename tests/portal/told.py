"""What a dealer reads on the case of what went to his customer."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case


def page(client: Client, case: Case, query: str = "") -> str:
    answer = client.get(reverse("portal:case", args=[case.number]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def section(client: Client, case: Case, query: str = "") -> str:
    """The part of the page, or '' where there is none."""
    _before, found, rest = page(client, case, query).partition('id="went-out"')
    return rest.partition("</section>")[0].partition('action="')[0] if found else ""
