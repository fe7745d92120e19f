"""Forms about accesses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kulanz.core.access.actor import ActorKind, Role, Scope
from kulanz.masterdata.parties.models import Party, PartyKind, Team
from kulanz.masterdata.parties.models.membership import MEMBER_KINDS, ROLE_CHOICES, SCOPE_CHOICES

KIND_TABS = [
    (ActorKind.STAFF.value, _("Büro")),
    (ActorKind.DEALER.value, _("Händler")),
    (ActorKind.TECHNICIAN.value, _("Techniker")),
    (ActorKind.CUSTOMER.value, _("Kunden")),
    (ActorKind.SUPPLIER.value, _("Lieferanten")),
]


class RightsForm(forms.Form):
    """What an access may do."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("so lesen ihn andere"))
    roles = forms.MultipleChoiceField(
        label=_("Rechte"), choices=ROLE_CHOICES, required=False, widget=forms.CheckboxSelectMultiple
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("– kein Team –")
    )
    scope = forms.ChoiceField(
        label=_("Sieht"), choices=SCOPE_CHOICES, initial=Scope.COMPANY.value, required=False
    )
    dealer_team = forms.CharField(label=_("Team im Haus"), max_length=80, required=False)
    manages_house = forms.BooleanField(
        label=_("Verwaltet das Haus"),
        required=False,
        help_text=_("beendet Zugänge seiner Leute und pflegt die Empfänger von Nachrichten"),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = self.fields["team"]
        if isinstance(teams, forms.ModelChoiceField):
            teams.queryset = Team.objects.filter(active=True)
        staff, dealer = ("roles", "team"), ("scope", "dealer_team", "manages_house")
        unwanted = {ActorKind.STAFF.value: dealer, ActorKind.DEALER.value: staff}.get(kind, (*staff, *dealer))
        for name in unwanted:
            del self.fields[name]
        if kind == ActorKind.STAFF.value:
            self.fields["roles"].required = True

    def rights(self) -> dict[str, Any]:
        """The values as the commands take them; what the kind does not have stays at its default."""
        values = self.cleaned_data
        team = values.get("team")
        return {
            "name": values["name"],
            "roles": [Role(role) for role in values.get("roles", [])],
            "scope": Scope(values.get("scope") or Scope.COMPANY.value),
            "team_id": team.pk if team else None,
            "dealer_team": values.get("dealer_team", ""),
            "manages_house": values.get("manages_house", False),
        }


class InviteForm(RightsForm):
    """A new access. `party` is the person or firm it speaks for."""

    email = forms.EmailField(label=_("E-Mail"))
    party = forms.IntegerField(label=_("Person oder Firma"), required=False, widget=forms.HiddenInput)
    is_house_account = forms.BooleanField(
        label=_("Gemeinsamer Zugang des Hauses"),
        required=False,
        help_text=_(
            "Mehrere nutzen ihn und wählen ihren Namen; scheidet jemand aus, wird das Passwort erneuert."
        ),
    )
    language = forms.ChoiceField(
        label=_("Sprache der Einladung"), choices=[("de", _("Deutsch")), ("en", _("Englisch"))]
    )
    field_order = ("email", "name")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self.kind = ActorKind(kind)
        if kind == ActorKind.STAFF.value:
            del self.fields["party"]
        if kind != ActorKind.DEALER.value:
            del self.fields["is_house_account"]

    def clean_party(self) -> Party | None:
        pk = self.cleaned_data.get("party")
        party = Party.objects.filter(pk=pk, active=True, erased_at=None).first() if pk else None
        if party is None:
            raise forms.ValidationError(_("Bitte wählen Sie, für wen dieser Zugang gilt."))
        if self.kind is ActorKind.DEALER and party.kind != PartyKind.ORGANISATION:
            raise forms.ValidationError(_("Bitte wählen Sie das Haus, nicht eine Person."))
        return party

    def place(self) -> dict[str, Any]:
        """For whom the access speaks."""
        party = self.cleaned_data.get("party")
        if party is None:
            return {}
        organisation = party.kind == PartyKind.ORGANISATION
        return {"organisation_id" if organisation else "person_id": party.pk}


class ApproveForm(forms.Form):
    organisation = forms.IntegerField(label=_("Haus"), required=False, widget=forms.HiddenInput)
    is_house_account = forms.BooleanField(label=_("Gemeinsamer Zugang des Hauses"), required=False)
    manages_house = forms.BooleanField(label=_("Verwaltet das Haus"), required=False)


class KeyForm(forms.Form):
    label = forms.CharField(label=_("Wofür"), max_length=120, help_text=_("wie Webshop oder Auswertung"))
    days = forms.TypedChoiceField(
        label=_("Gilt"),
        coerce=int,
        choices=[(90, _("90 Tage")), (365, _("1 Jahr")), (1095, _("3 Jahre")), (0, _("unbegrenzt"))],
        initial=365,
    )


KIND_WORDS = dict(MEMBER_KINDS)
