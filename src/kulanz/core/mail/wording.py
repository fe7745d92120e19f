"""What the codes of this package are called on a screen. The only module here that knows a translation."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kulanz.core.mail.mailbox import ImapReason
from kulanz.core.mail.model import AutoReason, Defect, FailureReason
from kulanz.core.mail.smtp import SmtpReason

PARSE_FAILURES: dict[FailureReason, Promise] = {
    FailureReason.EMPTY: _("Die E-Mail ist leer."),
    FailureReason.NOT_A_MAIL: _("Das ist keine E-Mail, sondern eine andere Datei (zum Beispiel .msg)."),
    FailureReason.TIMEOUT: _("Das Lesen der E-Mail hat zu lange gedauert."),
    FailureReason.MEMORY: _("Die E-Mail braucht beim Lesen zu viel Speicher."),
    FailureReason.CRASH: _("Das Lesen der E-Mail ist abgebrochen."),
    FailureReason.MALFORMED: _("Die E-Mail konnte nicht gelesen werden."),
}

MAILBOX_PROBLEMS: dict[ImapReason, Promise] = {
    ImapReason.DNS: _("Der Server wurde nicht gefunden. Stimmt der Name?"),
    ImapReason.REFUSED: _("Der Server nimmt auf diesem Port keine Verbindung an."),
    ImapReason.TIMEOUT: _("Der Server antwortet nicht. Stimmen Name und Port?"),
    ImapReason.CERTIFICATE: _("Das Zertifikat des Servers ist nicht gültig."),
    ImapReason.TLS: _(
        "Die verschlüsselte Verbindung kam nicht zustande. Stimmt die Art der Verschlüsselung?"
    ),
    ImapReason.LOGIN: _("Benutzername oder Passwort wurden abgelehnt."),
    ImapReason.FOLDER: _("Den Ordner gibt es im Postfach nicht."),
    ImapReason.CONNECTION_LOST: _("Die Verbindung zum Server ist abgebrochen."),
    ImapReason.PROTOCOL: _("Der Server hat unverständlich geantwortet."),
}

SENDING_PROBLEMS: dict[SmtpReason, Promise] = {
    SmtpReason.DNS: _("Der Server wurde nicht gefunden. Stimmt der Name?"),
    SmtpReason.REFUSED: _("Der Server nimmt auf diesem Port keine Verbindung an."),
    SmtpReason.TIMEOUT: _("Der Server antwortet nicht. Stimmen Name und Port?"),
    SmtpReason.CERTIFICATE: _("Das Zertifikat des Servers ist nicht gültig."),
    SmtpReason.TLS: _(
        "Die verschlüsselte Verbindung kam nicht zustande. Stimmt die Art der Verschlüsselung?"
    ),
    SmtpReason.LOGIN: _("Benutzername oder Passwort wurden abgelehnt."),
    SmtpReason.SENDER: _("Der Server lehnt die Absenderadresse ab."),
    SmtpReason.RECIPIENT: _("Der Server lehnt die Empfängeradresse ab."),
    SmtpReason.CONTENT: _("Der Server lehnt die E-Mail ab."),
    SmtpReason.BUSY: _("Der Server nimmt die E-Mail gerade nicht an."),
    SmtpReason.CONNECTION_LOST: _("Die Verbindung zum Server ist abgebrochen."),
    SmtpReason.UNCONFIRMED: _("Der Server hat den Empfang nicht bestätigt."),
}

AUTOMATIC: dict[AutoReason, Promise] = {
    AutoReason.AUTO_SUBMITTED: _("Automatische Antwort"),
    AutoReason.RESPONSE_SUPPRESSED: _("Automatisch erzeugt"),
    AutoReason.PRECEDENCE: _("Massenversand"),
    AutoReason.MAILING_LIST: _("Verteilerliste"),
    AutoReason.AUTOREPLY_HEADER: _("Automatische Antwort"),
    AutoReason.VACATION: _("Abwesenheitsnotiz"),
    AutoReason.BOUNCE: _("Nicht zustellbar"),
    AutoReason.READ_RECEIPT: _("Lesebestätigung"),
    AutoReason.OWN_MAIL: _("Eigene E-Mail kommt zurück"),
    AutoReason.TOO_MANY_HOPS: _("E-Mail läuft im Kreis"),
}

DEFECTS: dict[Defect, Promise] = {
    Defect.NESTING: _("Zu tief verschachtelt, nicht alles wird gezeigt"),
    Defect.TOO_MANY_PARTS: _("Zu viele Teile, nicht alle werden gezeigt"),
    Defect.STRUCTURE: _("Aufbau beschädigt"),
    Defect.TRUNCATED: _("Sehr langer Text, gekürzt"),
    Defect.BODY_ENCODING: _("Kodierung beschädigt"),
    Defect.ENCRYPTED: _("Verschlüsselt, der Inhalt kann nicht gezeigt werden"),
    Defect.NO_SENDER: _("Ohne lesbaren Absender"),
}
