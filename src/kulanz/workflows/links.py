"""Links to a case's page: for people without an account, bound to one case and one address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kulanz.cases import events
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.permissions import Action, require
from kulanz.core.access.actor import Actor, ActorKind, Channel, system_actor
from kulanz.core.access.models import AccessToken, TokenPurpose
from kulanz.core.access.throttle import hit
from kulanz.core.access.tokens import find_token, issue_token, valid_at
from kulanz.core.mail.addresses import new_token
from kulanz.core.mail.composing import MailLink
from kulanz.core.mail.headers import valid_address
from kulanz.core.protocol.recording import record
from kulanz.core.refusal import InvalidValue
from kulanz.core.tenancy.hosts import absolute_url
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Affiliation, ContactKind, ContactPoint, Party, PartyKind
from kulanz.stages.contact.commands.outgoing import MailText, Recipient, queue_mail
from kulanz.stages.contact.senders import writer_of
from kulanz.workflows.pages import public_path
from kulanz.workflows.phrases import phrase

LIFETIME: Final = timedelta(days=180)
AFTER_CLOSING: Final = timedelta(days=90)
RENEWALS_PER_HOUR: Final = 3
_OF_CASE: Final = (TokenPurpose.CASE_PAGE, TokenPurpose.APPOINTMENT)
"""What opens a case, or an appointment of it, for its customer."""


def case_page_url(tenant: Tenant, secret: str) -> str:
    """The address of the page on the tenant's configured host."""
    return absolute_url(tenant, public_path(secret))


def issue_case_link(*, case: Case, party_id: int | None, address: str, at: datetime) -> str:
    """A new link for one person; earlier ones stay valid. Living 180 days, 90 once the case has ended."""
    tenant = Tenant.objects.defer("logo").get(pk=case.tenant_id)
    secret, _row = issue_token(
        tenant_id=case.tenant_id,
        purpose=TokenPurpose.CASE_PAGE,
        at=at,
        lifetime=LIFETIME if case.is_open else AFTER_CLOSING,
        case_id=case.pk,
        party_id=party_id,
        address=address,
    )
    return case_page_url(tenant, secret)


def shorten_links(*, case: Case, at: datetime) -> int:
    """When a case ends, its links live 90 days more at most."""
    until = at + AFTER_CLOSING
    links = AccessToken.objects.filter(
        tenant_id=case.tenant_id, purpose__in=_OF_CASE, case_id=case.pk, revoked_at=None
    )
    return links.filter(Q(expires_at=None) | Q(expires_at__gt=until)).update(expires_at=until)


def actor_for_link(*, secret: str, at: datetime) -> Actor | None:
    """Who comes with this link: a customer who sees exactly this case. None for unknown, expired, revoked."""
    token = find_token(secret, purpose=TokenPurpose.CASE_PAGE, at=at)
    return actor_of_link(token) if token is not None else None


def actor_of_link(token: AccessToken) -> Actor | None:
    """The customer a valid link was made for; None when he has been erased since, or is not the case's
    customer any more.
    """
    if token.case_id is None:
        return None
    party = Party.objects.filter(pk=token.party_id).first() if token.party_id else None
    if party is not None and (party.erased_at is not None or not _is_customer(token.case_id, party.pk)):
        return None
    is_organisation = party is not None and party.kind == PartyKind.ORGANISATION
    return Actor(
        tenant_id=token.tenant_id,
        kind=ActorKind.CUSTOMER,
        name=party.name if party else token.address,
        channel=Channel.PUBLIC,
        person_id=party.pk if party and not is_organisation else None,
        organisation_id=party.pk if party and is_organisation else None,
        case_id=token.case_id,
        language=party.language if party else "de",
    )


def _is_customer(case_id: int, party_id: int) -> bool:
    """The customer, one of its people, or who takes part as one."""
    houses = Affiliation.objects.filter(person_id=party_id, active=True).values("organisation_id")
    his = Q(customer_id=party_id) | Q(customer_id__in=houses)
    if Case.objects.filter(his, pk=case_id).exists():
        return True
    taking_part = Participant.objects.filter(case_id=case_id, party_id=party_id)
    return taking_part.filter(role=ParticipantRole.CUSTOMER).exists()


def prove_address(*, secret: str, at: datetime, purpose: TokenPurpose = TokenPurpose.CASE_PAGE) -> bool:
    """Somebody acted (not merely looked) through a link we mailed: its address is read by its owner.

    Call it from a POST only; scanners open links.
    """
    token = find_token(secret, purpose=purpose, at=at)
    if token is None or not token.address or token.party_id is None:
        return False
    points = ContactPoint.objects.filter(
        party_id=token.party_id, kind=ContactKind.EMAIL, normalized=token.address
    )
    return points.update(verified_at=at, bounced_at=None, bounce_reason="") > 0


