"""Letters and forms to the customer: what is looked at is what is sent, by mail, on paper or by fax."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kulanz.cases.commands.state import turn_to
from kulanz.cases.locking import lock_case
from kulanz.cases.models import Case
from kulanz.cases.permissions import Action, require, visible_to
from kulanz.cases.refusals import CaseEnded, NoSuchCase
from kulanz.cases.rules import ClaimStatus, ClosedBy, Step, WaitsFor
from kulanz.core.access.actor import Actor
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party
from kulanz.stages.contact.commands.letters import (
    LetterText,
    Sending,
    create_letter,
    draw_letter,
    recipient_of,
)
from kulanz.stages.contact.letter_rules import ASKS, NEEDED, NEEDS_TEXT, paragraphs_of
from kulanz.stages.contact.models import Letter, LetterKind
from kulanz.stages.contact.placeholders import fill
from kulanz.stages.contact.queries.letter_templates import Wording, wording_of
from kulanz.stages.contact.queries.ways import How, Way
from kulanz.stages.contact.refusals import LetterNeedsText, LetterValueMissing
from kulanz.workflows.letter_mails import fax_letter, mail_letter
from kulanz.workflows.letter_values import letter_values
from kulanz.workflows.links import case_page_url, issue_case_link
from kulanz.workflows.phrases import PHRASES, phrase
from kulanz.workflows.writing import letter_way, writer_of

# As long as a real address, so that the page breaks where the letter will.
_NO_LINK = "x" * 43
# Where on his page a customer finds what the letter asks of him.
_ANCHORS = {LetterKind.PHOTO_REQUEST: "#files", LetterKind.QUERY: "#write"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter before it exists: to whom, how, and what it says."""

    customer: Party
    way: Way
    text: LetterText
    page_url: str


def send_letter(
    *,
    actor: Actor,
    case_id: int,
    kind: LetterKind,
    at: datetime,
    text: str = "",
    values: Mapping[str, str] | None = None,
    subject: str = "",
    how: str = "",
    key: str = "",
) -> Letter:
    """Write to the customer on the letterhead; the letter, the mail and the protocol in one step.

    `text` is added by hand, `values` complete or replace those of the case (`amount` finished, `link` the
    address to answer at), `how` is mail, print or fax; empty: mail where an address is known, else print.
    The same `key` with the same content again returns the first letter. After a photo request or a query
    it is the customer's turn. Raises NoRecipient, LetterNeedsText, LetterValueMissing, CaseEnded,
    NotAllowed and the reasons why a way is closed.
    """
    given = dict(values or {})
    once = _fingerprint(key, kind.value, text, subject, how, given) if key else ""
    with transaction.atomic():
        case = lock_case(case_id)
        require(actor, Action.WORK, case)
        first = Letter.objects.filter(case=case, key=once).first() if once else None
        if first is not None:
            return first
        if kind in ASKS and not case.is_open:
            raise CaseEnded
        draft = _draft(
            actor, case, kind, at=at, text=text, values=given, subject=subject, how=how, for_real=True
        )
        made = create_letter(
            actor=actor,
            case_id=case.pk,
            sending=Sending(kind, draft.way, text.replace("\x00", "").strip(), once),
            text=draft.text,
            at=at,
            page_url=draft.page_url,
        )
        if draft.way.how is How.MAIL:
            mail_letter(case, draft.customer, made, draft.text, url=draft.page_url, at=at)
        elif draft.way.how is How.FAX:
            fax_letter(case, draft.customer, made, at=at)
        if kind in ASKS:
            turn_to(actor=actor, case=case, waits_for=WaitsFor.CUSTOMER, at=at)
        return made.letter


def was_written(*, case_id: int, kind: LetterKind, values: Mapping[str, str], key: str) -> bool:
    """Whether `send_letter` with just these has written it already."""
    once = _fingerprint(key, kind.value, "", "", "", dict(values))
    return Letter.objects.filter(case_id=case_id, key=once).exists()


def preview_letter(
    *,
    actor: Actor,
    case_id: int,
    kind: LetterKind,
    at: datetime,
    text: str = "",
    values: Mapping[str, str] | None = None,
    subject: str = "",
    how: str = "",
) -> bytes:
    """What `send_letter` would send, as PDF; nothing is kept, and its link opens no page.

    Raises as `send_letter` does, and NoSuchCase.
    """
    case, draft = look_at_letter(
        actor=actor, case_id=case_id, kind=kind, at=at, text=text, values=values, subject=subject, how=how
    )
    return draw_letter(actor=actor, case=case, text=draft.text, at=at, page_url=draft.page_url)


def look_at_letter(
    *,
    actor: Actor,
    case_id: int,
    kind: LetterKind,
    at: datetime,
    text: str = "",
    values: Mapping[str, str] | None = None,
    subject: str = "",
    how: str = "",
) -> tuple[Case, Draft]:
    """The words of `preview_letter`, for a page that shows them while somebody types."""
    case = visible_to(actor).select_related("customer", "dealer").filter(pk=case_id).first()
    if case is None:
        raise NoSuchCase
    require(actor, Action.WORK, case)
    if kind in ASKS and not case.is_open:
        raise CaseEnded
    given = dict(values or {})
    return case, _draft(actor, case, kind, at=at, text=text, values=given, subject=subject, how=how)


