"""Opening and filling in the desk's pages of skills."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.test import Client

from kulanz.core import clock
from kulanz.masterdata.parties.commands.certifying import issue_certificate
from kulanz.masterdata.parties.models import Certificate, Party, WorkKind
from tests.cases.people import AT
from tests.certificates.conftest import Crew

HERE: Final = "/desk/stammdaten/"


def page(client: Client, path: str, status: int = 200) -> str:
    with clock.frozen(AT):
        answer = client.get(HERE + path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def sent(client: Client, path: str, data: dict[str, Any], status: int = 302) -> str:
    with clock.frozen(AT):
        answer = client.post(HERE + path, data)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def certify(crew: Crew, holder: Party, work: WorkKind | None, until: date) -> Certificate:
    return issue_certificate(
        actor=crew.people.lena,
        holder_id=holder.pk,
        work_kind_id=work.pk if work else None,
        issued_on=date(2025, 1, 1),
        valid_until=until,
        at=AT,
    )
