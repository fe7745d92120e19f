"""The questions of a report, a form for each step. Their cleaned values are plain text, kept as a draft."""

from __future__ import annotations

import re
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kulanz.cases.rules import Safety
from kulanz.core.access.actor import Actor
from kulanz.masterdata.catalog.queries import product_groups

LONGEST_TEXT: Final = 5_000
LONGEST_ANSWER: Final = 10_000
_DIGITS: Final = re.compile(r"\d")

DEFECT, QUESTION = "defect", "question"


class PlainText(forms.CharField):
    """One line or several; what no keyboard types is dropped instead of complained about."""

    def __init__(self, *, rows: int = 0, missing: Any = None, **options: Any) -> None:
        if rows:
            options["widget"] = forms.Textarea(attrs={"rows": rows})
        if missing is not None:
            options["error_messages"] = {"required": missing}
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(str(value).replace("\x00", "") if value else value) or "")


class ProblemForm(forms.Form):
    about = forms.ChoiceField(
        label=_("Worum geht es?"),
        choices=[
            (DEFECT, _("Etwas ist defekt, beschädigt oder fehlt")),
            (QUESTION, _("Ich habe eine Frage oder einen anderen Wunsch")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie aus, worum es geht.")},
    )
    product = PlainText(
        label=_("Um welches Produkt geht es?"),
        help_text=_("Name, Modell oder Artikelnummer, so wie Sie es kennen. Bei einer Frage freiwillig."),
        max_length=150,
        required=False,
    )
    group = forms.ChoiceField(label=_("Art des Produkts"), required=False)
    happened = PlainText(
        label=_("Was ist passiert?"),
        help_text=_(
            "Beschreiben Sie kurz, was nicht stimmt und seit wann. Fotos kommen im nächsten Schritt."
        ),
        max_length=LONGEST_TEXT,
        rows=5,
        missing=_("Bitte beschreiben Sie in ein paar Worten, was passiert ist."),
    )
    safety = forms.ChoiceField(
        label=_("Könnte sich jemand verletzen?"),
        help_text=_("Zum Beispiel an scharfen Kanten, durch Umkippen oder an Strom."),
        choices=[
            (Safety.YES.value, _("Ja")),
            (Safety.NO.value, _("Nein")),
            (Safety.UNKNOWN.value, _("Ich bin nicht sicher")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte sagen Sie uns, ob sich jemand verletzen könnte.")},
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        english = (get_language() or "de").startswith("en")
        groups = [
            (str(group.pk), (english and group.name_en) or group.name)
            for group in product_groups(actor)[:200]
        ]
        if groups:
            field = cast(forms.ChoiceField, self.fields["group"])
            field.choices = [("", _("Bitte wählen")), *groups]
        else:
            del self.fields["group"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("about") == DEFECT and not found.get("product") and "product" not in self.errors:
            self.add_error("product", _("Bitte nennen Sie das Produkt, auch ungefähr."))
        return found


class ContactForm(forms.Form):
    name = PlainText(
        label=_("Ihr Name"),
        help_text=_("Gern auch mit dem Namen Ihrer Firma."),
        max_length=150,
        missing=_("Bitte geben Sie Ihren Namen an."),
    )
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Dorthin senden wir den Link, unter dem Sie den Stand sehen und uns schreiben können."),
        max_length=200,
        required=False,
        error_messages={"invalid": _("Bitte geben Sie eine E-Mail-Adresse wie name@beispiel.de an.")},
    )
    phone = PlainText(label=_("Telefonnummer"), max_length=40, required=False, widget=forms.TelInput)
    street = PlainText(label=_("Straße und Hausnummer"), max_length=200, required=False)
    postcode = PlainText(label=_("Postleitzahl"), max_length=20, required=False)
    city = PlainText(label=_("Ort"), max_length=120, required=False)
    place = PlainText(
        label=_("Wo steht das Produkt?"),
        help_text=_("Zum Beispiel: 3. Stock, Raum 312, oder eine andere Anschrift."),
        max_length=200,
        required=False,
    )
    bought = PlainText(
        label=_("Wo haben Sie es gekauft?"),
        help_text=_("Händler, Onlineshop oder direkt bei uns."),
        max_length=150,
        required=False,
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"] or "").lower()

    def clean_phone(self) -> str:
        phone = str(self.cleaned_data["phone"])
        if phone and len(_DIGITS.findall(phone)) < 5:
            raise ValidationError(_("Bitte geben Sie eine Telefonnummer mit Vorwahl an."))
        return phone

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        postal = found.get("street") and found.get("postcode") and found.get("city")
        begun = found.get("street") or found.get("postcode") or found.get("city")
        if begun and not postal:
            for name in ("street", "postcode", "city"):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, _("Für die Anschrift fehlt noch diese Angabe."))
        elif not (
            found.get("email") or found.get("phone") or postal or {"email", "phone"} & set(self.errors)
        ):
            self.add_error(
                "email",
                _("Bitte sagen Sie uns, wie wir Sie erreichen: per E-Mail, Telefon oder Post."),
            )
        return found
