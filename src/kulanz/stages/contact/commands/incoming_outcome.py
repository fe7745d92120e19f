"""What becomes of a parsed mail: part of a case, a new case, a bounce, automatic, or the quarantine.

An automatic mail is shown in the case it belongs to and changes nothing; without a case it is kept and
listed. A person's mail always ends in a case, unless its sender floods us.

A reply to an ended case reopens it: somebody who writes again expects an answer, and a message inside an
ended case would be read by nobody. After a rejection it counts as an objection, so the claim returns to
review. Automatic mails and internal notes of the office never reopen.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from email.parser import BytesHeaderParser
from email.policy import compat32
from enum import Enum
from typing import Final

from django.utils.translation import gettext as _

from kulanz.cases.commands.messages import MailOrigin, add_message
from kulanz.cases.commands.reopening import object_to_decision, reopen_case
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case, Message
from kulanz.cases.rules import Audience, ClaimStatus, WaitsFor
from kulanz.core.access.actor import Channel, system_actor
from kulanz.core.access.throttle import hit
from kulanz.core.mail.headers import Headers
from kulanz.core.mail.model import AutoReason, Defect, ParsedMail
from kulanz.core.mail.wording import AUTOMATIC, DEFECTS
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.commands.incoming_bounces import note_bounce
from kulanz.stages.contact.commands.incoming_files import Kept
from kulanz.stages.contact.commands.incoming_new_case import open_case
from kulanz.stages.contact.models import OutgoingMail, RawMail, RawMailOutcome
from kulanz.stages.contact.queries.incoming_matching import Match, Unmatched, match_mail
from kulanz.stages.contact.queries.incoming_voices import Voice

NEW_CASES_PER_HOUR: Final = 30
_HEADER_BYTES: Final = 262_144
_NO_DEFECTS_WORTH_SAYING: Final = frozenset({Defect.STRUCTURE, Defect.BODY_ENCODING, Defect.NO_SENDER})


class Treatment(Enum):
    """How much a person has decided about this mail already."""

    USUAL = "usual"
    TRUSTED = "trusted"
    """Somebody looked at it: the limit per sender does not count."""
    PERSON = "person"
    """Somebody read it: it is a person's mail, whatever its headers say."""


def decide(
    row: RawMail, parsed: ParsedMail, raw: bytes, *, at: datetime, treatment: Treatment, kept: Kept
) -> None:
    """Set outcome, reason, case and message of the locked row and do what follows from them."""
    row.reason = ""
    tenant = Tenant.objects.defer("logo").get(pk=row.tenant_id)
    automatic = parsed.auto_reason if treatment is not Treatment.PERSON else AutoReason.NONE
    if automatic is AutoReason.OWN_MAIL:
        if _is_our_own(parsed, tenant):
            row.outcome = RawMailOutcome.DISCARDED
            row.reason = str(AUTOMATIC[AutoReason.OWN_MAIL])
            return
        automatic = AutoReason.AUTO_SUBMITTED if _says_automatic(raw) else AutoReason.NONE
    if automatic is AutoReason.TOO_MANY_HOPS:
        row.outcome = RawMailOutcome.QUARANTINED
        row.reason = str(AUTOMATIC[automatic])
        return
    if parsed.bounce is not None and automatic is AutoReason.BOUNCE:
        note_bounce(row, parsed, parsed.bounce, at=at)
        return
    found = match_mail(parsed, tenant=tenant, at=at)
    if isinstance(found, Match):
        _append(row, parsed, found, automatic, at=at, kept=kept)
    elif automatic is not AutoReason.NONE:
        row.outcome = RawMailOutcome.AUTOMATIC
        row.reason = str(AUTOMATIC[automatic])
    elif not _within_limit(row, parsed, at) and treatment is Treatment.USUAL:
        row.outcome = RawMailOutcome.QUARANTINED
        row.reason = _("Zu viele E-Mails dieses Absenders in einer Stunde (mehr als %(limit)d).") % {
            "limit": NEW_CASES_PER_HOUR
        }
    else:
        _begin(row, parsed, found, tenant, at=at, kept=kept)


def _append(
    row: RawMail, parsed: ParsedMail, match: Match, automatic: AutoReason, *, at: datetime, kept: Kept
) -> None:
    case = lock_case(match.case.pk)
    is_automatic = automatic is not AutoReason.NONE
    if not case.is_open and not is_automatic and not match.voice.is_staff:
        _take_up_again(case, at)
    if match.voice.proven_address:
        _note_that_it_is_read(match.voice.proven_address, at)
    kept.take(parsed.attachments, tenant_id=row.tenant_id, at=at)
    message = _message(row, parsed, case, voice=match.voice, automatic=is_automatic, at=at, kept=kept)
    if not is_automatic:
        _note(row, case, [*_about_sender(match), *_about_content(parsed, kept)], at)
    row.outcome = RawMailOutcome.APPENDED
    row.case = case
    row.message = message


