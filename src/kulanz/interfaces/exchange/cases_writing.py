"""Cases as XML for a partner: all that the dealer may see of them, and nothing else.

What he may see is decided where every screen decides it: by the visibility of the case, and by the audiences
of its messages and files. Files go out as the copies without place and device, as everywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from django.db.models import Q
from django.utils.translation import override
from lxml import etree

from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.queries.case_page import case_files, case_messages
from kulanz.cases.rules import READER_OF, Audience
from kulanz.cases.wording import load_overrides, state_text
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.files.copies import clean_copy
from kulanz.core.files.refusals import FileRefusal
from kulanz.interfaces.exchange.cases_elements import MOST_TEXT, line_in, positions_in, text_in, visits_in
from kulanz.interfaces.exchange.cases_packing import Written, beside_name, measured, scratch
from kulanz.interfaces.exchange.cases_reading import MOST_INLINE
from kulanz.interfaces.exchange.cases_results import CLAIM, STEP
from kulanz.interfaces.exchange.schema import CASES
from kulanz.interfaces.exchange.writing import NOTHING, clean, moment, one_line
from kulanz.masterdata.parties.models import ContactKind, ContactPoint
from kulanz.stages.contact.models import Partner, PartnerCase, PartnerRecord
from kulanz.stages.execution.queries.visits import visits_of_case
from kulanz.workflows.customers_words import solution_read
from kulanz.workflows.partner_signs import case_by_sign

log = structlog.get_logger("kulanz.partners")
_MOST_INLINE_TOGETHER: Final = 20 * 1024 * 1024
_MOST_FILES: Final = 1000
"""Of one case in one file, by the schema."""
_SEVERITY: Final = {
    "prevents_operation": "preventsOperation",
    "hinders_operation": "hindersOperation",
    "minor": "minor",
}
_FROM: Final = {
    ActorKind.STAFF: "office",
    ActorKind.SYSTEM: "office",
    ActorKind.DEALER: "dealer",
    ActorKind.TECHNICIAN: "technician",
    ActorKind.CUSTOMER: "customer",
    ActorKind.GUEST: "customer",
}
_tag = CASES.tag


@dataclass
class Writer:
    """Writes the cases of one partner; `actor` is the dealer's house, whose eyes decide."""

    partner: Partner
    actor: Actor
    tenant: str
    at: datetime
    with_files: bool = True

    def write(self, cases: Iterable[Case], *, sent: Mapping[int, Collection[int]] | None = None) -> Written:
        """All of them in one file. The cases come from `visible_to(actor)`.

        `sent`: of a case only the files that were not sent before, and no more altogether than a reader
        takes in one file: `written` says how far it came, and what is left of the last case.
        """
        target = scratch()
        written = Written(target, limited=sent is not None)
        about = {"from": self.tenant, "to": self.partner.code, "writtenAt": moment(self.at)}
        with etree.xmlfile(target, encoding="UTF-8") as writer:
            writer.write_declaration()
            with writer.element(_tag("cases"), about, nsmap={None: CASES.namespace}):
                for case in cases:
                    before = sent.get(case.pk, ()) if sent is not None else ()
                    writer.write(self.case(case, written, sent=before), pretty_print=True)
                    writer.flush()
                    written.cases += 1
                    if written.is_full:
                        break
        target.seek(0)
        return written

    def case(
        self, case: Case, written: Written | None = None, *, sent: Collection[int] = ()
    ) -> etree._Element:
        """One case. Without `written` the files are only named, as a digest needs them."""
        link = PartnerCase.objects.filter(partner=self.partner, case=case).first()
        theirs = _theirs(self.partner, case)
        attributes = {"number": case.number}
        own = link.their_reference if link is not None else ""
        if (
            not own
            and case.dealer_reference
            and case_by_sign(self.partner, self.actor, case.dealer_reference)
        ):
            own = case.dealer_reference
        if own := one_line(own, 80):
            attributes["yourNumber"] = own
        element = etree.Element(_tag("case"), attributes, nsmap={None: CASES.namespace})
        self._facts(element, case)
        self._customer(element, case)
        positions_in(element, case.positions.select_related("article"))
        visits_in(element, visits_of_case(self.actor, case))
        self._messages(element, case, theirs)
        if self.with_files:
            files = case_files(self.actor, case, at=self.at)
            self._files(element, [file for file in files if file.pk not in sent], theirs, written)
        return element

    def _facts(self, element: etree._Element, case: Case) -> None:
        state = state_text(case, READER_OF[ActorKind.DEALER], "de", load_overrides(case.tenant_id))
        line_in(element, "title", case.title, 200, needed=True)
        line_in(element, "kind", case.kind, 20)
        line_in(element, "step", STEP[case.step], 20)
        line_in(element, "claimStatus", CLAIM.get(case.claim_status or "", ""), 20)
        line_in(element, "state", state, 300, needed=True)
        if case.is_open and case.next_news_on is not None:
            line_in(element, "nextNewsOn", case.next_news_on.isoformat(), 10)
        line_in(element, "createdAt", moment(case.created_at), 20)
        if case.closed_at is not None:
            line_in(element, "closedAt", moment(case.closed_at), 20)
        text_in(element, "description", case.description)
        line_in(element, "severity", _SEVERITY[case.severity], 20)
        line_in(element, "safety", case.safety, 8)
        line_in(element, "language", case.language if case.language in ("de", "en") else "", 2)
        line_in(element, "dealerPart", case.dealer_part, 20)
        line_in(element, "carriedOutBy", case.carried_out_by, 20)
        line_in(element, "customerReference", case.customer_reference, 80)
        line_in(element, "placeNote", case.place_note, 200)
        text_in(element, "solution", solution_read(self.actor, case))

    def _customer(self, parent: etree._Element, case: Case) -> None:
        customer, place = case.customer, case.place_of_use
        if customer is None:
            return
        points: dict[str, str] = {}
        for point in ContactPoint.objects.filter(party=customer).order_by("-is_main", "id"):
            points.setdefault(point.kind, point.value)
        element = etree.SubElement(parent, _tag("customer"))
        line_in(element, "name", customer.name, 200, needed=True)
        if customer.is_business:
            line_in(element, "business", "true", 5)
        line_in(element, "email", points.get(ContactKind.EMAIL, ""), 254)
        phone = points.get(ContactKind.PHONE) or points.get(ContactKind.MOBILE) or ""
        line_in(element, "phone", phone, 60)
        if place is not None:
            line_in(element, "street", place.street, 200)
            line_in(element, "postcode", place.postcode, 20)
            line_in(element, "city", place.city, 120)
            country = place.country.upper()
            line_in(element, "country", country if re.fullmatch("[A-Z]{2}", country) else "", 2)

    def _messages(self, parent: etree._Element, case: Case, theirs: _Theirs) -> None:
        # in one language, whoever asks: what was sent already is known by its bytes
        with override("de"):
            found = [m for m in case_messages(self.actor, case, at=self.at) if clean(m.body).strip()]
        if not found:
            return
        messages = etree.SubElement(parent, _tag("messages"))
        for message in found[-10_000:]:
            messages.append(self._message(message, theirs))

    def _message(self, message: Message, theirs: _Theirs) -> etree._Element:
        attributes = {
            "id": f"{self.partner.origin}:m{message.pk}",
            "at": moment(message.created_at),
            "from": _FROM.get(ActorKind(message.author_kind), "other"),
            "author": one_line(message.author_name, 200),
            "yourReference": theirs.messages.get(message.pk, ""),
        }
        element = etree.Element(_tag("message"), {name: text for name, text in attributes.items() if text})
        element.text = clean(message.body).strip()[:MOST_TEXT]
        return element

    def _files(
        self, parent: etree._Element, files: list[CaseFile], theirs: _Theirs, written: Written | None
    ) -> None:
        elements: list[etree._Element] = []
        for file in files:
            if len(elements) == _MOST_FILES:
                _leave(written, file)
                continue
            element = self._file(file, theirs, written)
            if element is not None:
                elements.append(element)
        if elements:
            etree.SubElement(parent, _tag("attachments")).extend(elements)

    def _file(self, file: CaseFile, theirs: _Theirs, written: Written | None) -> etree._Element | None:
        own = theirs.files.get(file.pk, "")
        attributes = {
            "id": f"{self.partner.origin}:f{file.pk}",
            "name": one_line(file.name, 120) or NOTHING,
            "at": moment(file.created_at),
            "forAll": "true" if file.audience == Audience.ALL else "",
            "yourReference": own,
        }
        content = ""
        if not own and written is not None:
            try:
                with clean_copy(file.stored).content as source:
                    digest, size = measured(source)
                    source.seek(0)
                    attributes |= {"sha256": digest, "size": str(size)}
                    if size <= MOST_INLINE and written.inline + size <= _MOST_INLINE_TOGETHER:
                        written.inline += size
                        content = base64.encodebytes(source.read()).decode()
                    elif written.takes(size):
                        attributes["label"] = attributes["name"]
                        attributes["name"] = beside_name(file)
                        written.put_beside(attributes["name"], file, size)
                    else:
                        _leave(written, file)
                        return None
            except FileRefusal as refusal:
                # it goes to nobody outside the office in any other way either
                log.info("file_not_exported", case_file=file.pk, reason=refusal.code)
                return None
        if written is not None:
            written.files.setdefault(file.case_id, []).append(file.pk)
        element = etree.Element(_tag("attachment"), {name: text for name, text in attributes.items() if text})
        element.text = content or None
        return element


def _leave(written: Written | None, file: CaseFile) -> None:
    """For the next file that goes out."""
    if written is not None:
        written.left += 1
    log.info("file_left_for_later", case_file=file.pk)


@dataclass(frozen=True, slots=True)
class _Theirs:
    """What of a case came from the partner: our row → what he calls it."""

    messages: dict[int, str]
    files: dict[int, str]


def _theirs(partner: Partner, case: Case) -> _Theirs:
    messages: dict[int, str] = {}
    files: dict[int, str] = {}
    rows = PartnerRecord.objects.filter(Q(case=case) | Q(case__merged_into=case), partner=partner)
    for message_id, file_id, reference in rows.values_list("message_id", "case_file_id", "reference"):
        if message_id:
            messages[message_id] = one_line(reference, 120)
        if file_id:
            files[file_id] = one_line(reference, 120)
    return _Theirs(messages, files)


def digest_of_case(element: etree._Element) -> str:
    """Whether there is anything new to tell."""
    return hashlib.sha256(etree.tostring(element, method="c14n")).hexdigest()
