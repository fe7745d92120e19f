"""What a dealer is told once his case is filed: its number, and what of his wishes was not taken."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages as notices
from django.utils.translation import gettext as _

from kulanz.cases.models import Case
from kulanz.cases.rules import CarriedOutBy
from kulanz.cases.rules_of_execution import Why
from kulanz.core.access.http import KulanzRequest
from kulanz.interfaces.portal.forms import FilingForm
from kulanz.workflows.execution import WHY_WORDS


def tell_filed(request: KulanzRequest, case: Case, form: FilingForm, repeated: Sequence[Case]) -> None:
    """`repeated`: the house's other cases under the same sign."""
    said = form.cleaned_data
    notices.success(
        request, _("Ihr Vorgang ist gemeldet und hat die Nummer %(number)s.") % {"number": case.number}
    )
    if said.get("carried_out_by") == CarriedOutBy.DEALER and case.carried_out_by != CarriedOutBy.DEALER:
        notices.warning(request, str(WHY_WORDS[Why.NOT_CERTIFIED]))
    technician = said.get("technician")
    if technician is not None and case.wished_technician_id is None:
        notices.info(
            request,
            _(
                "%(name)s ist nicht als Techniker eingetragen, "
                "denn Ihr eigener Kundendienst führt diesen Vorgang nicht aus."
            )
            % {"name": technician.name},
        )
    if repeated:
        notices.info(
            request,
            _("Unter Ihrem Zeichen gibt es auch %(numbers)s.")
            % {"numbers": ", ".join(other.number for other in repeated)},
        )
