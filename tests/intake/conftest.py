"""A tenant with a mailbox, people in every part, and a way to take mails in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kulanz.cases.commands.recording import NewCase, record_case
from kulanz.cases.models import Case, Message, Participant, ParticipantRole
from kulanz.core.access.actor import ActorKind, Role, Scope, system_actor
from kulanz.core.access.models import TokenPurpose, User
from kulanz.core.access.tokens import issue_token
from kulanz.core.mail.addresses import reply_address
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.masterdata.parties.models import (
    ContactKind,
    ContactPoint,
    Membership,
    Party,
    PartyRole,
    PartyRoleKind,
)
from kulanz.stages.contact.commands.incoming import process_raw_mail, store_raw_mail
from kulanz.stages.contact.models import Mailbox, OutgoingMail, RawMail
from tests.intake.mails import AT, SERVICE


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SECRETS_FOLDER = tmp_path / "secrets"
    return tmp_path


@pytest.fixture
def mailbox(tenant: Any) -> Mailbox:
    return Mailbox.objects.create(tenant=tenant, name="Service", address=SERVICE, is_default=True)


@pytest.fixture
def take(tenant: Any, mailbox: Mailbox) -> Callable[..., RawMail]:
    """Stores and processes one mail; answers its row as it is afterwards."""

    def take_in(raw: bytes, box: Mailbox | None = mailbox) -> RawMail:
        row = store_raw_mail(tenant_id=tenant.pk, raw=raw, at=AT, mailbox_id=box.pk if box else None)
        process_raw_mail(tenant_id=tenant.pk, raw_mail_id=row.pk, at=AT)
        return RawMail.objects.get(pk=row.pk)

    return take_in


def make_party(tenant: Any, name: str, email: str, role: PartyRoleKind, kind: str = "person") -> Party:
    party = Party.objects.create(tenant=tenant, kind=kind, name=name, created_at=AT)
    PartyRole.objects.create(tenant=tenant, party=party, role=role)
    ContactPoint.objects.create(
        tenant=tenant, party=party, kind=ContactKind.EMAIL, value=email, normalized=email, is_main=True
    )
    return party


def make_membership(tenant: Any, kind: ActorKind, name: str, email: str, **more: Any) -> Membership:
    user = User.objects.create_user(email=email, password=None, name=name)
    return Membership.objects.create(
        tenant=tenant, user=user, kind=kind.value, name=name, created_at=AT, **more
    )


@dataclass
class House:
    """One case with everybody who takes part, and some who do not."""

    tenant: Any
    case: Case
    customer: Party
    dealer: Party
    technician: Party
    supplier: Party
    agent: Membership
    clerk: Membership
    narrow_clerk: Membership

    def token(self, **whose: Any) -> str:
        """A reply address for somebody on the case."""
        given: dict[str, Any] = {"case_id": self.case.pk, **whose}
        secret, _row = issue_token(
            tenant_id=self.tenant.pk, purpose=TokenPurpose.REPLY, at=AT, lifetime=None, **given
        )
        return reply_address(SERVICE, secret)

    def sent(
        self, recipient: str = "erika@kunde.example", mail_id: str = "ours1@nordlicht.test"
    ) -> OutgoingMail:
        """A mail of ours on the case."""
        return OutgoingMail.objects.create(
            tenant=self.tenant,
            key=f"k:{mail_id}",
            case=self.case,
            kind="answer",
            recipient=recipient,
            party_id=self.customer.pk,
            subject="Ihre Anfrage",
            mail_id=mail_id,
            storage_key="",
            state="sent",
            created_at=AT,
        )


@pytest.fixture
def house(tenant: Any, mailbox: Mailbox) -> House:
    customer = make_party(tenant, "Erika Beispiel", "erika@kunde.example", PartyRoleKind.CUSTOMER)
    dealer = make_party(tenant, "Möbelhaus Süd", "post@sued.example", PartyRoleKind.DEALER, "organisation")
    technician = make_party(tenant, "Theo Schraube", "theo@technik.example", PartyRoleKind.SERVICE_PARTNER)
    supplier = make_party(tenant, "Rollenwerk", "qs@rollen.example", PartyRoleKind.SUPPLIER, "organisation")
    agent = make_membership(
        tenant, ActorKind.STAFF, "Anna Amt", "anna@nordlicht.example", roles=[Role.AGENT.value]
    )
    clerk = make_membership(
        tenant, ActorKind.DEALER, "Carla Clerk", "carla@sued.example", organisation=dealer
    )
    narrow = make_membership(
        tenant, ActorKind.DEALER, "Nora Neu", "nora@sued.example", organisation=dealer, scope=Scope.OWN.value
    )
    case = record_case(
        actor=system_actor(tenant.pk),
        case=NewCase(title="Stuhl defekt", customer_id=customer.pk, dealer_id=dealer.pk),
        at=AT,
    )
    for party, role in ((technician, ParticipantRole.TECHNICIAN), (supplier, ParticipantRole.SUPPLIER)):
        Participant.objects.create(tenant=tenant, case=case, party=party, role=role, added_at=AT)
    return House(tenant, case, customer, dealer, technician, supplier, agent, clerk, narrow)


@pytest.fixture
def unchanged(tenant: Any) -> Callable[[Case], dict[str, Any]]:
    """Everything of a case that a refused mail must leave as it is."""

    def snapshot(case: Case) -> dict[str, Any]:
        row = Case.objects.filter(pk=case.pk).values().get()
        return {
            **row,
            "messages": list(Message.objects.filter(case=case).values()),
            "files": list(case.files.values()),
            "protocol": ProtocolEntry.objects.filter(stream=case.stream).count(),
        }

    return snapshot
