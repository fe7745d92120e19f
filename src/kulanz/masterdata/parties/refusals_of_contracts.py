"""Why a contract, an option or a house's brand is not changed; the text is what the user reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kulanz.core.refusal import Refusal


class NotADealer(Refusal):
    message = _("Das ist kein Fachhandelspartner, der in Gebrauch ist.")
    field = "dealer"


class OptionUnchanged(Refusal):
    message = _("Diese Option gilt an dem Tag schon.")
    field = "option"


class OptionInThePast(Refusal):
    message = _("Für einen vergangenen Tag kann die Option nicht mehr geändert werden.")
    field = "valid_from"


class RoundWithoutText(Refusal):
    message = _("Bitte schreiben Sie, worum es geht: Ziele, Anforderungen und Ablauf.")
    field = "text"


class RoundOutOfOrder(Refusal):
    message = _("Die Option kann frühestens am Tag der Frist in Kraft treten.")
    field = "takes_effect_on"


class DeadlineTooEarly(Refusal):
    message = _("Die Frist muss nach heute liegen.")
    field = "deadline"


class RoundAnnounced(Refusal):
    message = _("Diese Runde ist schon angekündigt. Frist und Text stehen in den Briefen und bleiben so.")


class RoundNotAnnounced(Refusal):
    message = _("Diese Runde ist noch nicht angekündigt.")


class RoundOver(Refusal):
    message = _("Die Frist dieser Entscheidung ist vorbei. Bitte wenden Sie sich an das Servicebüro.")


class RoundStillRunning(Refusal):
    message = _(
        "Eine Runde läuft schon bei: %(names)s. Wer gefragt ist, wird erst nach dem Ende dieser Runde wieder "
        "gefragt. Es ist kein Brief hinausgegangen."
    )
    field = "dealers"


class NobodyChosen(Refusal):
    message = _("Bitte wählen Sie mindestens ein Haus aus. Es ist kein Brief hinausgegangen.")
    field = "dealers"


class NobodyToAsk(Refusal):
    message = _("Alle gewählten Fachhandelspartner sind in dieser Runde schon gefragt.")
    field = "dealers"


class NoOptionChosen(Refusal):
    message = _("Bitte wählen Sie Option A oder Option B.")
    field = "option"


class ColourHardToRead(Refusal):
    message = _(
        "Diese Farbe hebt sich von Weiß zu wenig ab (Kontrast %(found)s, nötig ist %(needed)s). "
        "Bitte wählen Sie eine dunklere."
    )
    field = "brand_color"
