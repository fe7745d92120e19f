"""Why an access is not given, changed or ended; the text is what the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class AlreadyMember(Refusal):
    message = _("Diese Adresse hat hier schon einen solchen Zugang.")
    field = "email"


class AlreadyRequested(Refusal):
    message = _("Für diese Adresse ist schon ein Zugang beantragt.")
    field = "email"


class AlreadyDecided(Refusal):
    message = _("Über diesen Antrag ist schon entschieden.")


class AccessEnded(Refusal):
    message = _("Dieser Zugang ist schon beendet.")


class LastAdministrator(Refusal):
    message = _("Niemand sonst hat hier das Recht „Administration“. Geben Sie es zuerst jemand anderem.")


class NotAHouseAccount(Refusal):
    message = _("Das ist kein gemeinsamer Zugang eines Hauses.")


class UnknownOrganisation(Refusal):
    message = _("Bitte wählen Sie das Haus, für das dieser Zugang gilt.")
    field = "organisation"


class LinkNotValid(Refusal):
    message = _("Dieser Link gilt nicht mehr. Bitte lassen Sie sich einen neuen schicken.")


class TenantAlreadyThere(Refusal):
    message = _("Es ist schon ein Mandant eingerichtet.")


class HostTaken(Refusal):
    message = _("Diese Adresse (Host) gehört schon zu einem anderen Mandanten.")
    field = "host"


class UnknownSubdivision(Refusal):
    message = _("Dieses Bundesland kennen wir nicht. Bitte das Kürzel angeben, wie NW.")
    field = "subdivision"
