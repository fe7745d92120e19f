"""What went to the customer of a case, as his dealer may read it: the words, never the customer's links.

Only mails meant for a customer count, by their kind and their recipient: nothing to staff, executors or
other houses. Whom it went to may have been erased since; then nothing but the fact is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from kulanz.cases.models import Case, Participant, ParticipantRole
from kulanz.cases.permissions import audiences_readable, files_visible_to, visible_to
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.redacting import without_secrets
from kulanz.core.files.storage import storage
from kulanz.core.mail.own_text import text_of
from kulanz.core.ui.badges import Badge, Tone
from kulanz.masterdata.parties.models import Membership, Party
from kulanz.stages.contact.models import Letter, LetterState, OutgoingMail, OutgoingState
from kulanz.stages.contact.queries.outgoing import Attached, attachments_of
from kulanz.workflows.others_mails import others_mails
from kulanz.workflows.writing import RELAYED

TO_CUSTOMERS: Final = frozenset(
    {"acknowledgement", "news", "answer", "letter", "appointment", "report", "link", RELAYED}
)
"""The kinds of mails a customer gets about his case."""
TO_OTHERS: Final = frozenset(
    {
        "certificate", "clerk_declined", "fax", "invitation", "offer", "option", "order",
        "password_reset", "staff",
    }
)  # fmt: skip
"""Those of everybody else, and those of no case. A new kind belongs to one of the two."""
_TO_HOUSES: Final = frozenset({RELAYED, "report"})
AT_ONCE: Final = 15


@dataclass(frozen=True, slots=True)
class ToldMail:
    """One thing that went out. `gone`: its recipient was erased."""

    at: datetime
    how: str
    to: str
    subject: str
    badge: Badge
    text: str = ""
    file_id: int | None = None
    attached: tuple[Attached, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A page of them, newest first; `older` is where the next one begins, empty at the end."""

    mails: tuple[ToldMail, ...] = ()
    older: str = ""


def mails_told(actor: Actor, case: Case, *, before: str = "") -> Told:
    """For the dealer of the case alone; `case` from `visible_to`."""
    if actor.kind is not ActorKind.DEALER or not actor.organisation_id:
        return Told()
    # what was merged into it counts where he may see that too
    cases = visible_to(actor).filter(Q(pk=case.pk) | Q(merged_into_id=case.pk))
    mails, letters = _mails(actor, cases), _letters(actor, case, cases)
    if (theirs := others_mails(actor, cases)) is not None:
        mails = mails.exclude(theirs)
    mail_end, letter_end = _ends(before)
    if mail_end is not None:
        mails = mails.filter(pk__lt=mail_end)
    if letter_end is not None:
        letters = letters.filter(pk__lt=letter_end)
    found = list(mails[: AT_ONCE + 1])
    attached = attachments_of(actor, case, found)
    return _joined(actor, found, list(letters[: AT_ONCE + 1]), attached, ends=[mail_end, letter_end])


def _joined(
    actor: Actor,
    mails: list[OutgoingMail],
    letters: list[Letter],
    attached: Mapping[int, tuple[Attached, ...]],
    *,
    ends: list[int | None],
) -> Told:
    """Both by time, each in its own order, so that the next page begins exactly where this one ends."""
    shown: list[ToldMail] = []
    while (mails or letters) and len(shown) < AT_ONCE:
        if mails and (not letters or mails[0].created_at >= letters[0].created_at):
            mail = mails.pop(0)
            ends[0] = mail.pk
            if _is_customers(mail):
                shown.append(_told_mail(actor, mail, attached.get(mail.pk, ())))
        else:
            letter = letters.pop(0)
            ends[1] = letter.pk
            shown.append(_told_letter(letter))
    older = ".".join("" if end is None else str(end) for end in ends) if mails or letters else ""
    return Told(tuple(shown), older)


def _ends(before: str) -> tuple[int | None, int | None]:
    """Where the page before ended; what nobody of us wrote begins at the top."""
    pieces = [int(piece) if piece.isascii() and piece.isdigit() else None for piece in before[:40].split(".")]
    return (pieces[0], pieces[1]) if len(pieces) == 2 else (None, None)


