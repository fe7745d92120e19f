"""The form a dealer files a case with: sections of one page, filled from what is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kulanz.cases.commands.recording import NewCase, NewPosition
from kulanz.cases.rules import CarriedOutBy, DealerPart, Kind, Safety, Severity
from kulanz.core.enums import member
from kulanz.core.refusal import InvalidValue
from kulanz.masterdata.catalog.rules.places import countries_by_name
from kulanz.masterdata.parties.commands.recording import NewAddress, checked_contact
from kulanz.masterdata.parties.models import ContactKind, Party
from kulanz.masterdata.parties.rules.regions import is_postcode
from kulanz.workflows.filing import Filing, FilingCustomer

WITHOUT_NAME: Final = "-"
# Ordered work is the house's own job and billed to it; with everything else it passes on.
ORDERED: Final = frozenset({Kind.REPAIR, Kind.ASSEMBLY, Kind.MAINTENANCE})
DEFECTS: Final = frozenset({Kind.COMPLAINT, Kind.REPAIR})

# What may be reported: kind, its name, what it is for, its sign.
KINDS: Final = [
    (
        Kind.COMPLAINT,
        _("Reklamation"),
        _("Etwas ist mangelhaft, beschädigt oder fehlt, und Ihr Kunde soll dafür nicht zahlen."),
        "alert-triangle",
    ),
    (Kind.REPAIR, _("Reparatur"), _("Etwas soll im Auftrag repariert werden."), "tool"),
    (Kind.ASSEMBLY, _("Montage"), _("Etwas soll aufgebaut, umgebaut oder versetzt werden."), "armchair"),
    (Kind.MAINTENANCE, _("Wartung"), _("Etwas soll geprüft oder gewartet werden."), "checklist"),
    (Kind.INQUIRY, _("Anfrage"), _("Sie haben eine Frage oder brauchen eine Auskunft."), "help-circle"),
]
_TITLES: Final = {
    Kind.COMPLAINT: (_("Was ist nicht in Ordnung?"), _("In einem Satz, etwa: Armlehne gebrochen.")),
    Kind.REPAIR: (_("Was soll repariert werden?"), _("In einem Satz, etwa: Gasfeder tauschen.")),
    Kind.ASSEMBLY: (_("Was soll montiert werden?"), _("In einem Satz, etwa: 12 Tische aufbauen.")),
    Kind.MAINTENANCE: (
        _("Was soll gewartet werden?"),
        _("In einem Satz, etwa: jährliche Prüfung der Tische."),
    ),
    Kind.INQUIRY: (_("Was möchten Sie wissen?"), _("In einem Satz, etwa: Lieferzeit für Rollen.")),
}


if TYPE_CHECKING:
    _OneParty = forms.ModelChoiceField[Party]
else:
    _OneParty = forms.ModelChoiceField


class TechnicianField(_OneParty):
    """Own technicians by name, each with how long he is entitled to safety-relevant work."""

    ends: Mapping[int, date]

    def label_from_instance(self, obj: Party) -> str:
        end = self.ends.get(obj.pk)
        if end is None:
            return _now("%(name)s – ohne gültiges Zertifikat") % {"name": obj.name}
        shown = date_format(end, "SHORT_DATE_FORMAT")
        return _now("%(name)s – zertifiziert bis %(day)s") % {"name": obj.name, "day": shown}


class FilingForm(forms.Form):
    """Everything but the products and files. Only a short title is needed, for defects also the safety."""

    kind = forms.ChoiceField(
        choices=[(kind.value, name) for kind, name, _t, _i in KINDS], widget=forms.HiddenInput
    )
    filed_by = forms.ChoiceField(
        label=_("Wer meldet?"),
        help_text=_("Nur damit in Ihrem Haus sichtbar ist, von wem der Vorgang kommt."),
        required=False,
    )
    title = forms.CharField(max_length=200)
    description = forms.CharField(
        label=_("Was ist passiert? Was sollen wir wissen?"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 5, "data-autosize": ""}),
    )
    safety = forms.ChoiceField(
        label=_("Könnte sich jemand verletzen?"),
        help_text=_(
            "Etwa durch eine scharfe Kante, ein lockeres Teil oder Strom. "
            "Dann melden wir uns zuerst bei Ihnen."
        ),
        widget=forms.RadioSelect,
        choices=[
            (Safety.YES.value, _("Ja, möglicherweise")),
            (Safety.NO.value, _("Nein")),
            (Safety.UNKNOWN.value, _("Das weiß ich nicht")),
        ],
        error_messages={"required": _("Bitte wählen Sie eine Antwort, auch „Das weiß ich nicht“.")},
    )
    severity = forms.ChoiceField(
        label=_("Kann der Kunde damit arbeiten?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Severity.MINOR.value, _("Ja, es stört nur")),
            (Severity.HINDERS_OPERATION.value, _("Nur eingeschränkt")),
            (Severity.PREVENTS_OPERATION.value, _("Nein, gar nicht")),
        ],
    )
    customer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    customer_name = forms.CharField(
        label=_("Name des Kunden"),
        help_text=_(
            "Firma oder Person. Kunden Ihrer früheren Vorgänge erscheinen beim Tippen. "
            "Leer, wenn es Ihr eigenes Haus betrifft."
        ),
        required=False,
        max_length=200,
    )
    is_business = forms.BooleanField(label=_("Der Kunde ist eine Firma oder Einrichtung"), required=False)
    customer_phone = forms.CharField(label=_("Telefon"), required=False, max_length=60)
    customer_email = forms.EmailField(
        label=_("E-Mail"),
        help_text=_("Dann hört Ihr Kunde selbst von uns, was für ihn wichtig ist."),
        required=False,
        max_length=254,
    )
    street = forms.CharField(label=_("Straße und Hausnummer"), required=False, max_length=200)
    postcode = forms.CharField(label=_("Postleitzahl"), required=False, max_length=20)
    city = forms.CharField(label=_("Ort"), required=False, max_length=120)
    country = forms.ChoiceField(label=_("Land"), required=False)
    place_note = forms.CharField(
        label=_("Hinweis zum Ort"),
        help_text=_("Etwa: 3. Stock, Raum 312, Frau Hansen fragen."),
        required=False,
        max_length=200,
    )
    carried_out_by = forms.ChoiceField(
        label=_("Wer soll die Arbeit ausführen?"),
        widget=forms.RadioSelect,
        choices=[
            (CarriedOutBy.FACTORY.value, _("Der Werkskundendienst")),
            (CarriedOutBy.DEALER.value, _("Unser eigener Kundendienst")),
        ],
    )
    technician = TechnicianField(
        label=_("Eigener Techniker"),
        help_text=_(
            "Nur wenn Ihr eigener Kundendienst ausführt. Er sieht dann diesen Vorgang. Sicherheitsrelevante "
            "Arbeit darf er nur mit einem Zertifikat ausführen, das am Tag der Arbeit gilt."
        ),
        queryset=Party.objects.none(),
        required=False,
        empty_label=_("noch offen"),
    )
    dealer_part = forms.ChoiceField(
        label=_("Wer bekommt die Rechnung, falls etwas zu zahlen ist?"),
        help_text=_(
            "Garantie, Gewährleistung und Kulanz berechnet niemand. Sonst gilt: Als Vermittler reichen Sie "
            "den Auftrag Ihres Kunden weiter, und er bekommt unsere Rechnung. Als Auftraggeber bestellen Sie "
            "bei uns, bekommen unsere Rechnung und berechnen Ihrem Kunden, was Sie vereinbart haben."
        ),
        widget=forms.RadioSelect,
        choices=[
            (DealerPart.INTERMEDIARY.value, _("Der Kunde – wir vermitteln nur (Vermittler)")),
            (DealerPart.PRINCIPAL.value, _("Wir – und rechnen selbst weiter (Auftraggeber)")),
        ],
    )
    dealer_reference = forms.CharField(
        label=_("Ihr Zeichen"),
        help_text=_("Etwa Ihre Auftrags- oder Kommissionsnummer. Sie können danach suchen."),
        required=False,
        max_length=80,
    )

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        people: list[tuple[str, str]],
        technicians: Any,
        ends: Mapping[int, date],
        own_service: bool,
        home: str,
        **more: Any,
    ) -> None:
        """`home`: the country meant where none is said."""
        super().__init__(*args, **more)
        self.home = home
        known = countries_by_name((get_language() or "de")[:2])
        self.fields["country"].choices = sorted(known, key=lambda pair: pair[0] != home)  # type: ignore[attr-defined]  # a ChoiceField
        if not own_service:
            del self.fields["carried_out_by"]
        label, hint = _TITLES[kind]
        title = self.fields["title"]
        title.label, title.help_text = label, hint
        title.error_messages["required"] = _("Bitte sagen Sie in einem Satz, worum es geht.")
        if kind not in DEFECTS:
            del self.fields["safety"], self.fields["severity"]
        if people:
            asked = self.fields["filed_by"]
            asked.required = True
            asked.error_messages["required"] = _("Bitte wählen Sie, wer meldet.")
            asked.choices = [("", _("– bitte wählen –")), *people, (WITHOUT_NAME, _("ohne Namen"))]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["filed_by"]
        chosen = self.fields["technician"]
        if own_service and isinstance(chosen, TechnicianField) and technicians.exists():
            chosen.queryset, chosen.ends = technicians, ends
        else:
            del self.fields["technician"]

    def filing(self, positions: list[NewPosition], *, language: str) -> Filing:
        """What the valid form says, for the command."""
        data = self.cleaned_data
        technician = data.get("technician")
        return Filing(
            case=NewCase(
                title=data["title"],
                kind=Kind(data["kind"]),
                description=data["description"],
                language=language,
                severity=member(Severity, data.get("severity")) or Severity.MINOR,
                safety=member(Safety, data.get("safety")) or Safety.UNKNOWN,
                dealer_part=DealerPart(data["dealer_part"]),
                dealer_reference=data["dealer_reference"],
                carried_out_by=member(CarriedOutBy, data.get("carried_out_by")),
                place_note=data["place_note"],
                positions=tuple(positions),
            ),
            customer=FilingCustomer(
                party_id=data["customer"],
                name=data["customer_name"],
                is_business=data["is_business"],
                phone=data["customer_phone"],
                email=data["customer_email"],
                place=NewAddress(
                    street=data["street"],
                    postcode=data["postcode"],
                    city=data["city"],
                    country=data["country"] or self.home,
                ),
            ),
            technician_id=technician.pk if technician else None,
        )

    def clean_customer_phone(self) -> str:
        """Said with everything else that is wrong, not only once the rest is right."""
        phone = str(self.cleaned_data["customer_phone"])
        try:
            return checked_contact(ContactKind.PHONE, phone)[0] if phone else ""
        except InvalidValue as refused:
            raise forms.ValidationError(str(refused)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = ("customer_phone", "customer_email", "street", "postcode", "city")
        if (
            not data.get("customer")
            and not data.get("customer_name")
            and any(data.get(name) for name in given)
        ):
            self.add_error("customer_name", _("Bitte geben Sie den Namen des Kunden an."))
        code, country = data.get("postcode", ""), data.get("country") or self.home
        if code and not is_postcode(country, code):
            self.add_error("postcode", _("Diese Postleitzahl gibt es in dem Land nicht."))
        return data
