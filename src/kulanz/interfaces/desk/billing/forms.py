"""The forms of offers, credit notes and booked costs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.core.ui.amounts import AmountField


class AnswerForm(forms.Form):
    """What the customer answered by mail, letter or phone."""

    answer = forms.ChoiceField(
        label=_("Was hat der Kunde geantwortet?"),
        choices=[
            ("accepted", _("nimmt an")),
            ("declined", _("lehnt ab")),
            ("countered", _("schlägt einen anderen Betrag vor")),
        ],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("Wie kam die Antwort?"),
        choices=[("mail", _("per E-Mail")), ("letter", _("per Brief")), ("phone", _("am Telefon"))],
        widget=forms.RadioSelect,
    )
    amount = AmountField(
        label=_("Vorgeschlagener Betrag"),
        required=False,
        help_text=_("Nur bei einem anderen Betrag, wie im Angebot brutto oder netto"),
    )
    by = forms.CharField(label=_("Wer hat geantwortet?"), max_length=200)
    text = forms.CharField(
        label=_("Woraus geht das hervor?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wortlaut oder Tag und Uhrzeit des Telefonats; nötig, wenn keine Datei dabei ist"),
    )
    file = forms.FileField(
        label=_("Nachweis als Datei"),
        required=False,
        help_text=_("Zum Beispiel der eingescannte Brief oder die gespeicherte E-Mail"),
        widget=forms.FileInput,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "countered" and data.get("amount") is None:
            self.add_error("amount", _("Bitte den vorgeschlagenen Betrag angeben."))
        return data


class NewOfferForm(forms.Form):
    amount = AmountField(label=_("Neuer Betrag"))
    text = forms.CharField(
        label=_("Zusatz im Brief"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
    reason = forms.CharField(
        label=_("Grund, wenn der Betrag über den Verhandlungsspielraum geht"), required=False, max_length=300
    )
    pay_out = forms.BooleanField(
        label=_("Auszahlung per Überweisung"),
        required=False,
        help_text=_("Ohne Haken wird mit der Rechnung verrechnet; dann fragen wir nicht nach der IBAN."),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Grund"), max_length=300)


class ConfirmForm(forms.Form):
    external_number = forms.CharField(label=_("Belegnummer der Warenwirtschaft"), max_length=60)


class AccountForm(forms.Form):
    holder = forms.CharField(
        label=_("Kontoinhaber"), max_length=140, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Wird geprüft, verschlüsselt gespeichert und nach der Buchung gelöscht."),
    )


class CostForm(forms.Form):
    """What something cost; the ids are checked by the command."""

    cost_kind = forms.IntegerField()
    amount = AmountField(label=_("Betrag"))
    note = forms.CharField(required=False, max_length=200)
    key = forms.CharField(max_length=80)
    decision = forms.IntegerField(required=False)
    order = forms.IntegerField(required=False)
