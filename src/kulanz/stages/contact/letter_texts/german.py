"""German: kind → (subject, body). The salutation stands above, greeting and link below."""

from __future__ import annotations

from typing import Final

GERMAN: Final[dict[str, tuple[str, str]]] = {
    "photo_request": (
        "Bitte um Fotos zu Ihrem Vorgang {number}",
        """\
damit wir Ihr Anliegen schnell beurteilen können, bitten wir Sie um einige Fotos. Es geht um:
{positions}

Am meisten helfen uns ein Foto des ganzen Produkts, eine Nahaufnahme der betroffenen Stelle und ein \
Foto des Typenschilds, falls Sie eines finden.

{text}

Am einfachsten laden Sie die Fotos auf der Seite Ihres Vorgangs hoch. Den Link dorthin finden Sie am \
Ende dieses Schreibens; eine Anmeldung ist nicht nötig.

Sobald die Fotos bei uns sind, bearbeiten wir Ihren Vorgang weiter. Vielen Dank für Ihre Mithilfe!""",
    ),
    "confirmation": (
        "Ihre Meldung {number}: {title}",
        """\
vielen Dank für Ihre Meldung. Wir haben sie unter der Nummer {number} erfasst und kümmern uns darum.

Es geht um:
{positions}

{text}

Sie hören spätestens am {next_news} wieder von uns.

Bitte nennen Sie bei Fragen immer die Nummer {number}. Wie es steht, sehen Sie jederzeit auf der Seite \
Ihres Vorgangs; den Link dorthin finden Sie am Ende dieses Schreibens.""",
    ),
    "query": (
        "Rückfrage zu Ihrem Vorgang {number}",
        """\
zu Ihrem Vorgang {number} ({title}) haben wir noch eine Frage:

{text}

Bitte antworten Sie uns auf der Seite Ihres Vorgangs. Den Link dorthin finden Sie am Ende dieses \
Schreibens.

Sie erreichen uns auch telefonisch: {phone}.

Sobald Ihre Antwort da ist, bearbeiten wir Ihren Vorgang weiter.""",
    ),
    "service_notice": (
        "Kundendienst zu Ihrem Vorgang {number}",
        """\
um Ihr Anliegen kümmert sich ein Kundendienst bei Ihnen vor Ort. Es geht um:
{positions}

Zu Ihnen kommt: {executor}.

Der Besuch ist für den {visit_on} vorgesehen.

{text}

Die genaue Uhrzeit stimmt der Kundendienst mit Ihnen ab. Bitte sorgen Sie dafür, dass das Produkt am \
Tag des Besuchs frei zugänglich ist.

Wenn etwas dazwischenkommt, sagen Sie uns bitte rechtzeitig Bescheid: {phone}.

{goodwill}""",
    ),
    "discount_offer": (
        "Unser Angebot zu Ihrem Vorgang {number}",
        """\
wir haben Ihre Reklamation geprüft und möchten Ihnen eine einfache Lösung anbieten: Sie behalten die \
Ware, und wir gewähren Ihnen einen Preisnachlass von {amount}.

Das Angebot gilt für:
{positions}

Rechnung: {invoice_number}

{text}

Bitte sagen Sie uns bis zum {expires_on}, ob Sie einverstanden sind.

Über den Link am Ende dieses Schreibens können Sie das Angebot annehmen oder ablehnen. Nehmen Sie es \
an, ist der gemeldete Mangel damit erledigt, und Sie erhalten eine Gutschrift über den Betrag. Lehnen \
Sie es ab, suchen wir mit Ihnen eine andere Lösung.

{goodwill}""",
    ),
    "acceptance": (
        "Ihr Vorgang {number}: So geht es weiter",
        """\
wir haben Ihre Reklamation geprüft und {decision}. Es geht um:
{positions}

Vorgesehen ist: {remedy}.

{fitting}

{text}

Sie hören spätestens am {next_news} wieder von uns.

{goodwill}""",
    ),
    "rejection": (
        "Ihre Reklamation {number}: {title}",
        """\
wir haben Ihre Reklamation sorgfältig geprüft. Leider können wir sie nicht anerkennen.

Es geht um:
{positions}

Die Gründe:
{reason}

{text}

{objection}""",
    ),
    "credit_note": (
        "Gutschrift zu Ihrem Vorgang {number}",
        """\
zu Ihrem Vorgang {number} schreiben wir Ihnen {amount} gut.

Die Gutschrift gilt für:
{positions}

Rechnung: {invoice_number}

{text}

Den Betrag erhalten Sie auf dem vereinbarten Weg, den Gutschriftsbeleg mit getrennter Post.

{goodwill}""",
    ),
    "closing": (
        "Ihr Vorgang {number}: {title}",
        """\
wir haben Ihren Vorgang {number} abgeschlossen: {state}.

Das haben wir getan:
{solution}

{text}

Sollte das Problem wieder auftreten, melden Sie sich bitte unter der Nummer {number}.

{goodwill}""",
    ),
    "free": ("Ihr Vorgang {number}: {title}", "{text}"),
}
