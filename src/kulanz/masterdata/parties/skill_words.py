"""How a certificate stands, as a label with its tone."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kulanz.core.ui.badges import Badge, Tone
from kulanz.masterdata.parties.models import Certificate
from kulanz.masterdata.parties.rules.certificates import Standing


def standing_badge(certificate: Certificate, standing: Standing, today: date) -> Badge:
    """Never by colour alone: the label says it too."""
    match standing:
        case Standing.VALID:
            return Badge(_("gültig"), Tone.OK, "shield-check")
        case Standing.ENDING:
            left = (certificate.valid_until - today).days
            if left == 0:
                return Badge(_("endet heute"), Tone.WARN, "alarm")
            text = ngettext("endet in einem Tag", "endet in %(days)s Tagen", left)
            return Badge(text % {"days": left}, Tone.WARN, "alarm")
        case Standing.ENDED:
            return Badge(_("abgelaufen"), Tone.DANGER, "shield-off")
        case Standing.REVOKED:
            return Badge(_("entzogen"), Tone.DANGER, "shield-off")
        case Standing.NOT_YET:
            day = date_format(certificate.issued_on, "SHORT_DATE_FORMAT")
            return Badge(_("gilt ab %(day)s") % {"day": day}, Tone.WAIT, "hourglass")
        case Standing.RENEWED:
            return Badge(_("erneuert"), Tone.NEUTRAL)
