"""Several processes at the same mails at once: real commits, real locks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from kulanz.cases.models import Case, CaseFile
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.incoming import process_raw_mail, process_waiting, store_raw_mail
from kulanz.stages.contact.models import Mailbox, RawMail
from tests.conftest import make_tenant
from tests.intake.mails import AT, PNG, SERVICE, mail

WORKERS = 4


@pytest.fixture
def committed(committed_db: str) -> tuple[Any, list[int]]:
    """A tenant with two mailboxes, committed."""
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        boxes = [
            Mailbox.objects.create(tenant=tenant, name=name, address=address).pk
            for name, address in (("Service", SERVICE), ("Info", "info@nordlicht.example"))
        ]
    return tenant, boxes


def at_once(work: Callable[[int], object]) -> None:
    def in_thread(number: int) -> None:
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(in_thread, range(WORKERS)))


def test_sweeping_at_once_takes_each_mail_in_once(committed: tuple[Any, list[int]]) -> None:
    tenant, boxes = committed
    for number in range(8):
        store_raw_mail(
            tenant_id=tenant.pk, raw=mail(f"kunde{number}@kunde.example"), at=AT, mailbox_id=boxes[0]
        )
    at_once(lambda _number: process_waiting(tenant_id=tenant.pk, at=AT))
    with tenant_context(tenant.pk):
        assert (Case.objects.count(), Party.objects.count()) == (8, 8)
        assert set(RawMail.objects.values_list("outcome", "attempts")) == {("new_case", 0)}


def test_copies_at_once_are_one_case(committed: tuple[Any, list[int]]) -> None:
    tenant, boxes = committed
    raw = mail(files=[("foto.png", "image/png", PNG)])

    def deliver(number: int) -> None:
        copy = b"Received: by way %d\r\n" % number + raw
        row = store_raw_mail(tenant_id=tenant.pk, raw=copy, at=AT, mailbox_id=boxes[number % 2])
        process_raw_mail(tenant_id=tenant.pk, raw_mail_id=row.pk, at=AT)

    at_once(deliver)
    with tenant_context(tenant.pk):
        assert (Case.objects.count(), CaseFile.objects.count()) == (1, 1)
        outcomes = sorted(RawMail.objects.values_list("outcome", flat=True))
        assert outcomes == ["duplicate"] * (WORKERS - 1) + ["new_case"]
        assert len(set(RawMail.objects.values_list("case_id", flat=True))) == 1


def test_two_first_mails_of_a_newcomer_make_one_customer(committed: tuple[Any, list[int]]) -> None:
    tenant, boxes = committed

    def deliver(number: int) -> None:
        raw = mail("neu@kunde.example", subject=f"Anliegen {number}")
        row = store_raw_mail(tenant_id=tenant.pk, raw=raw, at=AT, mailbox_id=boxes[0])
        process_raw_mail(tenant_id=tenant.pk, raw_mail_id=row.pk, at=AT)

    at_once(deliver)
    with tenant_context(tenant.pk):
        assert (Case.objects.count(), Party.objects.count()) == (WORKERS, 1)
