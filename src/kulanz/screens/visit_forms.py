"""What is entered about a visit, at the desk and by a dealer: the work, and the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kulanz.cases.models import Case
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.typed import key_of, keys_of, moment_of
from kulanz.masterdata.parties.models import WorkKind
from kulanz.stages.execution.models import Visit
from kulanz.stages.execution.models.choices import VISIT_KIND
from kulanz.stages.execution.queries.proposals import proposed_kind, proposed_task
from kulanz.stages.execution.rules.visits import ON_THE_PRODUCT
from kulanz.stages.execution.rules.working_day import LONGEST_MINUTES
from kulanz.workflows.visits import plan_visit

# “2026-11-17T09:00”
_TYPED: Final = 16
_REASON: Final = 300


def task_field(longest: int | None = None) -> forms.CharField:
    return forms.CharField(
        label=_("Aufgabe"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=longest,
        help_text=_("Was vor Ort zu tun ist"),
    )


class WorkForm(forms.Form):
    """What is to be done there; who goes stands in the form of the one who sends somebody."""

    kind = forms.ChoiceField(label=_("Art"), choices=VISIT_KIND)
    task = task_field()
    work_kinds = forms.ModelMultipleChoiceField(
        label=_("Arbeitsarten"),
        queryset=WorkKind.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_(
            "Nötig bei Reparatur, Montage und Wartung, sonst freiwillig. Nach der Arbeitsart richtet sich, "
            "wer es darf."
        ),
    )
    duration_minutes = forms.IntegerField(
        label=_("Dauer in Minuten"),
        min_value=5,
        max_value=LONGEST_MINUTES,
        required=False,
        help_text=_("Leer: so lange, wie die Arbeitsarten üblicherweise dauern"),
    )
    wanted_on = DayField(label=_("Wunschtag"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A house without kinds of work is not asked for them."""
        super().__init__(*args, **kwargs)
        works = cast("forms.ModelMultipleChoiceField[WorkKind]", self.fields["work_kinds"])
        works.queryset = WorkKind.objects.filter(active=True)
        if not works.queryset.exists():
            del self.fields["work_kinds"]

    def clean(self) -> dict[str, Any]:
        """An empty field must not be the way past the interlock: work on a product is named."""
        data = super().clean() or {}
        named = data.get("work_kinds")
        if "work_kinds" in self.fields and data.get("kind") in ON_THE_PRODUCT and not named:
            self.add_error(
                "work_kinds", _("Bitte die Arbeitsart nennen: nach ihr richtet sich, wer es darf.")
            )
        return data


def proposed_work(case: Case) -> dict[str, Any]:
    """What the case says already: its kind and its words."""
    return {"kind": proposed_kind(case).value, "task": proposed_task(case)}


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """Who was chosen to go when, the times also as they were typed."""

    crew: list[int]
    starts: datetime | None
    ends: datetime | None
    version: int | None
    house: int | None
    """Whom the visit is to be given to in the same step."""
    starts_value: str
    ends_value: str


def asked_plan(request: KulanzRequest) -> AskedPlan:
    """What the form for planning sent; the one named as lead goes first."""
    zone = ZoneInfo(request.tenant.time_zone)
    starts, ends = (request.POST.get(name, "")[:_TYPED] for name in ("starts", "ends"))
    crew = keys_of(request.POST.getlist("crew"))
    lead = key_of(request.POST.get("lead", ""))
    return AskedPlan(
        crew=sorted(crew, key=lambda pk: pk != lead),
        starts=moment_of(starts, zone),
        ends=moment_of(ends, zone),
        version=key_of(request.POST.get("version", "")),
        house=key_of(request.POST.get("house", "")),
        starts_value=starts,
        ends_value=ends,
    )


def plan_as_asked(request: KulanzRequest, visit: Visit, asked: AskedPlan, *, at: datetime) -> Visit:
    """Put it on the plan or move it; refuses as `plan_visit` does. Only with `starts`.

    No block around it: what is refused is undone already, and that the interlock refused is kept.
    """
    if asked.starts is None:
        raise ValueError(asked.starts_value)
    return plan_visit(
        actor=request.actor,
        visit_id=visit.pk,
        crew=asked.crew,
        starts_at=asked.starts,
        ends_at=asked.ends,
        house_id=asked.house,
        expected_version=asked.version,
        at=at,
    )


def refused_act(request: KulanzRequest, visit: Visit, act: Callable[..., object]) -> Refusal | None:
    """Do it with the reason that was typed; what is refused is undone and comes back to be said."""
    reason = request.POST.get("reason", "")[:_REASON]
    try:
        with transaction.atomic():
            act(actor=request.actor, visit_id=visit.pk, reason=reason, at=clock.now())
    except NotAllowed:
        raise
    except Refusal as refused:
        return refused
    return None
