"""A mail of ours came back: its address is marked, and the case tells the office what to do now."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from kulanz.cases.commands.messages import MailOrigin, add_message
from kulanz.cases.commands.people import add_task
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Channel, system_actor
from kulanz.core.mail.model import Bounce, FailedRecipient, ParsedMail
from kulanz.stages.contact.commands.bounces import mark_bounced
from kulanz.stages.contact.models import OutgoingMail, RawMail, RawMailOutcome
from kulanz.stages.contact.models.outgoing import OutgoingState

_MAX_MERGES = 20


def note_bounce(row: RawMail, parsed: ParsedMail, bounce: Bounce, *, at: datetime) -> None:
    """Take a delivery report in. Only one about a mail we really sent, to the address it went to, marks
    anything: anybody can write a report."""
    row.outcome = RawMailOutcome.BOUNCE
    mail = _our_mail(bounce)
    if mail is None:
        row.reason = _("Gehört zu keiner E-Mail von uns.")
        return
    failure = _failure_of(bounce, mail)
    final = failure is None or failure.permanent
    said = _said(failure)
    row.reason = said[:400]
    news = final and mail.state != OutgoingState.FAILED
    if final:
        mail.state = OutgoingState.FAILED
        mail.last_error = said[:300]
        mail.save(update_fields=["state", "last_error"])
        if failure is None or failure.address == mail.recipient.lower():
            mark_bounced(tenant_id=row.tenant_id, address=mail.recipient, reason=said, at=at)
    if mail.case_id is not None:
        case = _present(mail.case_id)
        _tell_office(row, parsed, mail, case, said, final=final, at=at)
        if news and case.is_open:
            title = _("Adresse prüfen und auf anderem Weg antworten: %(address)s")
            system = system_actor(row.tenant_id, channel=Channel.MAIL)
            add_task(actor=system, case_id=case.pk, title=title % {"address": mail.recipient}, at=at)


def _our_mail(bounce: Bounce) -> OutgoingMail | None:
    if not bounce.original_message_id:
        return None
    ids = [bounce.original_message_id, f"<{bounce.original_message_id}>"]
    return OutgoingMail.objects.select_for_update(of=("self",)).filter(mail_id__in=ids).first()


def _failure_of(bounce: Bounce, mail: OutgoingMail) -> FailedRecipient | None:
    """What the report says about our recipient, else (a forwarding failed) about whoever it names."""
    about = [entry for entry in bounce.recipients if entry.address == mail.recipient.lower()]
    return next(iter(about or bounce.recipients), None)


def _said(failure: FailedRecipient | None) -> str:
    if failure is None:
        return _("Nicht zustellbar")
    return " ".join(part for part in (failure.status, failure.diagnostic) if part) or _("Nicht zustellbar")


def _tell_office(
    row: RawMail, parsed: ParsedMail, mail: OutgoingMail, case: Case, said: str, *, final: bool, at: datetime
) -> None:
    text = (
        _("Unsere E-Mail „%(subject)s“ an %(address)s konnte nicht zugestellt werden: %(said)s")
        if final
        else _("Unsere E-Mail „%(subject)s“ an %(address)s ist noch unterwegs: %(said)s")
    )
    row.case = case
    row.message = add_message(
        actor=system_actor(row.tenant_id, channel=Channel.MAIL),
        case_id=case.pk,
        body=text % {"subject": mail.subject, "address": mail.recipient, "said": said},
        at=at,
        audience=Audience.INTERNAL,
        subject=parsed.subject,
        mail=MailOrigin(
            raw_mail_id=row.pk,
            subject=parsed.subject,
            full_text=parsed.text,
            html=parsed.html_clean,
            is_automatic=True,
        ),
    )


def _present(case_id: int) -> Case:
    """The case, or the one it was merged into, locked."""
    for _round in range(_MAX_MERGES):
        into = Case.objects.values_list("merged_into_id", flat=True).get(pk=case_id)
        if into is None:
            break
        case_id = into
    return lock_case(case_id)