def _mails(actor: Actor, cases: QuerySet[Case]) -> QuerySet[OutgoingMail]:
    asks = Participant.objects.filter(case_id=OuterRef("case_id"), role=ParticipantRole.CUSTOMER)
    house = Membership.objects.filter(organisation_id=actor.organisation_id).values("pk")
    to_customer = Q(party_id=F("case__customer_id")) | Exists(asks.filter(party_id=OuterRef("party_id")))
    to_house = Q(party_id=actor.organisation_id) | Q(membership_id__in=house)
    # to an address that is not the customer's any more
    to_former = Q(
        kind="answer",
        party_id=None,
        membership_id=None,
        message__audience__in=[audience.value for audience in audiences_readable(actor)],
    )
    erased = Party.objects.filter(erased_at__isnull=False)
    return (
        OutgoingMail.objects.filter(
            Q(to_customer) | to_former | Q(to_house, kind__in=_TO_HOUSES),
            tenant_id=actor.tenant_id,
            case__in=cases,
            kind__in=TO_CUSTOMERS,
        )
        .select_related("message", "case")
        .annotate(
            reader_erased=Exists(erased.filter(pk=OuterRef("party_id"))),
            customer_erased=Exists(erased.filter(pk=OuterRef("case__customer_id")))
            | Exists(asks.filter(party__erased_at__isnull=False)),
        )
        .order_by("-pk")
    )


def _letters(actor: Actor, case: Case, cases: QuerySet[Case]) -> QuerySet[Letter]:
    """Those on paper and by fax; what went by mail is among the mails."""
    copies = files_visible_to(actor, case).filter(copy_of=OuterRef("file_id"))
    return (
        Letter.objects.filter(case__in=cases)
        .exclude(state=LetterState.MAILED)
        .select_related("case__customer")
        .annotate(copy_id=Subquery(copies.values("pk")[:1]))
        .order_by("-pk")
    )


def _is_customers(mail: OutgoingMail) -> bool:
    """An answer to nobody we know: whether its writer was shown a customer there."""
    if mail.party_id is not None or mail.membership_id is not None:
        return True
    recipients: Sequence[dict[str, str]] = mail.message.recipients if mail.message is not None else ()
    return any(
        one.get("email", "").lower() == mail.recipient.lower() and one.get("kind") == ActorKind.CUSTOMER
        for one in recipients
    )


def _told_mail(actor: Actor, mail: OutgoingMail, attached: tuple[Attached, ...]) -> ToldMail:
    passed_on = mail.kind == RELAYED or _is_house(actor, mail)
    how = _("zum Weitergeben durch Sie") if passed_on else _("E-Mail")
    gone = not mail.recipient or bool(getattr(mail, "reader_erased", False))
    if passed_on or mail.party_id is None:
        gone = gone or bool(getattr(mail, "customer_erased", False))
    at = mail.sent_at or mail.created_at
    if gone:
        return ToldMail(at, how, "", "", _state(mail), gone=True)
    subject, text = _clean(mail.subject), _clean(_text(mail))
    files = tuple(replace(file, name=_clean(file.name)) for file in attached)
    return ToldMail(at, how, mail.recipient, subject, _state(mail), text, attached=files)


def _is_house(actor: Actor, mail: OutgoingMail) -> bool:
    if mail.membership_id is not None:
        return True
    customer = mail.case.customer_id if mail.case is not None else None
    return mail.party_id == actor.organisation_id != customer


def _told_letter(letter: Letter) -> ToldMail:
    customer = letter.case.customer
    by_fax = letter.state == LetterState.FAXED
    printed = letter.state != LetterState.TO_PRINT
    badge = Badge(_("gesendet"), Tone.OK) if printed else Badge(_("wartet auf den Druck"), Tone.WAIT)
    how = _("Fax") if by_fax else _("Brief")
    at = letter.printed_at or letter.created_at
    if customer is None or customer.erased_at is not None or not letter.recipient:
        return ToldMail(at, how, "", "", badge, gone=True)
    to = ", ".join(part for part in (letter.recipient, letter.sent_to) if part)
    file_id: int | None = getattr(letter, "copy_id", None)
    subject = _clean(letter.subject) or letter.get_kind_display()
    # letters from before there were copies: what was written into them by hand
    text = "" if file_id is not None else _clean(letter.text)
    return ToldMail(at, how, to, subject, badge, text=text, file_id=file_id)


def _state(mail: OutgoingMail) -> Badge:
    return {
        OutgoingState.SENT.value: Badge(_("gesendet"), Tone.OK),
        OutgoingState.FAILED.value: Badge(_("unzustellbar"), Tone.DANGER),
        OutgoingState.CANCELLED.value: Badge(_("nicht gesendet"), Tone.NEUTRAL),
    }.get(mail.state, Badge(_("wartet"), Tone.WAIT))


def _text(mail: OutgoingMail) -> str:
    if not mail.storage_key:
        return ""
    try:
        with storage().open(mail.storage_key) as content:
            return text_of(content)
    except OSError:  # erased meanwhile, or lost
        return ""


def _clean(text: str) -> str:
    return without_secrets(text, _("[persönlicher Link des Kunden]"))
