"""Somebody without an account reports a problem: limits, customer, case, files and hints, in one call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.recording import NewCase, NewPosition, record_case
from kulanz.cases.models import Case, CaseFile
from kulanz.cases.rules import Audience, Kind, Safety
from kulanz.core.access.actor import Actor, Channel, guest_actor, system_actor
from kulanz.core.access.throttle import hit
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.catalog.models import ProductGroup
from kulanz.masterdata.catalog.queries import article_typed
from kulanz.masterdata.parties.commands.recording import (
    NewAddress,
    NewParty,
    party_of_email,
    record_party,
)
from kulanz.masterdata.parties.models import (
    Address,
    Party,
    PartyRoleKind,
)
from kulanz.stages.contact.models import LetterKind
from kulanz.workflows.letters import send_letter
from kulanz.workflows.links import issue_case_link
from kulanz.workflows.report_notes import notes_of
from kulanz.workflows.taking_files import take_files

DAY: Final = 86_400
HOUR: Final = 3_600
PER_ADDRESS_AN_HOUR: Final = 5
PER_PLACE_AN_HOUR: Final = 20
QUICKEST_SECONDS: Final = 4.0
_TITLE_LENGTH: Final = 110


class LooksAutomatic(Refusal):
    message = gettext_lazy(
        "Das unsichtbare Prüffeld war ausgefüllt, wie es nur Programme tun. Es ist jetzt leer: Bitte senden "
        "Sie noch einmal ab."
    )


class TooQuick(Refusal):
    message = gettext_lazy(
        "Das ging ungewöhnlich schnell. Bitte prüfen Sie kurz Ihre Angaben und senden Sie noch einmal ab."
    )


class TooManyFromAddress(Refusal):
    message = gettext_lazy(
        "Von dieser E-Mail-Adresse kamen gerade schon mehrere Meldungen. Bitte versuchen Sie es in einer "
        "Stunde noch einmal."
    )


class TooManyFromHere(Refusal):
    message = gettext_lazy(
        "Von Ihrem Anschluss kamen gerade schon viele Meldungen. Bitte versuchen Sie es in einer Stunde noch "
        "einmal."
    )


class TooManyToday(Refusal):
    message = gettext_lazy(
        "Heute haben uns so viele Meldungen erreicht, dass wir online keine mehr annehmen können. Bitte "
        "versuchen Sie es morgen noch einmal."
    )


@dataclass(frozen=True)
class PublicReport:
    """What the form asked. Either e-mail, phone or a postal address is given; the form sees to it."""

    defect: bool
    happened: str
    name: str
    product: str = ""
    product_group_id: int | None = None
    safety: Safety = Safety.UNKNOWN
    email: str = ""
    phone: str = ""
    address: NewAddress = field(default_factory=NewAddress)
    place: str = ""
    bought_from: str = ""
    language: str = "de"
    uploads: tuple[str, ...] = ()
    upload_owner: str = ""


@dataclass(frozen=True)
class Origin:
    """Where a report comes from, as far as it helps against abuse."""

    place: str
    """The network address, only ever stored hashed."""
    seconds: float
    """Between the first and the last page."""
    trap: str = ""
    """The field no person sees."""


@dataclass(frozen=True)
class Reported:
    case: Case
    link: str
    """The case's page, only where no e-mail was given: otherwise the address must prove itself first."""


def report_problem(*, tenant: Tenant, report: PublicReport, origin: Origin, at: datetime) -> Reported:
    """Record what a visitor reports: customer, case, photos, and what the office should know.

    A customer known by his e-mail address is taken as he is: nothing about him changes and nothing about
    him is told; what differs becomes a note for the office. Raises LooksAutomatic, TooQuick,
    TooManyFromAddress, TooManyFromHere, TooManyToday, FileRefusal, MissingValue, InvalidValue.
    """
    _within_limits(tenant, report, origin, at)
    with transaction.atomic():
        with override(tenant.language):
            system = system_actor(tenant.pk, channel=Channel.PUBLIC, name=_("Meldeformular"))
        known = _known_customer(tenant.pk, report)
        party = known or _new_customer(system, report, at)
        case = record_case(
            actor=guest_actor(tenant.pk, name=report.name, language=report.language),
            case=_new_case(report, party, is_new=known is None),
            at=at,
        )
        _attach(tenant, case, report, at)
        with override(tenant.language):  # the office reads them, not the visitor
            notes = notes_of(report, known)
        if notes:
            add_message(
                actor=system, case_id=case.pk, body="\n".join(notes), audience=Audience.INTERNAL, at=at
            )
        if report.email:
            return Reported(case, "")
        link = issue_case_link(case=case, party_id=party.pk, address="", at=at)
        if not report.address.empty:
            send_letter(actor=system, case_id=case.pk, kind=LetterKind.CONFIRMATION, at=at)
        return Reported(case, link)


