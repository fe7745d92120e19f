"""The sentences of our mails and letters, in every language a recipient may have.

They stand here and not among the screens' translations because they are chosen by the recipient's
language, never by the reader of a screen.
"""

from __future__ import annotations

from typing import Final

PHRASES: Final[dict[str, tuple[str, str]]] = {
    # greeting
    "greeting": ("Guten Tag,", "Hello,"),
    "greeting_name": ("Guten Tag {name},", "Hello {name},"),
    "regards": ("Mit freundlichen Grüßen\n{who}", "Kind regards\n{who}"),
    # facts
    "number": ("Vorgangsnummer", "Case number"),
    "title": ("Betreff", "Subject"),
    "state": ("Stand", "Status"),
    "next_news": ("Nächste Nachricht", "Next update"),
    "next_news_by": ("spätestens am {date}", "by {date} at the latest"),
    "next_news_today": ("Wir melden uns heute", "We will contact you today"),
    "dealer_reference": ("Ihre Referenz", "Your reference"),
    "customer": ("Kunde", "Customer"),
    "contact": ("Ansprechpartner", "Contact"),
    "phone": ("Telefon", "Phone"),
    "to_case": ("Zum Vorgang", "Go to the case"),
    "reply_hint": (
        "Sie können einfach auf diese E-Mail antworten.",
        "You can simply reply to this email.",
    ),
    # acknowledgement
    "ack_subject": ("Ihre Meldung {number}", "Your report {number}"),
    "ack_heading": ("Ihre Meldung ist bei uns angekommen", "We have received your report"),
    "ack_text": (
        (
            "vielen Dank für Ihre Meldung. Sie hat bei uns die Nummer {number}. Über den folgenden Link "
            "sehen Sie jederzeit, wie es steht, können uns schreiben und Fotos nachreichen."
        ),
        (
            "Thank you for your report. Its number is {number}. The following link shows you at any time how "
            "things stand; there you can write to us and add photos."
        ),
    ),
    "ack_subject_order": ("Ihr Auftrag {number}", "Your order {number}"),
    "ack_heading_order": ("Ihr Auftrag ist bei uns angekommen", "We have received your order"),
    "ack_text_order": (
        (
            "vielen Dank für Ihren Auftrag. Er hat bei uns die Nummer {number}. Über den folgenden Link "
            "sehen Sie jederzeit, wie es steht, können uns schreiben und Fotos nachreichen."
        ),
        (
            "Thank you for your order. Its number is {number}. The following link shows you at any time how "
            "things stand; there you can write to us and add photos."
        ),
    ),
    "ack_subject_inquiry": ("Ihre Anfrage {number}", "Your inquiry {number}"),
    "ack_heading_inquiry": ("Ihre Anfrage ist bei uns angekommen", "We have received your inquiry"),
    "ack_text_inquiry": (
        (
            "vielen Dank für Ihre Anfrage. Sie hat bei uns die Nummer {number}. Über den folgenden Link "
            "sehen Sie jederzeit, wie es steht, können uns schreiben und Fotos nachreichen."
        ),
        (
            "Thank you for your inquiry. Its number is {number}. The following link shows you at any time "
            "how things stand; there you can write to us and add photos."
        ),
    ),
    "ack_subject_due": ("Ihre Wartung steht an: {number}", "Your maintenance is due: {number}"),
    "ack_heading_due": ("Ihre nächste Wartung steht an", "Your next maintenance is due"),
    "ack_text_due": (
        (
            "nach Ihrem Wartungsplan ist es wieder so weit. Der Vorgang hat bei uns die Nummer {number}. "
            "Über den folgenden Link sehen Sie jederzeit, wie es steht, und können uns schreiben."
        ),
        (
            "According to your maintenance plan it is time again. The number of this case is {number}. The "
            "following link shows you at any time how things stand; there you can write to us."
        ),
    ),
    "ack_unverified": (
        "Wenn Sie uns nichts gemeldet haben, können Sie diese E-Mail einfach löschen.",
        "If you did not report anything to us, you can simply delete this email.",
    ),
    # news
    "news_subject": ("Neuer Stand zu {number}", "Update on {number}"),
    "news_text": (
        "zu Ihrem Vorgang {number} gibt es einen neuen Stand.",
        "There is an update on your case {number}.",
    ),
    "closed_subject": ("{number} ist abgeschlossen", "{number} is closed"),
    "closed_text": ("wir haben Ihren Vorgang {number} abgeschlossen.", "We have closed your case {number}."),
    "closed_ask": (
        "Ist das Problem gelöst? Sagen Sie es uns bitte auf der Seite Ihres Vorgangs.",
        "Is the problem solved? Please tell us on the page of your case.",
    ),
    "cancelled_subject": ("{number} wurde storniert", "{number} was cancelled"),
    "withdrawn_subject": ("{number} wurde zurückgezogen", "{number} was withdrawn"),
    "cancelled_text": (
        "Ihr Vorgang {number} wird nicht weiter bearbeitet.",
        "Your case {number} will not be worked on any further.",
    ),
    # message
    "message_subject": ("Nachricht zu {number}", "Message about {number}"),
    "files_on_page": (
        "Weitere Dateien finden Sie auf der Seite des Vorgangs.",
        "You will find further files on the page of the case.",
    ),
    "wrote": ("{name} schreibt:", "{name} writes:"),
    # dealer
    "dealer_new_subject": ("Neuer Vorgang {number}", "New case {number}"),
    "dealer_new_text": (
        "zu Ihrem Haus wurde der Vorgang {number} angelegt.",
        "Case {number} was recorded for your company.",
    ),
    "dealer_change_text": (
        "der Vorgang {number} hat einen neuen Stand.",
        "Case {number} has a new status.",
    ),
    "dealer_closed_text": ("der Vorgang {number} ist abgeschlossen.", "Case {number} is closed."),
    "dealer_withdrawn_text": ("der Vorgang {number} wurde zurückgezogen.", "Case {number} was withdrawn."),
    "dealer_cancelled_text": ("der Vorgang {number} wurde storniert.", "Case {number} was cancelled."),
    # to a dealer who writes to his customer himself
    "pass_on_subject": ("Bitte weitergeben: {subject}", "Please pass on: {subject}"),
    "pass_on_text": (
        (
            "vereinbart ist, dass Sie Ihrem Kunden {customer} selbst schreiben. Bitte geben Sie ihm weiter, "
            "was unter der Linie steht. Er hat diese Nachricht nicht von uns bekommen."
        ),
        (
            "It is agreed that you write to your customer {customer} yourself. Please pass on to them what "
            "stands below the line. They have not received this message from us."
        ),
    ),
    "pass_on_link": (
        "Der Link gehört Ihrem Kunden: Er öffnet die Seite dieses Vorgangs ohne Anmeldung.",
        "The link belongs to your customer: it opens the page of this case without signing in.",
    ),
    "pass_on_own_page": ("Ihre Ansicht im Portal: {url}", "Your own view in the portal: {url}"),
    # staff
    "assigned_subject": ("{number} ist jetzt bei Ihnen", "{number} is now yours"),
    "assigned_text": (
        "{name} hat Ihnen den Vorgang {number} übergeben.",
        "{name} has handed case {number} over to you.",
    ),
    "incoming_subject": ("Neue Nachricht zu {number}", "New message on {number}"),
    "incoming_text": (
        "{name} hat im Vorgang {number} geschrieben.",
        "{name} wrote in case {number}.",
    ),
    "follow_up_subject": ("Wiedervorlage {number}", "Follow-up {number}"),
    "follow_up_text": ("der Vorgang {number} ist heute wieder dran.", "Case {number} is up again today."),
    "overdue_subject": ("{count} überfällige Vorgänge", "{count} overdue cases"),
    "overdue_text": (
        "bei diesen Vorgängen ist die zugesagte Nachricht überfällig:",
        "The promised update is overdue on these cases:",
    ),
    "to_desk": ("Im Servicebüro öffnen", "Open at the desk"),
    # link
    "link_subject": ("Ihr Link zu {number}", "Your link to {number}"),
    "link_heading": ("Ihr neuer Link", "Your new link"),
    "link_text": (
        (
            "hier ist der angeforderte Link zu Ihrem Vorgang {number}. Wenn Sie ihn nicht angefordert haben, "
            "können Sie diese E-Mail einfach löschen."
        ),
        (
            "Here is the link to your case {number} that you asked for. If you did not ask for it, you can "
            "simply delete this email."
        ),
    ),
    # letters
    "letter_goodwill": (
        "Diese Leistung erbringen wir aus Kulanz und ohne Anerkennung einer Rechtspflicht.",
        "We do this as a gesture of goodwill, without recognition of any legal obligation.",
    ),
    "letter_objection": (
        (
            "Wenn Sie damit nicht einverstanden sind, schreiben Sie uns bitte oder rufen Sie uns an. Wir "
            "prüfen Ihren Einwand dann erneut."
        ),
        "If you do not agree, please write to us or call us. We will then look at your case again.",
    ),
    "letter_qr": (
        "Mit diesem Code sehen Sie, wie es um Ihren Vorgang steht, und können uns schreiben.",
        "This code shows you how your case stands and lets you write to us.",
    ),
    "letter_salutation": ("Guten Tag {name},", "Dear {name},"),
    "letter_attached": (
        "Dieses Schreiben liegt als PDF bei.",
        "This letter is attached as a PDF.",
    ),
    "letter_no_link": ("[persönlicher Link]", "[personal link]"),
    "letter_copy": (
        "Kopie ohne den persönlichen Link und den Code.",
        "Copy without the personal link and the code.",
    ),
    "letter_fax": ("Fax an {number}", "Fax to {number}"),
    "letter_fitting": (
        "Das Ersatzteil bringt ein Techniker mit und baut es bei Ihnen ein.",
        "A technician will bring the spare part and fit it at your place.",
    ),
    "letter_fitting_date": (
        "Der Termin dafür wird noch mit Ihnen vereinbart.",
        "The appointment for it will be arranged with you.",
    ),
    "letter_fitting_danger": (
        "Bitte benutzen Sie das Produkt nicht mehr, bis das Ersatzteil eingebaut ist.",
        "Please do not use the product any more until the spare part has been fitted.",
    ),
    "letter_decision": ("erkennen sie an", "accept it"),
    "letter_decision_goodwill": ("helfen Ihnen aus Kulanz", "will help you as a gesture of goodwill"),
    "letter_item": ("Artikel", "item"),
    "letter_serial": ("Seriennummer {number}", "serial number {number}"),
    "letter_qr_photo_request": (
        "Mit diesem Code kommen Sie auf die Seite Ihres Vorgangs und können dort Fotos hochladen.",
        "This code takes you to the page of your case, where you can upload photos.",
    ),
    "letter_qr_query": (
        "Mit diesem Code kommen Sie auf die Seite Ihres Vorgangs und können uns dort antworten.",
        "This code takes you to the page of your case, where you can answer us.",
    ),
    "letter_qr_discount_offer": (
        "Mit diesem Code sehen Sie unser Angebot und können es annehmen oder ablehnen.",
        "This code shows you our offer and lets you accept or decline it.",
    ),
    "letter_link_photo_request": ("Fotos hochladen", "Upload photos"),
    "letter_link_query": ("Jetzt antworten", "Answer now"),
    "letter_link_discount_offer": ("Angebot ansehen und antworten", "View the offer and answer"),
    "example_text": ("Hier steht, was Sie dazuschreiben.", "Here is what you add."),
    "example_reason": ("Der Schaden ist beim Umzug entstanden.", "The damage happened during the move."),
    "example_remedy": ("Kostenloser Austausch", "Free exchange"),
    "example_executor": ("Kundendienst Beispiel", "Example Service"),
    "example_visit_on": ("24. November 2026", "24 November 2026"),
    "example_amount": ("120,00 € (inkl. 19 % MwSt.)", "€120.00 (incl. 19% VAT)"),
    "example_expires_on": ("8. Dezember 2026", "8 December 2026"),
    "example_solution": ("Gasfeder getauscht", "Gas spring replaced"),
    "file_photo_request": ("Fotoanforderung {number}.pdf", "Photo request {number}.pdf"),
    "file_confirmation": ("Bestätigung {number}.pdf", "Confirmation {number}.pdf"),
    "file_query": ("Rückfrage {number}.pdf", "Query {number}.pdf"),
    "file_service_notice": ("Kundendienst {number}.pdf", "Service visit {number}.pdf"),
    "file_discount_offer": ("Angebot {number}.pdf", "Offer {number}.pdf"),
    "file_acceptance": ("Anerkennung {number}.pdf", "Acceptance {number}.pdf"),
    "file_rejection": ("Ablehnung {number}.pdf", "Rejection {number}.pdf"),
    "file_credit_note": ("Gutschrift {number}.pdf", "Credit {number}.pdf"),
    "file_closing": ("Abschlussbrief {number}.pdf", "Closing letter {number}.pdf"),
    "file_free": ("Brief {number}.pdf", "Letter {number}.pdf"),
}


def phrase(key: str, language: str, **values: object) -> str:
    """The sentence in this language (German where it is not English) with its values."""
    german, english = PHRASES[key]
    text = english if language.startswith("en") else german
    # One pass by hand: a value that holds braces must not be read as a placeholder.
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value).replace("{", "\x02").replace("}", "\x03"))
    return text.replace("\x02", "{").replace("\x03", "}")