def _note_that_it_is_read(address: str, at: datetime) -> None:
    """Only whoever reads mail at this address knows the token that was sent there."""
    points = ContactPoint.objects.filter(kind=ContactKind.EMAIL, normalized=address)
    points.filter(verified_at=None).update(verified_at=at)
    points.exclude(bounced_at=None).update(bounced_at=None, bounce_reason="")


def _take_up_again(case: Case, at: datetime) -> None:
    system = system_actor(case.tenant_id, channel=Channel.MAIL)
    reason = _("Neue Nachricht zu beendetem Vorgang")
    again = object_to_decision if case.claim_status == ClaimStatus.REJECTED else reopen_case
    again(actor=system, case_id=case.pk, reason=reason, at=at)
    case.refresh_from_db()


def _begin(
    row: RawMail, parsed: ParsedMail, unmatched: Unmatched, tenant: Tenant, *, at: datetime, kept: Kept
) -> None:
    opened = open_case(row, parsed, tenant, at=at)
    kept.take(parsed.attachments, tenant_id=row.tenant_id, at=at)
    voice = Voice(opened.actor, opened.audience)
    row.message = _message(row, parsed, opened.case, voice=voice, automatic=False, at=at, kept=kept)
    notes = list(opened.hints)
    if unmatched.referred:
        numbers = ", ".join(case.number for case in unmatched.referred[:5])
        notes.insert(
            0,
            _("Die E-Mail bezieht sich auf %(numbers)s; ihr Absender ist dort nicht beteiligt.")
            % {"numbers": numbers},
        )
    _note(row, opened.case, [*notes, *_about_content(parsed, kept)], at)
    row.outcome = RawMailOutcome.NEW_CASE
    row.case = opened.case


def _message(
    row: RawMail, parsed: ParsedMail, case: Case, *, voice: Voice, automatic: bool, at: datetime, kept: Kept
) -> Message:
    body = parsed.visible_text.strip() or parsed.text.strip()
    # Nobody's own message makes it our turn by itself: the system's is that of a supplier or a stranger.
    turn = WaitsFor.US if voice.actor.is_system and not automatic else None
    return add_message(
        actor=voice.actor,
        case_id=case.pk,
        body=body or _("(Diese E-Mail enthält keinen Text.)"),
        at=at,
        audience=voice.audience,
        subject=parsed.subject,
        files=kept.files,
        waits_for=turn,
        mail=MailOrigin(
            raw_mail_id=row.pk,
            subject=parsed.subject,
            full_text=parsed.text,
            html=parsed.html_clean,
            is_automatic=automatic,
        ),
    )


def _about_sender(match: Match) -> list[str]:
    if not match.voice.other_address:
        return []
    note = _("Diese E-Mail kam von %(address)s, der Antwortlink gehört jemand anderem.")
    return [note % {"address": match.voice.other_address}]


def _about_content(parsed: ParsedMail, kept: Kept) -> list[str]:
    notes = []
    defects = [str(DEFECTS[defect]) for defect in parsed.defects if defect not in _NO_DEFECTS_WORTH_SAYING]
    if defects:
        notes.append(_("Beim Lesen der E-Mail fiel auf: %(defects)s.") % {"defects": "; ".join(defects)})
    if kept.refused:
        notes.append(
            _("Nicht übernommene Anhänge (in der ursprünglichen E-Mail sind sie noch da):")
            + "".join(f"\n– {line}" for line in kept.refused)
        )
    return notes


def _note(row: RawMail, case: Case, notes: list[str], at: datetime) -> None:
    """One internal note for everything the office should know about the mail."""
    if notes:
        add_message(
            actor=system_actor(row.tenant_id, channel=Channel.MAIL),
            case_id=case.pk,
            body="\n\n".join(notes),
            # After the mail it is about.
            at=at + timedelta(microseconds=1),
            audience=Audience.INTERNAL,
        )


def _is_our_own(parsed: ParsedMail, tenant: Tenant) -> bool:
    """Another installation, or another tenant of this one, may well write to us."""
    if parsed.loop_tenant and parsed.loop_tenant == tenant.slug:
        return True
    ids = [parsed.message_id, f"<{parsed.message_id}>"]
    return bool(parsed.message_id) and OutgoingMail.objects.filter(mail_id__in=ids).exists()


def _says_automatic(raw: bytes) -> bool:
    headers = Headers(BytesHeaderParser(policy=compat32).parsebytes(raw[:_HEADER_BYTES]))
    said = headers.text("auto-submitted", 100).lower()
    return said != "" and not said.startswith("no")


def _within_limit(row: RawMail, parsed: ParsedMail, at: datetime) -> bool:
    """Count this mail. The counter stays locked until the commit, so that two first mails of a newcomer
    come one after the other and make one party."""
    sender = f"{row.tenant_id}:{parsed.from_address or parsed.from_name}"
    return hit("mail_new_case", sender, limit=NEW_CASES_PER_HOUR, window_seconds=3600, at=at)
