"""What the administration's pages are about: one thing of each kind in a tenant."""

from __future__ import annotations

from datetime import datetime, timedelta

from kulanz.cases.models import AssignmentRule
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.tokens import issue_token
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.masterdata.catalog.models import (
    Article,
    CostKind,
    ExchangeRate,
    Executor,
    FailureCode,
    FreightUnit,
    ProductGroup,
    Rate,
    WeightClass,
)
from kulanz.masterdata.parties.models import Address, ClerkRequest, ContactPoint, Team
from kulanz.stages.contact.models import Mailbox, RawMail, RawMailOutcome, TextModule
from kulanz.stages.execution.models import Exchanged, ExchangedFile
from kulanz.stages.solution.models import Reason, Remedy
from tests.cases.people import People
from tests.permissions.options import option_things
from tests.permissions.partners import partner_file_of, partner_of
from tests.permissions.skills import skill_things


def office_things(people: People, at: datetime) -> dict[str, object]:
    """The parameters of the administration's addresses, each naming something that is there."""
    tenant = people.tenant
    team = Team.objects.create(tenant=tenant, name="Sitzmöbel")
    request = ClerkRequest.objects.create(
        tenant=tenant,
        organisation=people.blatt,
        name="Bodo Bach",
        email="bodo@blatt.test",
        requested_by="Blatt",
        requested_at=at,
    )
    _secret, key = issue_token(
        tenant_id=tenant.pk,
        purpose=TokenPurpose.API,
        at=at,
        lifetime=None,
        membership_id=people.britta.membership_id,
    )
    mailbox = Mailbox.objects.create(tenant=tenant, name="Service", address="service@haus.test")
    mail = RawMail.objects.create(
        tenant=tenant,
        storage_key="",
        sha256="0" * 64,
        size=3,
        received_at=at,
        outcome=RawMailOutcome.QUARANTINED,
    )
    transmission = Transmission.objects.order_by("pk")[0]
    transmission.state = TransmissionState.STUCK
    transmission.save(update_fields=["state"])
    address = Address.objects.create(tenant=tenant, party=people.karla, street="Deich 3", city="Hamburg")
    text = TextModule.objects.create(tenant=tenant, name="Dank", body_de="Danke.")
    rule = AssignmentRule.objects.create(tenant=tenant, team=team, postcode_prefix="20")
    group = ProductGroup.objects.create(tenant=tenant, code="STUHL", name="Stühle")
    code = FailureCode.objects.create(tenant=tenant, product_group=group, code="F1", name="sinkt ab")
    executor = Executor.objects.create(tenant=tenant, kind="factory", name="Werkskundendienst")
    remedy = Remedy.objects.create(tenant=tenant, code="repair", name="Reparatur", nature="repair")
    reason = Reason.objects.create(tenant=tenant, purpose="rejection", name="Verschleiß")
    exchanged = ExchangedFile.objects.create(
        tenant=tenant, direction="in", name="1.xml", sha256="0" * 64, outcome=Exchanged.REJECTED, at=at
    )
    kind = CostKind.objects.create(tenant=tenant, code="packing", name="Verpackung", scope="once")
    day = at.date() + timedelta(days=30)
    rate = Rate.objects.create(
        tenant=tenant, cost_kind=kind, valid_from=day, amount=4, currency="EUR", created_at=at
    )
    exchange = ExchangeRate.objects.create(
        tenant=tenant, currency="CHF", valid_from=day, rate=1, created_at=at
    )
    return {
        "cost_kind_id": kind.pk,
        "rate_id": rate.pk,
        "exchange_rate_id": exchange.pk,
        "freight_unit_id": FreightUnit.objects.create(tenant=tenant, code="KISTE", name="Kiste").pk,
        "weight_class_id": WeightClass.objects.create(tenant=tenant, up_to_kg=7).pk,
        "article_id": Article.objects.create(tenant=tenant, number="4711", name="Drehstuhl").pk,
        "list_name": "saetze",
        "partner_id": partner_of(people, at).pk,
        "partner_file_id": partner_file_of(people, at),
        "exchanged_id": exchanged.pk,
        "team_id": team.pk,
        "request_id": request.pk,
        "key_id": AccessToken.objects.get(pk=key.pk).pk,
        "mailbox_id": mailbox.pk,
        "mail_id": mail.pk,
        "transmission_id": transmission.pk,
        "address_id": address.pk,
        "contact_id": ContactPoint.objects.filter(party=people.karla)[0].pk,
        "party_id": people.karla.pk,
        "membership_id": people.britta.membership_id,
        "text_id": text.pk,
        "rule_id": rule.pk,
        "group_id": group.pk,
        "failure_code_id": code.pk,
        "executor_id": executor.pk,
        "remedy_id": remedy.pk,
        "reason_id": reason.pk,
        "name": "allgemein",
        "kind": "staff",
        "letter": "free",
        "language": "de",
        **skill_things(people, at),
        **option_things(people, at),
    }
