"""The words of order documents and of mails about orders, in the language of whoever gets them.

They stand here and not among the screens' translations because the recipient's language chooses them.
"""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("de", "en")

WORDS: Final[dict[str, tuple[str, str]]] = {
    # the document
    "part_delivery": ("Lieferauftrag Ersatzteil", "Delivery order, spare part"),
    "delivery": ("Lieferauftrag", "Delivery order"),
    "pick_up": ("Abholauftrag", "Pick-up order"),
    "pick_up_for_credit": ("Abholauftrag zur Gutschrift", "Pick-up order for credit"),
    "service": ("Kundendienstauftrag", "Service order"),
    "file_name": ("Auftrag {number}.pdf", "Order {number}.pdf"),
    "title": ("{kind} {number}", "{kind} {number}"),
    "order": ("Auftrag", "Order"),
    "case": ("Vorgang", "Case"),
    "date": ("Datum", "Date"),
    "contact": ("Ansprechpartner", "Contact"),
    "phone": ("Telefon", "Phone"),
    "wanted_on": ("Wunschtermin", "Wanted on"),
    "executor": ("Ausführung", "Carried out by"),
    "deliver_to": ("Lieferanschrift", "Deliver to"),
    "pick_up_at": ("Abholanschrift", "Pick up at"),
    "service_at": ("Einsatzort", "Place of service"),
    "on_site": ("Vor Ort", "On site"),
    "place_note": ("Hinweis", "Note"),
    "task": ("Aufgabe und Hinweise", "Task and notes"),
    "positions": ("Positionen", "Items"),
    "number": ("Nr.", "No."),
    "article": ("Artikel", "Article"),
    "serial": ("Seriennummer", "Serial number"),
    "quantity": ("Menge", "Quantity"),
    "weight": ("Gewicht", "Weight"),
    "total_weight": ("Gesamtgewicht", "Total weight"),
    "page": ("Seite", "Page"),
    "of": ("von", "of"),
    "logo": ("Logo", "Logo"),
    "no_address": ("Anschrift bitte vor Ort erfragen", "Please ask for the address"),
    # mails to the firm
    "greeting": ("Guten Tag,", "Hello,"),
    "mail_subject": ("Kundendienstauftrag {number}", "Service order {number}"),
    "mail_heading": ("Ein neuer Kundendienstauftrag", "A new service order"),
    "mail_text": (
        (
            "wir beauftragen Sie mit dem Einsatz {number}. Der Auftrag liegt als PDF bei. Bitte sagen Sie "
            "uns über den folgenden Link, ob Sie ihn annehmen und wann Sie kommen, und melden Sie dort auch, "
            "wenn er erledigt ist. Ein Kennwort brauchen Sie nicht."
        ),
        (
            "We ask you to carry out service order {number}. The order is attached as a PDF. Please tell us "
            "with the following link whether you accept it and when you will come, and report there when it "
            "is done. You do not need a password."
        ),
    ),
    "mail_private": (
        (
            "Der Link öffnet den Auftrag mit Anschrift und Telefonnummer des Kunden. Beides dient nur diesem "
            "Auftrag. Bitte geben Sie den Link nur an die Person weiter, die ihn ausführt."
        ),
        (
            "The link opens the order with the customer's address and telephone number. Both serve this "
            "order only. Please pass the link on only to the person who carries it out."
        ),
    ),
    "mail_link": ("Auftrag öffnen", "Open the order"),
    "place": ("Ort", "Place"),
    "reference": ("Vorgang", "Case"),
    "cancel_subject": ("Storniert: Kundendienstauftrag {number}", "Cancelled: service order {number}"),
    "cancel_heading": ("Der Auftrag ist storniert", "The order is cancelled"),
    "cancel_text": (
        "der Kundendienstauftrag {number} ist storniert. Bitte fahren Sie nicht mehr hin.",
        "Service order {number} is cancelled. Please do not go there any more.",
    ),
    # to the customer
    "visit_from": ("{day}, ab {start} Uhr", "{day}, from {start}"),
    "visit_window": ("{day}, {start} bis {end} Uhr", "{day}, {start} to {end}"),
    "cancel_reason": ("Grund: {reason}", "Reason: {reason}"),
    "off_plan_subject": (
        "Termin aufgehoben: Kundendienstauftrag {number}",
        "Appointment lifted: service order {number}",
    ),
    "off_plan_heading": ("Ihr Termin gilt nicht mehr", "Your appointment no longer holds"),
    "off_plan_text": (
        (
            "der Termin am {day} für den Kundendienstauftrag {number} gilt nicht mehr. Bitte fahren Sie "
            "nicht hin, bevor Sie über Ihren Link eine Person mit gültigem Zertifikat und einen Termin "
            "genannt haben."
        ),
        (
            "The appointment on {day} for service order {number} no longer holds. Please do not go there "
            "before you have named a person with a valid certificate and a date by your link."
        ),
    ),
    # to who leads
    "alert_subject": (
        "Sicherheit: Arbeit ohne gültige Berechtigung, {number}",
        "Safety: work without valid authorisation, {number}",
    ),
    "alert_text": (
        (
            "zu {number} ist Arbeit als erledigt gemeldet. Sie ist sicherheitsrelevant und wurde ohne "
            "gültige Berechtigung ausgeführt. Sie gilt nicht als gelöst. Nachprüfung: {inspection}."
        ),
        (
            "Work for {number} has been reported as done. It is relevant to safety and was carried out "
            "without valid authorisation. It does not count as solved. Re-inspection: {inspection}."
        ),
    ),
    # to the dealer
    "dealer_alert_subject": (
        "Arbeit ohne gültige Berechtigung, {number}",
        "Work without valid authorisation, {number}",
    ),
    "dealer_alert_text": ("zu {number} ist Arbeit gemeldet.", "Work for {number} has been reported."),
    "dealer_alert_link": ("Zum Vorgang", "Go to the case"),
    "regards": ("Mit freundlichen Grüßen\n{who}", "Kind regards\n{who}"),
}


def words(key: str, language: str, **values: str) -> str:
    """The words of `key` in German or, for everything else, English."""
    text = WORDS[key][0 if language[:2].lower() == "de" else 1]
    return text.format(**values) if values else text
