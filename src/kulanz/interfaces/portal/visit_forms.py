"""What a dealer enters about a visit of his own technicians."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.models import Technician
from kulanz.screens.visit_forms import WorkForm, proposed_work, task_field
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.visits_of_dealers import OwnVisit

LONGEST_TASK: Final = 4000


if TYPE_CHECKING:
    _OneTechnician = forms.ModelChoiceField[Technician]
else:  # the class takes its model's type for type checkers only
    _OneTechnician = forms.ModelChoiceField


class OwnTechnicianField(_OneTechnician):
    """The house's technicians, each with how long he is entitled to safety-relevant work."""

    ends: Mapping[int, date]

    def label_from_instance(self, obj: Technician) -> str:
        end = self.ends.get(obj.person_id)
        if end is None:
            return _now("%(name)s – ohne gültiges Zertifikat") % {"name": obj.name}
        shown = date_format(end, "SHORT_DATE_FORMAT")
        return _now("%(name)s – zertifiziert bis %(day)s") % {"name": obj.name, "day": shown}


class OwnVisitForm(WorkForm):
    """What is to be done, and if it is known already who goes when."""

    task = task_field(LONGEST_TASK)
    technician = OwnTechnicianField(
        label=_("Wer fährt"), queryset=Technician.objects.none(), required=False, empty_label=_("noch offen")
    )
    starts_at = forms.DateTimeField(
        label=_("Tag und Uhrzeit"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        case: Case,
        today: date,
        ends: Mapping[int, date],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        people = people_on_board(actor).order_by("name", "pk")
        chosen = cast("OwnTechnicianField", self.fields["technician"])
        chosen.ends = ends
        chosen.queryset = people
        if not people.exists():
            del self.fields["technician"], self.fields["starts_at"]
        wished = people.filter(person_id=case.wished_technician_id or 0).first()
        self.initial = {
            **proposed_work(case),
            "technician": wished.pk if wished is not None else None,
        } | dict(self.initial)

    def clean_wanted_on(self) -> date | None:
        found: date | None = self.cleaned_data["wanted_on"]
        if found is not None and found < self.today:
            raise forms.ValidationError(_now("Der Wunschtag ist schon vorbei."))
        return found

    def given(self, *, newest_seen: int | None) -> OwnVisit:
        """What the valid form says, for the command."""
        data = self.cleaned_data
        technician = data.get("technician")
        return OwnVisit(
            kind=VisitKind(data["kind"]),
            work_kind_ids=[kind.pk for kind in data.get("work_kinds", ())],
            task=data["task"],
            duration_minutes=data["duration_minutes"],
            wanted_on=data["wanted_on"],
            technician_id=technician.pk if technician is not None else None,
            starts_at=data.get("starts_at"),
            newest_seen=newest_seen,
        )