def wait_for_turn(key: str) -> None:
    """Let two submissions of one report come one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"public report {key}"])


def _within_limits(tenant: Tenant, report: PublicReport, origin: Origin, at: datetime) -> None:
    """The counter of an address stays locked until the commit, so nobody is recorded twice at once."""
    if origin.trap:
        raise LooksAutomatic
    if origin.seconds < QUICKEST_SECONDS:
        raise TooQuick
    place = f"{tenant.pk}:{origin.place}"
    if not hit("report_place", place, limit=PER_PLACE_AN_HOUR, window_seconds=HOUR, at=at):
        raise TooManyFromHere
    address = f"{tenant.pk}:{report.email}"
    if report.email and not hit(
        "report_address", address, limit=PER_ADDRESS_AN_HOUR, window_seconds=HOUR, at=at
    ):
        raise TooManyFromAddress
    if not hit("report_tenant", str(tenant.pk), limit=tenant.public_daily_limit, window_seconds=DAY, at=at):
        raise TooManyToday


def _known_customer(tenant_id: int, report: PublicReport) -> Party | None:
    """The oldest active customer with this address; dealers and suppliers do not become customers here."""
    if not report.email:
        return None
    return party_of_email(tenant_id, report.email, role=PartyRoleKind.CUSTOMER)


def _new_customer(system: Actor, report: PublicReport, at: datetime) -> Party:
    return record_party(
        actor=system,
        party=NewParty(
            name=report.name,
            roles=(PartyRoleKind.CUSTOMER,),
            email=report.email,
            phone=report.phone,
            address=report.address,
            language=report.language,
        ),
        at=at,
    )


def _new_case(report: PublicReport, party: Party, *, is_new: bool) -> NewCase:
    product = report.product.strip()
    article = article_typed(tenant_id=party.tenant_id, text=product)
    position = NewPosition(
        article_id=article.pk if article is not None else None,
        item_text=article.name if article is not None else product,
        # an article has its own group
        product_group_id=_group(report.product_group_id) if article is None else None,
        symptom=report.happened,
    )
    place = Address.objects.filter(party=party).order_by("id").first() if is_new else None
    return NewCase(
        title=_title(product, report.happened),
        kind=Kind.COMPLAINT if report.defect else Kind.INQUIRY,
        description=report.happened,
        language=report.language,
        safety=report.safety,
        customer_id=party.pk,
        place_of_use_id=place.pk if place else None,
        place_note=report.place,
        positions=(position,) if product else (),
    )


def _group(group_id: int | None) -> int | None:
    group = ProductGroup.objects.filter(pk=group_id or 0, active=True).first()
    return group.pk if group else None


def _title(product: str, happened: str) -> str:
    """“Product: first words”, cut between words."""
    text = " ".join(happened.split())
    whole = f"{product}: {text}" if product else text
    if len(whole) <= _TITLE_LENGTH:
        return whole
    return whole[:_TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(".,;:–-") + " …"


def _attach(tenant: Tenant, case: Case, report: PublicReport, at: datetime) -> None:
    files = take_files(tenant_id=tenant.pk, tokens=report.uploads, owner=report.upload_owner, at=at)
    if not files:
        return
    # The report's own photos are for everybody who works on it; a guest may not choose readers himself.
    sender = system_actor(tenant.pk, channel=Channel.PUBLIC, name=report.name)
    rows = attach_files(actor=sender, case_id=case.pk, files=files, at=at, audience=Audience.ALL)
    CaseFile.objects.filter(pk__in=[row.pk for row in rows]).update(from_outside=True)