def look_at_template(*, actor: Actor, case: Case, wording: Wording, at: datetime) -> LetterText:
    """A text, saved or not, with a real case; what only a decision knows is given an example.

    `case` must come from `visible_to`. Raises NoRecipient.
    """
    customer = recipient_of(case)
    values = letter_values(case, wording.kind, actor=actor, language=wording.language, at=at)
    for name, example in examples(wording.language).items():
        values[name] = values.get(name) or example
    values["link"] = case_page_url(_tenant(case), _NO_LINK)
    return _letter_text(case, customer, wording, values, subject="")


def preview_template(*, actor: Actor, case: Case, wording: Wording, at: datetime) -> bytes:
    """The same as PDF."""
    text = look_at_template(actor=actor, case=case, wording=wording, at=at)
    url = case_page_url(_tenant(case), _NO_LINK) + _ANCHORS.get(wording.kind, "")
    return draw_letter(actor=actor, case=case, text=text, at=at, page_url=url, language=wording.language)


def examples(language: str) -> dict[str, str]:
    """What stands in a preview where a case knows nothing yet."""
    names = ("text", "reason", "remedy", "executor", "visit_on", "amount", "expires_on", "solution")
    return {name: phrase(f"example_{name}", language) for name in names}


def offered_kinds(case: Case) -> tuple[LetterKind, ...]:
    """What may be written by hand now. Offers and credit notes come from their decision alone."""
    kinds = [LetterKind.PHOTO_REQUEST, LetterKind.CONFIRMATION, LetterKind.QUERY, LetterKind.SERVICE_NOTICE]
    found = kinds if case.is_open else []
    granted = case.claim_status in (ClaimStatus.ACCEPTED, ClaimStatus.REMEDY_STARTED)
    if granted and case.step != Step.CANCELLED:
        found = [*found, LetterKind.ACCEPTANCE]
    if case.positions.filter(claim_status=ClaimStatus.REJECTED.value).exists():
        found = [*found, LetterKind.REJECTION]
    if not case.is_open and case.closed_by not in ("", ClosedBy.REJECTION):
        found = [*found, LetterKind.CLOSING]
    return (*found, LetterKind.FREE)


def _draft(
    actor: Actor,
    case: Case,
    kind: LetterKind,
    *,
    at: datetime,
    text: str,
    values: dict[str, str],
    subject: str,
    how: str,
    for_real: bool = False,
) -> Draft:
    customer = recipient_of(case)
    if kind in NEEDS_TEXT and not text.strip():
        raise LetterNeedsText
    tenant = _tenant(case)
    sender = writer_of(case)
    way = letter_way(case, customer, tenant, how)
    wording = wording_of(case.tenant_id, kind, customer.language)
    known = letter_values(case, kind, actor=actor, language=wording.language, at=at)
    known |= {name: value for name, value in values.items() if value}
    missing = [name for name in NEEDED.get(kind, ()) if not known.get(name)]
    if missing:
        raise LetterValueMissing(missing=", ".join(f"{{{name}}}" for name in missing))
    url = values.get("link", "")
    if not url:
        # through the dealer's hands a link proves nobody's address
        address = way.to if way.how is How.MAIL and not sender.passes_on else ""
        url = (
            issue_case_link(case=case, party_id=customer.pk, address=address, at=at)
            if for_real
            else case_page_url(tenant, _NO_LINK)
        ) + _ANCHORS.get(kind, "")
    known |= {"link": url, "text": text.strip()}
    return Draft(customer, way, _letter_text(case, customer, wording, known, subject=subject), url)


def _letter_text(
    case: Case, customer: Party, wording: Wording, values: Mapping[str, str], *, subject: str
) -> LetterText:
    language, kind = wording.language, wording.kind
    name = (customer.last_name and f"{customer.first_name} {customer.last_name}".strip()) or customer.name
    caption = f"letter_qr_{kind.value}"
    return LetterText(
        subject=" ".join(subject.split()) or " ".join(fill(wording.subject, values).split()),
        salutation=phrase("letter_salutation", language, name=name),
        paragraphs=paragraphs_of(wording.body, values),
        file_name=phrase(f"file_{kind.value}", language, number=case.number),
        number_label=phrase("number", language),
        contact_label=phrase("contact", language),
        phone_label=phrase("phone", language),
        qr_caption=phrase(caption if caption in PHRASES else "letter_qr", language),
        instead=phrase("letter_no_link", language),
        copy_note=phrase("letter_copy", language),
    )


def _tenant(case: Case) -> Tenant:
    return Tenant.objects.defer("logo").get(pk=case.tenant_id)


def _fingerprint(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
