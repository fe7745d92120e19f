"""What a dealer enters about a visit of his own technicians."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case
from kulanz.cases.queries.relevance import relevance_of_case
from kulanz.core.access.actor import Actor
from kulanz.masterdata.parties.interlock_words import sentences
from kulanz.masterdata.parties.models import Technician
from kulanz.masterdata.parties.queries.interlock import judge_technicians
from kulanz.screens.visit_forms import WorkForm, proposed_work, task_field
from kulanz.stages.execution.queries.board import people_on_board
from kulanz.stages.execution.refusals_of_visits import CrewMissing, DayGone
from kulanz.stages.execution.rules.visits import VisitKind
from kulanz.workflows.visits_of_dealers import OwnVisit

LONGEST_TASK: Final = 4000
LONG: Final = timedelta(hours=10)
"""Longer than a working day: somebody says that it is meant so."""


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
    long_ok = forms.BooleanField(label=_("Ja, der Einsatz dauert so lange"), required=False)

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
        self.today, self.case = today, case
        self.asks_long = False
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

    def clean(self) -> dict[str, Any]:
        """Everything that can be said before anything is made, at once."""
        data = super().clean()
        technician, starts = data.get("technician"), data.get("starts_at")
        minutes = data.get("duration_minutes")
        if minutes is not None and timedelta(minutes=minutes) > LONG:
            self.asks_long = True
            if not data.get("long_ok"):
                self.add_error("duration_minutes", too_long())
        if starts is None:
            return data
        day = timezone.localdate(starts)
        if day < self.today:
            self.add_error("starts_at", str(DayGone()))
        if technician is None and "technician" not in self.errors:
            self.add_error("technician", str(CrewMissing()))
        if technician is not None and self.errors:
            # alone it is refused where it is planned, with those who could
            self._name_bars(technician, data, max(day, self.today))
        return data

    def _name_bars(self, technician: Technician, data: Mapping[str, Any], day: date) -> None:
        judged = judge_technicians(
            tenant_id=self.case.tenant_id,
            technician_ids=[technician.pk],
            work_kind_ids=[kind.pk for kind in data.get("work_kinds") or ()],
            relevance=relevance_of_case(self.case),
            on=day,
        )[technician.pk]
        if not judged.allowed:
            self.add_error("technician", f"{technician.name}: {sentences(judged.bars)}")

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


def too_long() -> str:
    return _now("Das ist länger als ein Arbeitstag (%(hours)s Stunden). Bitte prüfen oder bestätigen.") % {
        "hours": LONG // timedelta(hours=1)
    }
