"""A round in which Blatt decides, its brand and the office's contacts: what those pages are about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kulanz.core.access.models import TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.commands.brands import BrandFields, save_brand, set_brand_logo
from kulanz.masterdata.parties.models import OfficeContact, OptionDecision, OptionRound
from kulanz.stages.contact.faces import face_of_dealer
from tests.cases.people import People
from tests.contracts.houses import picture


def option_things(people: People, at: datetime) -> dict[str, object]:
    """The parameters of the pages about make or buy; `option_link` opens Blatt's decision."""
    tenant = people.tenant
    day = at.date()
    option_round = OptionRound.objects.create(
        tenant=tenant,
        title="Wer fährt?",
        text="Ziele.",
        deadline=day + timedelta(days=30),
        takes_effect_on=day + timedelta(days=60),
        announced_at=at,
        created_at=at,
        created_by_name="Lena Luchs",
    )
    decision = OptionDecision.objects.create(
        tenant=tenant, round=option_round, dealer=people.blatt, sent_at=at
    )
    secret, _token = issue_token(
        tenant_id=tenant.pk,
        purpose=TokenPurpose.SERVICE_OPTION,
        at=at,
        lifetime=timedelta(days=60),
        party_id=people.blatt.pk,
        object_id=decision.pk,
    )
    house: dict[str, Any] = {"actor": people.otto, "organisation_id": people.blatt.pk, "at": at}
    brand = save_brand(fields=BrandFields(brand_color="#8a1020"), **house)
    set_brand_logo(content=picture(), **house)
    contact = OfficeContact.objects.create(tenant=tenant, area="System", person="Nele", phone="1")
    return {
        "dealer_id": people.blatt.pk,
        "round_id": option_round.pk,
        "answer_id": decision.pk,
        "office_contact_id": contact.pk,
        "option_link": secret,
        "brand_id": brand.pk,
        "version": face_of_dealer(people.blatt, Tenant.objects.get(pk=tenant.pk)).version,
    }
