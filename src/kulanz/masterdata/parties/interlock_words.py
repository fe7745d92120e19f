"""The interlock's grounds as sentences for whoever is refused."""

from __future__ import annotations

from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kulanz.masterdata.parties.rules.interlock import Bar, Ground

SENTENCES: Final = {
    Ground.NOBODY_NAMED: gettext_lazy(
        "Diese Arbeit ist sicherheitsrelevant. Sie braucht eine namentlich genannte Person mit Zertifikat."
    ),
    Ground.NOT_ACTIVE: gettext_lazy("Diese Person ist nicht mehr im Einsatz."),
    Ground.WORK_UNKNOWN: gettext_lazy(
        "Die Arbeit ist sicherheitsrelevant, und es ist keine Arbeitsart angegeben. "
        "Bitte die Arbeitsart wählen."
    ),
    Ground.NEVER_CERTIFIED: gettext_lazy("Kein Zertifikat für „%(work)s“."),
    Ground.NOT_YET: gettext_lazy("Das Zertifikat für „%(work)s“ gilt erst ab %(on)s."),
    Ground.EXPIRED: gettext_lazy("Das Zertifikat für „%(work)s“ gilt nur bis %(on)s."),
    Ground.REVOKED: gettext_lazy("Das Zertifikat für „%(work)s“ wurde zum %(on)s entzogen."),
    Ground.HOUSE_NOT_CERTIFIED: gettext_lazy("%(work)s ist als Betrieb nicht zertifiziert."),
    Ground.HOUSE_EXPIRED: gettext_lazy("Die Zertifizierung von %(work)s als Betrieb endete am %(on)s."),
}


def sentence(bar: Bar) -> str:
    """Why not, in the reader's language."""
    text = str(SENTENCES[bar.ground])
    return text % {
        "work": bar.work or _("der Betrieb"),
        "on": date_format(bar.on, "SHORT_DATE_FORMAT") if bar.on is not None else "",
    }


def sentences(bars: tuple[Bar, ...]) -> str:
    return " ".join(sentence(bar) for bar in bars)
