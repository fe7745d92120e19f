"""Why a command about mail or letters refuses, in words the office understands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NoSuchMail(Refusal):
    message = _("Diese E-Mail gibt es nicht oder Sie haben keinen Zugriff darauf.")


class MailAlreadySettled(Refusal):
    message = _("Über diese E-Mail ist schon entschieden.")


class NoRecipient(Refusal):
    message = _("Der Vorgang hat keinen Kunden, an den der Brief gehen könnte.")
    field = "customer"


class LetterNeedsText(Refusal):
    message = _("Bitte schreiben Sie, was im Brief stehen soll.")
    field = "text"


class LetterValueMissing(Refusal):
    message = _("Für diesen Brief fehlt eine Angabe: %(missing)s. Er entsteht mit der Entscheidung.")


class UnknownWay(Refusal):
    message = _("Bitte wählen Sie E-Mail, Druck oder Fax.")
    field = "how"


class NoDealerAddress(Refusal):
    message = _(
        "Der Fachhandelspartner schreibt seinem Kunden selbst, hat aber keine erreichbare E-Mail-Adresse, "
        "an die wir den Brief zum Weitergeben senden können."
    )
    field = "how"


class NoMailAddress(Refusal):
    message = _(
        "Der Kunde hat keine erreichbare E-Mail-Adresse. Eintragen unter Verwaltung, Kunden und Partner."
    )
    field = "how"


class NoFaxGateway(Refusal):
    message = _(
        "Es ist kein Fax-Dienst eingetragen. Eintragen unter Verwaltung, Mandant und Marke, "
        "Absender und Briefbogen."
    )
    field = "how"


class NoFaxNumber(Refusal):
    message = _("Der Kunde hat keine Faxnummer. Eintragen unter Verwaltung, Kunden und Partner.")
    field = "how"


class FaxNumberIncomplete(Refusal):
    message = _(
        "Die Faxnummer %(number)s ist unvollständig. Bitte mit Vorwahl eintragen, wie +49 5121 123456, "
        "unter Verwaltung, Kunden und Partner."
    )
    field = "how"


class NoPartner(Refusal):
    message = _(
        "Für Ihr Haus ist der Austausch von Vorgängen als Datei noch nicht eingerichtet. Das Servicebüro "
        "richtet ihn ein."
    )


class PartnerNotActive(Refusal):
    message = _("Der Austausch mit diesem Partner ist abgeschaltet.")


class PartnerNeedsHouse(Refusal):
    message = _(
        "Dateien kann austauschen, wer alle Vorgänge seines Hauses sieht. Ihr Zugang zeigt nur einen Teil."
    )


class PartnerNotDealer(Refusal):
    message = _("Austauschen lassen sich Vorgänge mit einem Fachhandelspartner.")
    field = "party"


class PartnerTaken(Refusal):
    message = _("Für diesen Fachhandelspartner ist der Austausch schon eingerichtet.")
    field = "party"


class PartnerCodeTaken(Refusal):
    message = _("Dieses Kürzel hat schon ein anderer Partner.")
    field = "code"


class PartnerCodeInvalid(Refusal):
    message = _("Das Kürzel besteht aus höchstens 40 Buchstaben, Ziffern, Binde- und Unterstrichen.")
    field = "code"


class PartnerFileTooLarge(Refusal):
    message = _("Die Datei ist zu groß: höchstens 50 MB XML, als ZIP mit Anlagen höchstens 250 MB.")
    field = "file"


class PartnerFileEmpty(Refusal):
    message = _("Die Datei ist leer.")
    field = "file"
