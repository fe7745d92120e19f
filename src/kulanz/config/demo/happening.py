"""What shortly happened by the product's own ways: mails came in, cases were joined and split."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from kulanz.cases.commands.joining import link_cases, merge_cases, split_case
from kulanz.cases.models import Case, LinkKind, Message
from kulanz.cases.models.case import OPEN
from kulanz.config.demo.agreeing import agree
from kulanz.config.demo.lately import decide_lately
from kulanz.config.demo.own_service import own_service
from kulanz.config.demo.partnering import exchange_lately
from kulanz.config.demo.proving import prove_certificates
from kulanz.config.demo.service import service_lately
from kulanz.config.demo.world import World
from kulanz.core.access.actor import Actor, Channel, Role
from kulanz.core.tenancy.context import tenant_context
from kulanz.stages.contact.commands.incoming import process_raw_mail, store_raw_mail
from kulanz.stages.contact.models import Mailbox

# sender, subject, text, automatic or not
_MAILS: Final = (
    (
        "Jolanta Wüstefeld <jolanta.wuestefeld@mail.example>",
        "Armlehne locker",
        "Guten Tag,\n\nan meinem Stuhl aus dem Frühjahr ist die linke Armlehne locker. Was kann ich tun?",
        False,
    ),
    (
        "Owen Tremarth <owen.tremarth@post.example>",
        "Desk does not move",
        "Hello,\n\nour desk stopped moving this morning. The display shows E08.",
        False,
    ),
    (
        "Abwesenheit <info@bueroraum-beispiel.example>",
        "Automatische Antwort: Ihr Vorgang",
        "Vielen Dank für Ihre Nachricht. Ich bin bis zum Monatsende nicht im Büro.",
        True,
    ),
)


def happen(world: World, now: datetime) -> None:
    """The last hour before `now`."""
    for number, raw in enumerate(_raw_mails(now)):
        _take_in(world, raw, now - timedelta(minutes=40 - 5 * number))
    decide_lately(world, now)
    agree(world, now)
    prove_certificates(world, now)
    own_service(world, now)
    service_lately(world, now)
    exchange_lately(world, now)
    office = next(m for m in world.staff if Role.LEAD in m.roles or Role.AGENT in m.roles)
    actor = office.actor(world.tenant_id, Channel.DESK)
    with tenant_context(world.tenant_id):
        _join(actor, now - timedelta(minutes=12))


def _raw_mails(now: datetime) -> list[bytes]:
    found = []
    for number, (sender, subject, text, automatic) in enumerate(_MAILS):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, "service@nordbruck.example", subject
        mail["Date"] = format_datetime(now - timedelta(minutes=45 - 5 * number))
        mail["Message-ID"] = f"<demo-{number}@mail.example>"
        if automatic:
            mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(text)
        found.append(mail.as_bytes())
    return [*found, _broken()]


def _broken() -> bytes:
    """Somebody dragged a mail out of his program into the mailbox: no mail, but a container around one."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"Lieferschein 4711".ljust(1024, b"\0")


def _take_in(world: World, raw: bytes, at: datetime) -> None:
    with tenant_context(world.tenant_id):
        mailbox = Mailbox.objects.filter(is_default=True).values_list("pk", flat=True).first()
    row = store_raw_mail(tenant_id=world.tenant_id, raw=raw, at=at, mailbox_id=mailbox)
    process_raw_mail(tenant_id=world.tenant_id, raw_mail_id=row.pk, at=at)


def _join(actor: Actor, at: datetime) -> None:
    """One merge, one split, two links."""
    cases = list(Case.objects.filter(OPEN, customer__isnull=False, decisions=None).order_by("-pk")[:60])
    by_customer: dict[tuple[int | None, int | None], list[Case]] = {}
    for case in cases:
        by_customer.setdefault((case.customer_id, case.dealer_id), []).append(case)
    pairs = [found for found in by_customer.values() if len(found) > 1]
    if pairs:
        newer, older = pairs[0][:2]
    else:
        newer, older = cases[0], cases[1]
        Case.objects.filter(pk=newer.pk).update(customer=older.customer, dealer=older.dealer)
    merge_cases(actor=actor, source_id=newer.pk, target_id=older.pk, at=at)
    left = [case for case in cases if case.pk not in (newer.pk, older.pk)]
    if len(left) < 4:
        return
    whole = next((c for c in left if Message.objects.filter(case=c).count() > 2), left[0])
    chosen = list(Message.objects.filter(case=whole).values_list("pk", flat=True)[:1])
    if chosen:
        split_case(
            actor=actor, case_id=whole.pk, title=f"{whole.title}: zweiter Artikel", position_ids=[],
            message_ids=chosen, at=at,
        )  # fmt: skip
    left.remove(whole)
    link_cases(actor=actor, case_id=left[0].pk, other_id=left[1].pk, kind=LinkKind.RELATED, at=at)
    link_cases(actor=actor, case_id=left[1].pk, other_id=left[2].pk, kind=LinkKind.FOLLOWS, at=at)