def renew_case_link(*, tenant_id: int, number: str, address: str, at: datetime) -> None:
    """Mail a new link when number and address belong together. The caller answers the same either way."""
    wanted = valid_address(address)
    if not wanted or not hit(
        "renew_link", f"{tenant_id}:{wanted}", limit=RENEWALS_PER_HOUR, window_seconds=3600, at=at
    ):
        return
    with transaction.atomic():
        case = Case.objects.filter(
            tenant_id=tenant_id, number=number.strip().upper()[:24], is_spam=False
        ).first()
        party = _party_at(case, wanted) if case is not None else None
        if case is None or party is None:
            return
        _mail_link(case, party, wanted, at)
        record(
            events.LinkOpened(action="renewed", address=wanted),
            actor=system_actor(tenant_id, channel=Channel.PUBLIC),
            stream=case.stream,
            at=at,
        )


def hand_out_case_link(
    *, actor: Actor, case_id: int, at: datetime, address: str = "", by_mail: bool = True
) -> str:
    """The office gives the customer a new link: mailed, or answered here to be passed on by other means.

    `address` must be one of the customer's; without one the link is the customer's all the same, and cannot
    be mailed. Returns the link's address where it was not mailed. Raises InvalidValue, NotAllowed.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        wanted = valid_address(address) if address else ""
        party = _party_at(case, wanted) if wanted else case.customer
        if party is None or party.erased_at is not None or (by_mail and not wanted):
            raise InvalidValue("address", _("Diese Adresse gehört nicht zum Kunden dieses Vorgangs."))
        url = ""
        if by_mail:
            _mail_link(case, party, wanted, at)
        else:
            url = issue_case_link(case=case, party_id=party.pk, address=wanted, at=at)
        record(
            events.LinkOpened(action="renewed" if by_mail else "shown", address=wanted),
            actor=actor,
            stream=case.stream,
            at=at,
        )
        return url


def _mail_link(case: Case, party: Party, address: str, at: datetime) -> None:
    language = party.language[:2]
    url = issue_case_link(case=case, party_id=party.pk, address=address, at=at)
    queue_mail(
        key=f"link:{case.pk}:{new_token()}",
        tenant_id=case.tenant_id,
        recipient=Recipient(address=address, language=language, party_id=party.pk),
        text=MailText(
            subject=phrase("link_subject", language, number=case.number),
            heading=phrase("link_heading", language),
            paragraphs=(phrase("greeting", language), phrase("link_text", language, number=case.number)),
            link=MailLink(phrase("to_case", language), url),
        ),
        kind="link",
        case=case,
        # he asked for it himself, so it goes to him, and he knows the face
        look=writer_of(case).dealers_look(language),
        at=at,
    )


def revoke_case_links(*, actor: Actor, case_id: int, at: datetime, address: str = "") -> int:
    """End the links of a case and its appointments, all of them or those of one address; returns how many
    that were.
    """
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        links = AccessToken.objects.filter(
            valid_at(at), tenant_id=actor.tenant_id, purpose__in=_OF_CASE, case_id=case.pk
        )
        if address:
            links = links.filter(address=address.strip().lower())
        ended = links.update(revoked_at=at)
        if ended:
            record(
                events.LinkOpened(action="revoked", address=address),
                actor=actor,
                stream=case.stream,
                at=at,
            )
        return ended


def live_links(actor: Actor, case: Case, *, at: datetime) -> list[AccessToken]:
    """The links of a case that still open it, newest first, for the office. `case` from `visible_to`."""
    if not actor.is_staff:
        return []
    links = AccessToken.objects.filter(
        valid_at(at), tenant_id=actor.tenant_id, purpose__in=_OF_CASE, case_id=case.pk
    )
    return list(links.order_by("-id")[:50])


def _party_at(case: Case, address: str) -> Party | None:
    """The customer of the case (or who takes part as one) that has this address."""
    parties = [case.customer_id] if case.customer_id else []
    parties += Participant.objects.filter(case=case, role=ParticipantRole.CUSTOMER).values_list(
        "party_id", flat=True
    )
    point = (
        ContactPoint.objects.filter(
            party_id__in=parties, kind=ContactKind.EMAIL, normalized=address, party__erased_at=None
        )
        .select_related("party")
        .order_by("id")
        .first()
    )
    return point.party if point else None
