"""The face of a dealer's house, kept by the office and by the house's manager with the same form."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import Actor
from kulanz.core.refusal import Refusal
from kulanz.core.tenancy.models import HEX_COLOR
from kulanz.masterdata.parties.commands.brands import (
    BrandFields,
    checked_colour,
    save_brand,
    set_brand_logo,
)
from kulanz.masterdata.parties.commands.tenant_settings import LARGEST_LOGO, clean_logo
from kulanz.masterdata.parties.models import HouseBrand, Party
from kulanz.stages.contact.faces import Face

_COLOR: Final = {"type": "color"}
_TEXTS: Final = ("sender_name", "letterhead_sender", "letterhead_footer")


class BrandForm(forms.Form):
    """Colours and logo, and what stands on letters in the house's name."""

    brand_color = forms.CharField(
        label=_("Markenfarbe"),
        required=False,
        validators=[HEX_COLOR],
        widget=forms.TextInput(attrs=_COLOR),
        help_text=_("für Knöpfe, Links und Briefkopf; sie muss sich von Weiß abheben"),
    )
    accent_color = forms.CharField(
        label=_("Zweite Farbe"),
        required=False,
        validators=[HEX_COLOR],
        widget=forms.TextInput(attrs=_COLOR),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG oder WebP bis 2 MB, am besten mit durchsichtigem Grund"),
    )
    sender_name = forms.CharField(
        label=_("Absendername"), max_length=120, required=False, help_text=_("Leer: der Name des Hauses")
    )
    letterhead_sender = forms.CharField(
        label=_("Zeile über der Anschrift"),
        max_length=200,
        required=False,
        help_text=_("Leer: Name und Anschrift des Hauses"),
    )
    letterhead_footer = forms.CharField(
        label=_("Fuß des Briefbogens"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("eine leere Zeile beginnt die nächste Spalte, höchstens vier"),
    )

    def clean_brand_color(self) -> str:
        """Said with everything else that is wrong, not only once the rest is right; so is the logo."""
        try:
            return checked_colour("brand_color", self.cleaned_data["brand_color"])
        except Refusal as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        if logo is not None:
            try:
                clean_logo(logo.read(LARGEST_LOGO + 1))
            except Refusal as refused:
                raise forms.ValidationError(str(refused)) from None
            logo.seek(0)
        return logo


def brand_as_it_is(house: Party, face: Face) -> dict[str, Any]:
    """What the form shows first: the house's own texts, and the colours that count, own or not."""
    row = HouseBrand.objects.filter(organisation=house).first()
    texts = {name: getattr(row, name) for name in _TEXTS} if row is not None else {}
    return {"brand_color": face.color, "accent_color": face.accent, **texts}


def keep_brand(*, actor: Actor, organisation_id: int, values: dict[str, Any], at: datetime) -> None:
    """Texts, colours and a new logo of the valid form, all or none."""
    logo, fields = values["logo"], {name: value for name, value in values.items() if name != "logo"}
    with transaction.atomic():
        save_brand(actor=actor, organisation_id=organisation_id, fields=BrandFields(**fields), at=at)
        if logo is not None:
            content = logo.read(LARGEST_LOGO + 1)
            set_brand_logo(actor=actor, organisation_id=organisation_id, content=content, at=at)
