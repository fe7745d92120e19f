"""Everything about one person as a ZIP: JSON for machines, a text to read, the files and mails as they are.

Internal notes lie in a folder of their own: whoever hands the ZIP over looks through it first, because other
people's rights come into it (Art. 15 (4) GDPR).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, ClassVar, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Actor
from kulanz.core.access.models import AccessToken
from kulanz.core.access.sessions import sessions_of
from kulanz.core.files.names import safe_name
from kulanz.core.files.storage import storage
from kulanz.core.protocol.events import Event
from kulanz.core.protocol.models import ProtocolEntry
from kulanz.core.protocol.recording import record
from kulanz.masterdata.parties.models import ClerkRequest, Membership, NotificationRecipient, Party
from kulanz.stages.contact.models import OutgoingMail, RawMail
from kulanz.stages.execution.models import Order
from kulanz.workflows.privacy import days_of, person_of
from kulanz.workflows.privacy_export_money import offers_and_credits
from kulanz.workflows.privacy_export_service import maintenance_of, reports_of, visits_of
from kulanz.workflows.privacy_export_skills import skills_of_person
from kulanz.workflows.privacy_plan import Subject, cases_with, subject_of

_BLOCK: Final = 256 * 1024


@dataclass(frozen=True)
class PersonExported(Event):
    name: ClassVar[str] = "person.exported"
    party_id: int
    cases: int
    files: int


def export_person(*, actor: Actor, party_id: int, target: IO[bytes], at: datetime) -> PersonExported:
    """Write the ZIP to `target` and record that it was made. NotAllowed; Http404 when there is nobody."""
    party = person_of(actor=actor, party_id=party_id)
    subject = subject_of(party)
    with (
        transaction.atomic(),
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as out,
    ):
        on = days_of(party)
        cases = list(cases_with(subject).select_related("customer", "dealer", "place_of_use"))
        _json(out, "person.json", _person(subject, at))
        files = 0
        lines = [_("Auskunft über die Daten von %(name)s") % {"name": party.name}, ""]
        for case in cases:
            files += _case(out, case, subject)
            lines += _readable(case, subject, on)
        files += _mails(out, subject)
        _json(out, "protokoll.json", list(_protocol(subject)))
        out.writestr("auskunft.txt", "\n".join([*lines, "", _notice()]))
        event = PersonExported(party_id=party.pk, cases=len(cases), files=files)
        record(event, actor=actor, stream=f"party:{party.pk}", at=at)
    return event


def _notice() -> str:
    return _(
        "In den Ordnern „intern“ liegen Notizen des Büros über diese Person. Bitte vor der Weitergabe "
        "prüfen, ob sie Rechte anderer berühren."
    )


def _json(out: zipfile.ZipFile, name: str, data: object) -> None:
    out.writestr(name, json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def _fields(row: Model, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _person(subject: Subject, at: datetime) -> dict[str, Any]:
    party = subject.party
    members = Membership.objects.filter(pk__in=subject.membership_ids).select_related("user", "organisation")
    mine = Q(party_id=party.pk) | Q(membership_id__in=subject.membership_ids) | Q(address__in=subject.emails)
    return {
        "person": _fields(
            party, "id", "kind", "name", "first_name", "last_name", "salutation", "number", "language",
            "is_business", "note", "active", "created_at", "erase_on", "erased_at",
        ),
        "roles": [role.role for role in party.roles.all()],
        "addresses": [
            _fields(a, "label", "street", "postcode", "city", "country", "is_main")
            for a in party.addresses.all()
        ],
        "contacts": [
            _fields(c, "kind", "value", "is_main", "verified_at", "bounced_at", "bounce_reason")
            for c in party.contact_points.all()
        ],
        "organisations": [
            {"name": a.organisation.name, "function": a.function, "active": a.active}
            for a in party.affiliations.select_related("organisation")
        ],
        "accesses": [
            {
                **_fields(m, "kind", "roles", "scope", "name", "news", "active", "created_at", "ended_at"),
                "email": m.user.email,
                "organisation": m.organisation.name if m.organisation else None,
                "sessions": [
                    {"device": s.device, "address": s.address, "since": s.since, "last_seen": s.last_seen}
                    for s in sessions_of(m.user_id, current_key=None, at=at)
                ],
            }
            for m in members
        ],
        "links_and_keys": [
            _fields(t, "purpose", "label", "address", "created_at", "expires_at", "revoked_at")
            for t in AccessToken.objects.filter(mine, tenant_id=party.tenant_id).order_by("id")
        ],
        "notifications": [
            _fields(r, "name", "email", "at_creation", "at_closing", "at_changes")
            for r in NotificationRecipient.objects.filter(
                tenant_id=party.tenant_id, email__in=subject.emails
            )
        ],
        "technician": skills_of_person(party),
        "maintenance": maintenance_of(party),
        "access_requests": [
            _fields(r, "name", "email", "phone", "company", "remark", "requested_at", "state", "reason")
            for r in ClerkRequest.objects.filter(tenant_id=party.tenant_id, email__in=subject.emails)
        ],
    }  # fmt: skip


def _case(out: zipfile.ZipFile, case: Case, subject: Subject) -> int:
    own = case.customer_id == subject.party.pk
    folder = f"vorgaenge/{case.number}"
    messages = list(_messages(case, subject))
    shown = [m for m in messages if m.audience != Audience.INTERNAL or _is_author(m, subject)]
    facts = _fields(
        case, "number", "kind", "title", "step", "claim_status", "severity", "channel", "created_at",
        "closed_at", "closed_by", "is_spam",
    )  # fmt: skip
    if own:
        facts |= _fields(
            case, "description", "claim_reason", "solution", "place_note", "customer_reference",
            "customer_confirmed", "language",
        )  # fmt: skip
        facts["place_of_use"] = str(case.place_of_use) if case.place_of_use else None
        facts["dealer"] = case.dealer.name if case.dealer else None
        facts["positions"] = [
            {
                "item": position.label,
                **_fields(
                    position, "serial_number", "quantity", "symptom", "price_paid", "currency",
                    "invoice_number", "invoice_date", "delivered_on", "wish", "claim_status",
                ),
            }
            for position in case.positions.select_related("article")
        ]  # fmt: skip
        facts["orders"] = [
            _fields(
                order, "number", "kind", "state", "name", "street", "postcode", "city", "country", "contact",
                "place_note", "text", "wanted_on", "planned_on", "done_on", "created_at",
            )
            for order in Order.objects.filter(case=case)
        ]  # fmt: skip
        facts |= offers_and_credits(case) | {"visits": visits_of(case), "reports": reports_of(case)}
    facts["part"] = "customer" if own else "involved"
    facts["messages"] = [_message(m) for m in shown]
    _json(out, f"{folder}/vorgang.json", facts)
    internal = [m for m in messages if m not in shown]
    if internal:
        _json(out, f"{folder}/intern/notizen.json", [_message(m) for m in internal])
    return sum(_file(out, folder, file) for file in _files(case, subject, own))


def _messages(case: Case, subject: Subject) -> Iterable[Message]:
    rows = Message.objects.filter(case=case, withdrawn_at=None)
    if case.customer_id == subject.party.pk:
        # What dealers and technicians were told concerns them; of the office's own notes see the notice.
        return rows.filter(
            Q(audience__in=[Audience.CUSTOMER, Audience.ALL, Audience.INTERNAL]) | _authored(subject)
        )
    return rows.filter(_authored(subject))


def _authored(subject: Subject) -> Q:
    return Q(author_party=subject.party) | Q(author_membership__in=subject.membership_ids)


def _is_author(message: Message, subject: Subject) -> bool:
    return (
        message.author_party_id == subject.party.pk or message.author_membership_id in subject.membership_ids
    )


def _message(message: Message) -> dict[str, Any]:
    return {
        **_fields(message, "created_at", "audience", "direction", "channel", "subject", "body"),
        "author": message.author_name,
        "whole_text": message.full_text,
    }


def _files(case: Case, subject: Subject, own: bool) -> Iterable[CaseFile]:
    rows = CaseFile.objects.filter(case=case, removed_at=None).select_related("stored")
    if own:
        return rows
    return rows.filter(
        Q(message__author_party=subject.party) | Q(message__author_membership__in=subject.membership_ids)
    )


def _file(out: zipfile.ZipFile, folder: str, file: CaseFile) -> int:
    place = "intern/dateien" if file.audience == Audience.INTERNAL else "dateien"
    return _copy(out, file.stored.key, f"{folder}/{place}/{file.pk}-{safe_name(file.name)}")


def _copy(out: zipfile.ZipFile, key: str, name: str) -> int:
    """One piece of content; what is not there any more is left out."""
    if not key:
        return 0
    try:
        source = storage().open(key)
    except FileNotFoundError:
        return 0
    with source, out.open(name, "w", force_zip64=True) as target:
        while block := source.read(_BLOCK):
            target.write(block)
    return 1


def _mails(out: zipfile.ZipFile, subject: Subject) -> int:
    """Mails from and to the person, as they came and went."""
    party, count, listed = subject.party, 0, []
    received = RawMail.objects.filter(tenant_id=party.tenant_id).filter(
        Q(sender__in=subject.emails)
        | Q(message__author_party=party)
        | Q(message__author_membership__in=subject.membership_ids)
    )
    for mail in received.order_by("id"):
        name = f"mails/empfangen/{mail.pk}.eml"
        count += _copy(out, mail.storage_key, name)
        listed.append({"file": name, **_fields(mail, "received_at", "sender", "subject", "outcome")})
    sent = OutgoingMail.objects.filter(tenant_id=party.tenant_id).filter(
        Q(party_id=party.pk) | Q(membership_id__in=subject.membership_ids) | Q(recipient__in=subject.emails)
    )
    for letter in sent.order_by("id"):
        name = f"mails/gesendet/{letter.pk}.eml"
        count += _copy(out, letter.storage_key, name)
        listed.append(
            {
                "file": name,
                **_fields(letter, "created_at", "sent_at", "recipient", "subject", "kind", "state"),
            }
        )
    _json(out, "mails/liste.json", listed)
    return count


def _protocol(subject: Subject) -> Iterable[dict[str, Any]]:
    """What the person did here, and what was recorded about the person itself."""
    party = subject.party
    own = [f"party:{party.pk}", *(f"membership:{pk}" for pk in subject.membership_ids)]
    rows = ProtocolEntry.objects.filter(tenant_id=party.tenant_id).filter(
        Q(actor_ref__in=own) | Q(stream__in=own)
    )
    for entry in rows.select_related("personal").order_by("id").iterator(chunk_size=2000):
        personal = getattr(entry, "personal", None)
        yield {
            **_fields(entry, "at", "stream", "event", "channel", "facts"),
            "personal": personal.data if personal else None,
        }


def _readable(case: Case, subject: Subject, on: Callable[[datetime], date]) -> list[str]:
    lines = [
        "",
        f"{case.number} · {case.title}",
        _("erfasst am %(day)s") % {"day": f"{on(case.created_at):%d.%m.%Y}"},
    ]
    for message in _messages(case, subject):
        if message.audience == Audience.INTERNAL and not _is_author(message, subject):
            continue
        lines += ["", f"{on(message.created_at):%d.%m.%Y} {message.author_name}:", message.body]
    return lines


def export_name(party: Party, at: datetime) -> str:
    """The name of the ZIP; it holds no personal data, so that logs and download lists do not either."""
    return f"auskunft-{party.pk}-{days_of(party)(at):%Y-%m-%d}.zip"
