"""The forms of the tenant's own settings, one per section."""

from __future__ import annotations

import re
from typing import Any, Final
from zoneinfo import available_timezones

from babel.core import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kulanz.core.tenancy.models import HEX_COLOR

_CURRENCIES: Final = ("EUR", "CHF", "GBP", "USD", "DKK", "SEK", "NOK", "PLN", "CZK", "HUF")
_ORIGIN: Final = re.compile(r"https?://(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?")
_AREA: Final = forms.Textarea(attrs={"rows": 10})


def countries() -> list[tuple[str, str]]:
    """Two-letter codes with their names in the language of the page."""
    names = Locale.parse((get_language() or "de")[:2]).territories
    return sorted(
        ((code, name) for code, name in names.items() if re.fullmatch("[A-Z]{2}", code)), key=lambda c: c[1]
    )


def _zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]


class GeneralForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Sprache"), choices=[("de", _("Deutsch")), ("en", _("Englisch"))])
    country = forms.ChoiceField(label=_("Land"), choices=countries)
    subdivision = forms.CharField(
        label=_("Bundesland oder Region"),
        max_length=6,
        required=False,
        help_text=_("Kürzel wie NI oder BY; danach richten sich die Feiertage"),
    )
    time_zone = forms.ChoiceField(label=_("Zeitzone"), choices=_zones)
    currency = forms.ChoiceField(label=_("Währung"), choices=[(c, c) for c in _CURRENCIES])


class HostForm(forms.Form):
    host = forms.CharField(
        label=_("Hostname"),
        max_length=255,
        help_text=_("wie service.firma.de; daran wird der Mandant erkannt"),
    )
    base_url = forms.CharField(
        label=_("Adresse in Links"),
        max_length=200,
        required=False,
        help_text=_("wie https://service.firma.de; steht in allen E-Mails und Briefen"),
    )
    other_hosts = forms.CharField(
        label=_("Weitere Hostnamen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("einer je Zeile; auch der bisherige bleibt erreichbar"),
    )

    def clean_other_hosts(self) -> list[str]:
        return str(self.cleaned_data["other_hosts"]).split()


class BrandForm(forms.Form):
    brand_color = forms.CharField(
        label=_("Markenfarbe"),
        validators=[HEX_COLOR],
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("für Knöpfe, Links und Briefkopf"),
    )
    accent_color = forms.CharField(
        label=_("Zweite Farbe"), validators=[HEX_COLOR], widget=forms.TextInput(attrs={"type": "color"})
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG oder WebP bis 2 MB, am besten mit durchsichtigem Grund"),
    )


class LetterForm(forms.Form):
    sender_name = forms.CharField(label=_("Absendername"), max_length=120, required=False)
    sender_address = forms.EmailField(
        label=_("Absenderadresse der E-Mails"),
        required=False,
        help_text=_("Antworten laufen über eine eigene Adresse je Empfänger"),
    )
    letterhead_sender = forms.CharField(
        label=_("Zeile über der Anschrift"),
        max_length=200,
        required=False,
        help_text=_("wie Nordlicht GmbH · Hafenstr. 1 · 31134 Hildesheim"),
    )
    letterhead_footer = forms.CharField(
        label=_("Fuß des Briefbogens"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("eine leere Zeile beginnt die nächste Spalte, höchstens vier"),
    )
    fax_gateway = forms.CharField(
        label=_("Fax-Dienst"),
        max_length=200,
        required=False,
        help_text=_(
            "E-Mail-Adresse, an die Faxe gehen; {number} steht für die Nummer wie +495121123456, "
            "etwa {number}@fax.example. Leer: kein Fax"
        ),
    )

    def clean_fax_gateway(self) -> str:
        return str(self.cleaned_data["fax_gateway"]).strip()


class ContactForm(forms.Form):
    contact_team = forms.CharField(label=_("Team oder Name"), max_length=120, required=False)
    contact_phone = forms.CharField(label=_("Telefon"), max_length=40, required=False)
    contact_hours = forms.CharField(
        label=_("Sprechzeiten"), max_length=120, required=False, help_text=_("wie Mo–Fr 8–17 Uhr")
    )
    contact_hours_en = forms.CharField(
        label=_("Sprechzeiten (englisch)"),
        max_length=120,
        required=False,
        help_text=_("wie Mon–Fri 8 am–5 pm; leer: wie oben"),
    )
    contact_email = forms.EmailField(label=_("E-Mail"), required=False)


class LawForm(forms.Form):
    imprint = forms.CharField(label=_("Impressum"), required=False, widget=_AREA)
    privacy_notice = forms.CharField(label=_("Datenschutzhinweis"), required=False, widget=_AREA)
    accessibility_statement = forms.CharField(
        label=_("Erklärung zur Barrierefreiheit"), required=False, widget=_AREA
    )


class RulesForm(forms.Form):
    second_factor_required = forms.BooleanField(
        label=_("Zweiter Faktor für alle im Büro vorgeschrieben"),
        required=False,
        help_text=_("Wer keinen hat, richtet ihn bei der nächsten Anmeldung ein."),
    )
    public_daily_limit = forms.IntegerField(
        label=_("Öffentliche Meldungen am Tag, höchstens"), min_value=1, max_value=100_000
    )
    embed_origins = forms.CharField(
        label=_("Seiten, die das Formular einbetten dürfen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("eine je Zeile, wie https://www.firma.de"),
    )

    def clean_embed_origins(self) -> list[str]:
        origins = [line.strip().lower().rstrip("/") for line in self.cleaned_data["embed_origins"].split()]
        wrong = [origin for origin in origins if not _ORIGIN.fullmatch(origin)]
        if wrong:
            text = _("Das ist keine Adresse einer Website: %(origin)s") % {"origin": wrong[0]}
            raise forms.ValidationError(text)
        return list(dict.fromkeys(origins))


Section = tuple[str, Any, type[forms.Form]]
SECTIONS: Final[dict[str, Section]] = {
    "allgemein": ("allgemein", _("Allgemein"), GeneralForm),
    "adresse": ("adresse", _("Adresse im Netz"), HostForm),
    "marke": ("marke", _("Marke"), BrandForm),
    "briefe": ("briefe", _("Absender und Briefbogen"), LetterForm),
    "kontakt": ("kontakt", _("Ansprechpartner"), ContactForm),
    "recht": ("recht", _("Rechtstexte"), LawForm),
    "regeln": ("regeln", _("Regeln und Einbetten"), RulesForm),
}
