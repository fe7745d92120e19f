"""Mail out, second half: the consumer that hands stored mails to the server.

`sending` is committed before the mail is handed over and `sent` after the server took it. A crash in
between leaves `sending`, and the mail goes out again with the same Message-ID, by which receivers
recognise a double; nothing is ever lost.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email import policy
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from kulanz.cases.commands.messages import add_message
from kulanz.cases.rules import Audience
from kulanz.core.access.actor import Channel, system_actor
from kulanz.core.files.storage import storage
from kulanz.core.mail.charsets import one_line
from kulanz.core.mail.smtp import (
    Security,
    SendResult,
    Sent,
    SmtpReason,
    SmtpSettings,
    TemporaryFailure,
    send,
)
from kulanz.core.mail.wording import SENDING_PROBLEMS
from kulanz.core.protocol.models import Transmission, TransmissionState
from kulanz.core.protocol.working import Consumer, TryAgain
from kulanz.core.tenancy.context import tenant_context
from kulanz.core.tenancy.models import Tenant
from kulanz.stages.contact.commands.bounces import mark_bounced
from kulanz.stages.contact.models import OutgoingMail, OutgoingState

log = structlog.get_logger("kulanz.mail")

# With the pauses of the queue these are about two days.
MOST_ATTEMPTS: Final = 14
# Without an outlet mails are looked at ever more seldom; setting one up needs a restart, which looks at once.
NO_OUTLET_PAUSE: Final = timedelta(minutes=5)
NO_OUTLET_LONGEST: Final = timedelta(hours=6)
_OVER: Final = frozenset({OutgoingState.SENT, OutgoingState.CANCELLED})


def smtp_settings() -> SmtpSettings | None:
    """The server for outgoing mail; None when none is set up."""
    if not settings.EMAIL_HOST:
        return None
    security = Security.NONE
    if settings.EMAIL_USE_SSL:
        security = Security.TLS
    elif settings.EMAIL_USE_TLS:
        security = Security.STARTTLS
    return SmtpSettings(
        host=settings.EMAIL_HOST,
        port=settings.EMAIL_PORT,
        security=security,
        username=settings.EMAIL_HOST_USER,
        password=settings.EMAIL_HOST_PASSWORD,
        timeout=float(settings.EMAIL_TIMEOUT or 30),
    )


def has_outlet(tenant: Tenant) -> bool:
    """Whether this tenant's mails go anywhere; without, they wait."""
    return smtp_settings() is not None or tenant.is_demo


def outbox_folder() -> Path:
    """Where a demo puts its mails instead of sending them."""
    return Path(settings.OUTBOX_FOLDER)


def prepare(transmission: Transmission, at: datetime) -> TryAgain | None:
    """Say that the mail is on its way; committed before it is."""
    mail = _locked(transmission)
    if mail is None or mail.state in _OVER:
        return None
    if not has_outlet(_tenant(mail)):
        reason = _no_outlet()
        OutgoingMail.objects.filter(pk=mail.pk).update(last_error=reason)
        pause = min(max(NO_OUTLET_PAUSE, (at - mail.created_at) / 4), NO_OUTLET_LONGEST)
        return TryAgain(reason, after=pause, counts=False)
    mail.state = OutgoingState.SENDING
    mail.attempts += 1
    mail.save(update_fields=["state", "attempts"])
    return None


def work(transmission: Transmission, at: datetime) -> TryAgain | None:
    """Hand it over, and write down what became of it."""
    mail = _locked(transmission)
    if mail is None or mail.state in _OVER:
        return None
    with storage().open(mail.storage_key) as content:
        raw = content.read()
    result = _hand_over(mail, raw)
    if isinstance(result, Sent):
        mail.state = OutgoingState.SENT
        mail.sent_at = at
        mail.last_error = ""
        mail.save(update_fields=["state", "sent_at", "last_error"])
        return None
    with override("de"):
        reason = f"{SENDING_PROBLEMS[result.reason]} {result.detail}".strip()
    mail.last_error = one_line(reason, 300)
    if isinstance(result, TemporaryFailure):
        mail.state = OutgoingState.WAITING
        mail.save(update_fields=["state", "last_error"])
        return TryAgain(reason)
    mail.state = OutgoingState.FAILED
    mail.save(update_fields=["state", "last_error"])
    if result.reason is not SmtpReason.RECIPIENT:
        # Not the recipient's fault: the house can mend it and try again.
        return TryAgain(reason, hopeless=True)
    mark_bounced(tenant_id=mail.tenant_id, address=mail.recipient, reason=reason, at=at)
    _tell_office(mail, reason, at)
    return None


def give_up(transmission: Transmission, reason: str, at: datetime) -> None:
    """After the last attempt the office has to know that this mail has not arrived."""
    mail = _locked(transmission)
    if mail is None or mail.state in _OVER:
        return
    mail.state = OutgoingState.FAILED
    mail.last_error = one_line(reason, 300)
    mail.save(update_fields=["state", "last_error"])
    _tell_office(mail, reason, at)


def resume_waiting(tenant_id: int, at: datetime) -> int:
    """Let go what waited for an outlet, now that there is one; returns how many mails that were."""
    with tenant_context(tenant_id):
        tenant = Tenant.objects.defer("logo").get(pk=tenant_id)
        if not has_outlet(tenant):
            return 0
        waiting = Transmission.objects.filter(
            tenant_id=tenant_id, state=TransmissionState.WAITING, due_at__gt=at, last_error=_no_outlet()
        )
        return waiting.update(due_at=at, last_error="")


SENDING: Final = Consumer(work=work, prepare=prepare, give_up=give_up, most_attempts=MOST_ATTEMPTS)


def _no_outlet() -> str:
    with override("de"):
        return _("Es ist kein Postausgang eingerichtet.")


def _locked(transmission: Transmission) -> OutgoingMail | None:
    mail_id = int(transmission.key.rpartition(":")[2])
    rows = OutgoingMail.objects.select_for_update(of=("self",)).select_related("case")
    return rows.filter(tenant_id=transmission.tenant_id, pk=mail_id).first()


def _tenant(mail: OutgoingMail) -> Tenant:
    return Tenant.objects.defer("logo").get(pk=mail.tenant_id)


def _hand_over(mail: OutgoingMail, raw: bytes) -> SendResult:
    server = smtp_settings()
    if server is not None:
        return send(raw, _envelope(raw), [mail.recipient], server)
    folder = outbox_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / f"{mail.pk:08d}-{mail.kind}.eml"
    unfinished = target.with_suffix(".part")
    unfinished.write_bytes(raw)
    unfinished.rename(target)
    return Sent(answer="outbox")


def _envelope(raw: bytes) -> str:
    """Bounces go where replies go, so that the token leads them to their case."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    return parseaddr(str(headers["Reply-To"] or ""))[1] or parseaddr(str(headers["From"] or ""))[1]


def _tell_office(mail: OutgoingMail, reason: str, at: datetime) -> None:
    log.warning("mail not delivered", outgoing=mail.pk, tenant=mail.tenant_id, kind=mail.kind)
    if mail.case_id is None:
        return
    with override("de"):
        body = _("Die E-Mail „%(subject)s“ an %(address)s wurde nicht zugestellt: %(reason)s") % {
            "subject": mail.subject,
            "address": mail.recipient,
            "reason": reason,
        }
    add_message(
        actor=system_actor(mail.tenant_id, channel=Channel.MAIL),
        case_id=mail.case_id,
        body=body,
        at=at,
        audience=Audience.INTERNAL,
    )
