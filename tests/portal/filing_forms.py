"""What a browser sends when a dealer files a case."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from kulanz.cases.models import Case

TOKEN = "abcdefghijklmnopqrstuv"


def form(**changes: Any) -> dict[str, Any]:
    """A complete report of a complaint; `changes` replace fields, None leaves one out."""
    fields: dict[str, Any] = {
        "kind": "complaint",
        "title": "Armlehne gebrochen",
        "description": "Beim Hinsetzen abgebrochen, links.",
        "safety": "yes",
        "severity": "hinders_operation",
        "p0-item": "Drehstuhl Fjord",
        "p0-serial_number": "FJ-4711",
        "p0-quantity": "2",
        "customer_name": "Karla Kunde",
        "customer_email": "karla.neu@kundin.test",
        "customer_phone": "040 123456",
        "street": "Deichstr. 3",
        "postcode": "20459",
        "city": "Hamburg",
        "carried_out_by": "factory",
        "dealer_part": "intermediary",
        "dealer_reference": "AB-77",
        **changes,
    }
    return {name: value for name, value in fields.items() if value is not None}


def file(client: Client, token: str = TOKEN, **changes: Any) -> Case:
    """File through the page and answer the case."""
    answer = client.post(reverse("portal:filing", args=[token]), form(**changes))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Case.objects.get(number=answer["Location"].rstrip("/").rsplit("/", 1)[-1])
