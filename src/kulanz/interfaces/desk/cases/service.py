"""What the case page says about make or buy: who writes, who carries out, who pays, what was agreed."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.cases.queries.service_levels import agreed_until
from kulanz.cases.queries.writing import writer_kind
from kulanz.cases.rules_of_execution import Why
from kulanz.core import clock
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Writer
from kulanz.stages.execution.queries.visits import first_there
from kulanz.workflows.execution import INVOICE_WORDS, invoice_told, proposal_for

# said to the office about the dealer
WHY_AT_THE_DESK: Final[dict[Why, Promise]] = {
    Why.OPTION_B: _("Option B"),
    Why.DELEGATED: _("Garantiefälle sind nach Vertrag abgegeben"),
    Why.MEDIATED: _("bezahlte Reparaturen sind nach Vertrag vermittelt"),
    Why.NOT_CERTIFIED: _("sicherheitsrelevant, und das Haus ist nicht zertifiziert"),
    Why.OWN_SERVICE: _("Option A"),
}


def service_of_case(case: Case) -> dict[str, Any]:
    """For the side of the page; `writer` is None where there is no dealer and so no question."""
    if case.dealer_id is None:
        return {"writer": None, "agreed": []}
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    proposal = proposal_for(case, local_date(tenant, clock.now()))
    kind = writer_kind(case)
    return {
        "writer": kind,
        "writer_own": bool(case.writer),
        "passes_on": kind is Writer.DEALER,
        "in_dealers_name": kind is Writer.OFFICE_FOR_DEALER,
        "invoice_to": invoice_told(case, INVOICE_WORDS),
        "proposed_by": proposal[0].value if proposal else "",
        "proposed_why": WHY_AT_THE_DESK[proposal[1]] if proposal else "",
        "agreed": agreed_until(case, visited_at=first_there(case)),
    }
