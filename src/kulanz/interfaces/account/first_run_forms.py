"""Forms of the first set-up."""

from __future__ import annotations

import re

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kulanz.core.mail.smtp import Security
from kulanz.core.tenancy.models import HEX_COLOR
from kulanz.interfaces.account.forms import PASSWORD_HELP
from kulanz.masterdata.parties.commands.tenants import clean_subdivision
from kulanz.masterdata.parties.refusals import UnknownSubdivision

COUNTRIES = [
    ("DE", _("Deutschland")),
    ("AT", _("Österreich")),
    ("CH", _("Schweiz")),
    ("LI", _("Liechtenstein")),
    ("LU", _("Luxemburg")),
    ("BE", _("Belgien")),
    ("NL", _("Niederlande")),
    ("FR", _("Frankreich")),
    ("IT", _("Italien")),
    ("DK", _("Dänemark")),
    ("PL", _("Polen")),
    ("CZ", _("Tschechien")),
    ("GB", _("Vereinigtes Königreich")),
    ("US", _("Vereinigte Staaten")),
]
TIME_ZONES = {
    "AT": "Europe/Vienna",
    "CH": "Europe/Zurich",
    "LI": "Europe/Vaduz",
    "LU": "Europe/Luxembourg",
    "BE": "Europe/Brussels",
    "NL": "Europe/Amsterdam",
    "FR": "Europe/Paris",
    "IT": "Europe/Rome",
    "DK": "Europe/Copenhagen",
    "PL": "Europe/Warsaw",
    "CZ": "Europe/Prague",
    "GB": "Europe/London",
    "US": "America/New_York",
}
CURRENCIES = {"CH": "CHF", "LI": "CHF", "DK": "DKK", "PL": "PLN", "CZ": "CZK", "GB": "GBP", "US": "USD"}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Er steht dort, wo Kulanz gestartet wurde, zum Beispiel ABCD-EFGH-JKMN."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class TenantForm(forms.Form):
    name = forms.CharField(
        label=_("Name Ihres Hauses"), help_text=_("So heißt es auf allen Seiten und E-Mails."), max_length=120
    )
    host = forms.CharField(
        label=_("Adresse im Browser"),
        help_text=_("Der Name, unter dem Kulanz erreichbar ist, zum Beispiel service.firma.de."),
        max_length=255,
    )
    case_prefix = forms.CharField(
        label=_("Kürzel der Vorgangsnummern"),
        help_text=_("Aus NB wird NB-2026-00042. Es lässt sich später nicht ändern."),
        max_length=8,
    )
    country = forms.ChoiceField(label=_("Land"), choices=COUNTRIES)
    subdivision = forms.CharField(
        label=_("Bundesland oder Kanton"),
        help_text=_("Zwei Buchstaben wie NW oder BY, für die Feiertage."),
        max_length=6,
        required=False,
    )
    language = forms.ChoiceField(label=_("Sprache"), choices=settings.LANGUAGES)

    def clean_case_prefix(self) -> str:
        prefix = str(self.cleaned_data["case_prefix"]).strip().upper()
        if not re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", prefix):
            raise forms.ValidationError(
                _("Bitte 1 bis 8 Großbuchstaben oder Ziffern angeben, zuerst ein Buchstabe.")
            )
        return prefix

    def clean_subdivision(self) -> str:
        try:
            part = str(self.cleaned_data["subdivision"])
            return clean_subdivision(part, country=self.cleaned_data.get("country", ""))
        except UnknownSubdivision as refused:
            raise forms.ValidationError(str(refused)) from None


class AdministratorForm(forms.Form):
    name = forms.CharField(
        label=_("Ihr Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Passwort"),
        help_text=PASSWORD_HELP,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class BrandForm(forms.Form):
    brand_color = forms.CharField(
        label=_("Farbe Ihrer Marke"),
        help_text=_("Für Knöpfe und Verweise. Lesbar bleibt alles von selbst."),
        max_length=7,
        validators=[HEX_COLOR],
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_("PNG, JPEG, WebP oder SVG bis 300 kB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp,.svg"}),
    )


class MailboxForm(forms.Form):
    address = forms.EmailField(
        label=_("E-Mail-Adresse für Kunden"), help_text=_("Zum Beispiel service@firma.de."), max_length=254
    )
    host = forms.CharField(label=_("IMAP-Server"), max_length=255)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(
        label=_("Verschlüsselung"),
        choices=[
            (Security.TLS.value, _("TLS (üblich)")),
            (Security.STARTTLS.value, _("STARTTLS")),
            (Security.NONE.value, _("keine")),
        ],
    )
    user = forms.CharField(
        label=_("Benutzername"), help_text=_("Leer: die E-Mail-Adresse."), max_length=255, required=False
    )
    password = forms.CharField(
        label=_("Passwort"),
        strip=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class LawForm(forms.Form):
    imprint = forms.CharField(
        label=_("Impressum"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    privacy_notice = forms.CharField(
        label=_("Datenschutzhinweise"),
        max_length=60_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
