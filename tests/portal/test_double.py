"""The same form sent twice at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from kulanz.cases.commands.recording import NewCase
from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.context import tenant_context
from kulanz.masterdata.parties.models import Party
from kulanz.workflows.filing import Filing, FilingCustomer, file_case
from tests.cases.people import AT, make_people
from tests.conftest import make_tenant


def test_two_at_once_give_one_case(committed_db: str) -> None:
    tenant = make_tenant()
    with tenant_context(tenant.pk):
        britta = make_people(tenant).britta
        parties = Party.objects.count()
    together = Barrier(4)

    def send(actor: Actor) -> int:
        try:
            together.wait(10)
            with tenant_context(tenant.pk):
                return file_case(
                    actor=actor,
                    filing=Filing(case=NewCase(title="Einmal"), customer=FilingCustomer(name="Karl Neu")),
                    submission="eine-sendung",
                    at=AT,
                ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        cases = set(pool.map(send, [britta] * 4))
    with tenant_context(tenant.pk):
        assert cases == {Case.objects.get().pk}
        assert Party.objects.count() == parties + 1
