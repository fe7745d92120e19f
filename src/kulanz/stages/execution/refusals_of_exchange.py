"""Why a command about the connection to the ERP refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NoConnection(Refusal):
    message = _("Es ist keine Warenwirtschaft angeschlossen.")


class ErpNotReachable(Refusal):
    message = _("Die Warenwirtschaft ist nicht erreichbar: %(reason)s")


class FileNotThere(Refusal):
    message = _("Diese Datei liegt nicht mehr bei den abgewiesenen.")
