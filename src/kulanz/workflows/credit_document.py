"""The document of a credit note: net, tax, what was rounded, and which invoice it belongs to."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case
from kulanz.core.money import money_text
from kulanz.core.pdf.letters import LetterContent, render_letter
from kulanz.core.tenancy.models import Tenant
from kulanz.masterdata.parties.models import Party
from kulanz.stages.billing.models import CreditNote
from kulanz.stages.contact.commands.letters import envelope, letterhead_of
from kulanz.stages.contact.placeholders import LOCALES
from kulanz.stages.solution.queries.offers import positions_of

WORDS: Final[dict[str, tuple[str, str]]] = {
    "subject": ("Gutschrift {number}", "Credit note {number}"),
    "greeting": ("Guten Tag {name},", "Dear {name},"),
    "intro": (
        "zu Ihrem Vorgang {case} schreiben wir Ihnen gut:",
        "With regard to your case {case} we credit you with:",
    ),
    "item": ("Bezeichnung", "Description"),
    "amount": ("Betrag", "Amount"),
    "net": ("Gutschrift netto: {items}", "Credit, net: {items}"),
    "tax": ("Umsatzsteuer {rate} %", "VAT {rate}%"),
    "rounding": ("Rundungsbetrag", "Rounding"),
    "gross": ("Gutschriftsbetrag", "Total credit"),
    "invoice": (
        (
            "Diese kaufmännische Gutschrift mindert den Betrag der Rechnung {invoice}. Bitte berichtigen Sie "
            "Ihren Vorsteuerabzug entsprechend, wenn Sie Unternehmer sind."
        ),
        (
            "This commercial credit note reduces the amount of invoice {invoice}. If you are a business, "
            "please correct your input tax accordingly."
        ),
    ),
    "no_invoice": (
        "Dies ist eine kaufmännische Gutschrift, keine Abrechnung im Gutschriftverfahren.",
        "This is a commercial credit note, not a self-billed invoice.",
    ),
    "paid": ("Wir überweisen den Betrag auf Ihr Konto.", "We transfer the amount to your account."),
    "set_off": (
        "Der Betrag wird mit Ihrer Rechnung verrechnet.",
        "The amount is set off against your invoice.",
    ),
    "date": ("Ihr Vorgang", "Your case"),
    "file": ("Gutschrift {number}.pdf", "Credit note {number}.pdf"),
}


def credit_word(key: str, language: str, **values: str) -> str:
    german, english = WORDS[key]
    return (english if language.startswith("en") else german).format(**values)


def draw_credit_note(credit: CreditNote, case: Case, customer: Party, *, at: datetime) -> bytes:
    """As PDF, in the customer's language."""
    tenant = Tenant.objects.get(pk=credit.tenant_id)
    language = "en" if customer.language.startswith("en") else "de"

    def money(amount: Decimal) -> str:
        return money_text(amount, credit.currency, language)

    items = ", ".join(p.label for p in positions_of(credit.decision) if p.label) or case.title
    rate = format_decimal(credit.tax_rate.normalize(), locale=LOCALES[language])
    rows = [
        (credit_word("item", language), credit_word("amount", language)),
        (credit_word("net", language, items=items), money(credit.net)),
        (credit_word("tax", language, rate=rate), money(credit.tax)),
    ]
    if credit.rounding:
        rows.append((credit_word("rounding", language), money(credit.rounding)))
    rows.append((credit_word("gross", language), money(credit.gross)))
    invoice = credit.invoice_number
    return render_letter(
        LetterContent(
            letterhead=letterhead_of(tenant),
            recipient=envelope(customer, tenant),
            date=local_date(tenant, at),
            subject=credit_word("subject", language, number=credit.number),
            salutation=credit_word("greeting", language, name=customer.name),
            paragraphs=(credit_word("intro", language, case=case.number),),
            table=tuple(rows),
            after=(
                credit_word("invoice", language, invoice=invoice)
                if invoice
                else credit_word("no_invoice", language),
                credit_word("paid" if credit.pay_out else "set_off", language),
            ),
            language=language,
            info=((credit_word("date", language), case.number),),
            signer=tenant.contact_team or tenant.sender,
        )
    )
