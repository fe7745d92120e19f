"""Who writes to the customer of a case, and with which face: name, letterhead, logo, colours."""

from __future__ import annotations

from dataclasses import dataclass

from kulanz.cases.models import Case
from kulanz.cases.queries.writing import writer_kind
from kulanz.core.mail.letter import MailBrand
from kulanz.core.pdf.letters import Letterhead
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Writer
from kulanz.stages.contact.faces import Face, face_of_dealer, face_of_tenant
from kulanz.stages.contact.mail_parts import MailLook, foot_lines, mail_logo


@dataclass(frozen=True, slots=True)
class Sender:
    """The office; the office in a dealer's name; or the dealer, who passes on what we prepared."""

    kind: Writer
    face: Face

    @property
    def is_office(self) -> bool:
        return self.kind is Writer.OFFICE

    @property
    def passes_on(self) -> bool:
        """What is meant for the customer goes to the dealer."""
        return self.kind is Writer.DEALER

    @property
    def name(self) -> str:
        return self.face.name

    @property
    def letterhead(self) -> Letterhead:
        return self.face.letterhead()

    def from_name(self, language: str) -> str:
        """What the customer reads as the sender of a mail."""
        if self.is_office:
            return self.face.name
        return f"{self.face.name}, {'Service' if language.startswith('en') else 'Kundendienst'}"

    def mail_look(self, language: str) -> MailLook | None:
        """The dealer's face on a mail in his name; None: the tenant's own."""
        if self.kind is not Writer.OFFICE_FOR_DEALER:
            return None
        return self.dealers_look(language)

    def dealers_look(self, language: str) -> MailLook | None:
        """The same wherever the customer knows the dealer as his counterpart."""
        if self.is_office:
            return None
        logo, logo_type = mail_logo(self.face.logo, self.face.logo_type)
        foot = (self.face.phone, *foot_lines(self.face.footer))
        brand = MailBrand(
            name=self.face.name,
            colour=self.face.color,
            logo=logo,
            logo_type=logo_type,
            footer=tuple(line for line in foot if line),
        )
        return MailLook(brand, self.from_name(language))


def writer_of(case: Case, tenant: Tenant | None = None) -> Sender:
    """Who writes to this case's customer. `tenant`, where given, is loaded with its logo."""
    tenant = tenant or Tenant.objects.get(pk=case.tenant_id)
    kind = writer_kind(case)
    if kind is Writer.OFFICE or case.dealer is None:
        return Sender(Writer.OFFICE, face_of_tenant(tenant))
    return Sender(kind, face_of_dealer(case.dealer, tenant))
