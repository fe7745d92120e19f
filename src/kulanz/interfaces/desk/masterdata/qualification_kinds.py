"""Arbeitsarten with their safety relevance and check-list, and Schulungen that entitle to them."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages as notices
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.masterdata.door import certifiers, lookers, show
from kulanz.interfaces.desk.masterdata.fields import SafetyField
from kulanz.masterdata.parties.commands.courses import LONGEST_NAME, save_course
from kulanz.masterdata.parties.commands.work_kinds import LONGEST, LONGEST_MINUTES, save_work_kind
from kulanz.masterdata.parties.models import Course, WorkKind
from kulanz.masterdata.parties.permissions_of_skills import may_certify
from kulanz.masterdata.parties.rules.certificates import LONGEST_YEARS, USUAL_MONTHS
from kulanz.stages.execution.commands.checklists import LONGEST as LONGEST_LINE
from kulanz.stages.execution.commands.checklists import MOST, Line, save_checklist
from kulanz.stages.execution.models import ChecklistItem

KINDS: Final = "work_kinds"
COURSES: Final = "courses"
_EMPTY_LINES: Final = 3
LAST_PLACE: Final = 9999


class WorkKindForm(forms.Form):
    name = forms.CharField(label=_("Bezeichnung"), max_length=LONGEST["name"])
    name_en = forms.CharField(
        label=_("Bezeichnung auf Englisch"), max_length=LONGEST["name_en"], required=False
    )
    safety = SafetyField()
    duration_minutes = forms.IntegerField(
        label=_("Übliche Dauer in Minuten"), min_value=1, max_value=LONGEST_MINUTES, initial=60
    )
    active = forms.BooleanField(label=_("in Gebrauch"), required=False, initial=True)


class NewWorkKindForm(WorkKindForm):
    code = forms.CharField(
        label=_("Kürzel"), max_length=LONGEST["code"], help_text=_("Es bleibt, wie es angelegt ist.")
    )


class LineForm(forms.Form):
    item_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    place = forms.IntegerField(label=_("Platz"), required=False, min_value=0, max_value=LAST_PLACE)
    text = forms.CharField(label=_("Was zu prüfen ist"), max_length=LONGEST_LINE["text"], required=False)
    text_en = forms.CharField(label=_("Auf Englisch"), max_length=LONGEST_LINE["text_en"], required=False)
    kind = forms.ChoiceField(label=_("Art"), choices=ChecklistItem.Kind.choices)
    unit = forms.CharField(label=_("Einheit"), max_length=LONGEST_LINE["unit"], required=False)
    required = forms.BooleanField(label=_("Pflicht"), required=False, initial=True)
    drop = forms.BooleanField(label=_("entfernen"), required=False)


LineFormSet = forms.formset_factory(LineForm, extra=_EMPTY_LINES, max_num=MOST + _EMPTY_LINES)


@lookers
@require_GET
def work_kinds(request: KulanzRequest) -> HttpResponse:
    rows = WorkKind.objects.filter(tenant_id=request.tenant.pk).annotate(
        lines=Count("checklist", filter=Q(checklist__active=True), distinct=True),
        course_count=Count("courses", filter=Q(courses__active=True), distinct=True),
    )
    context = {"rows": rows, "may": may_certify(request.actor)}
    return show(request, "work_kinds.html", KINDS, context)


@certifiers
@require_http_methods(["GET", "POST"])
def work_kind(request: KulanzRequest, work_kind_id: int | None = None) -> HttpResponse:
    """Words, safety and duration; the check-list is a form of its own on the same page."""
    row = _kind(request, work_kind_id) if work_kind_id is not None else None
    form: WorkKindForm
    if row is None:
        form = NewWorkKindForm(request.POST or None)
    else:
        initial = {name: getattr(row, name) for name in WorkKindForm.base_fields}
        form = WorkKindForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        made = save_work_kind(
            actor=request.actor, work_kind_id=row.pk if row else None, at=clock.now(), **values
        )
        saved.append(made)

    saved: list[WorkKind] = []
    if request.method == "POST" and done(form, save):
        if row is None:
            notices.success(request, _now("Angelegt. Hier ist Platz für die Prüfliste."))
            return redirect("desk:work_kind", saved[0].pk)
        notices.success(request, _now("Gespeichert."))
        return redirect("desk:work_kinds")
    return _kind_page(request, row, form, status=422 if form.is_bound else 200)


@certifiers
@require_POST
def checklist(request: KulanzRequest, work_kind_id: int) -> HttpResponse:
    """The whole list at once, by its places."""
    row = _kind(request, work_kind_id)
    lines = LineFormSet(request.POST, prefix="lines")
    initial = {name: getattr(row, name) for name in WorkKindForm.base_fields}
    if lines.is_valid():
        try:
            save_checklist(
                actor=request.actor, work_kind_id=row.pk, lines=_lines_given(lines), at=clock.now()
            )
        except Refusal as refusal:
            notices.error(request, str(refusal))
        else:
            notices.success(request, _now("Die Prüfliste ist gespeichert."))
            return redirect("desk:work_kind", row.pk)
    return _kind_page(request, row, WorkKindForm(initial=initial), lines=lines, status=422)


def _lines_given(formset: Any) -> list[Line]:
    """By the places that were typed; those without stay where they stand."""
    given = [(form.cleaned_data, number) for number, form in enumerate(formset.forms) if form.cleaned_data]
    kept = [(data, number) for data, number in given if not data.get("drop")]
    kept.sort(
        key=lambda pair: (pair[0].get("place") if pair[0].get("place") is not None else 10_000, pair[1])
    )
    return [
        Line(
            text=data["text"],
            text_en=data["text_en"],
            kind=data["kind"],
            unit=data["unit"],
            required=data["required"],
            item_id=data["item_id"],
        )
        for data, _number in kept
    ]


def _kind(request: KulanzRequest, work_kind_id: int) -> WorkKind:
    row = WorkKind.objects.filter(tenant_id=request.tenant.pk, pk=work_kind_id).first()
    if row is None:
        raise Http404
    return row


def _kind_page(
    request: KulanzRequest, row: WorkKind | None, form: WorkKindForm, *, lines: Any = None, status: int
) -> HttpResponse:
    if lines is None and row is not None:
        items = ChecklistItem.objects.filter(work_kind=row, active=True)
        lines = LineFormSet(
            prefix="lines",
            initial=[
                {
                    "item_id": item.pk,
                    "place": place,
                    "text": item.text,
                    "text_en": item.text_en,
                    "kind": item.kind,
                    "unit": item.unit,
                    "required": item.required,
                }
                for place, item in enumerate(items, start=1)
            ],
        )
    return show(request, "work_kind.html", KINDS, {"form": form, "row": row, "lines": lines}, status=status)


# --- courses -----------------------------------------------------------------------------------------------


class CourseForm(forms.Form):
    name = forms.CharField(label=_("Name der Schulung"), max_length=LONGEST_NAME)
    name_en = forms.CharField(label=_("Name auf Englisch"), max_length=LONGEST_NAME, required=False)
    validity_months = forms.IntegerField(
        label=_("Berechtigt für Monate"),
        min_value=1,
        max_value=LONGEST_YEARS * 12,
        initial=USUAL_MONTHS,
        help_text=_("24 Monate sind üblich. Ausgestellte Zertifikate behalten ihren letzten Tag."),
    )
    active = forms.BooleanField(label=_("in Gebrauch"), required=False, initial=True)


class NewCourseForm(CourseForm):
    work_kind = forms.ModelChoiceField(
        label=_("Berechtigt zu"), queryset=WorkKind.objects.none(), empty_label="–"
    )

    def __init__(self, *args: Any, tenant_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["work_kind"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = WorkKind.objects.filter(tenant_id=tenant_id, active=True)


@lookers
@require_GET
def courses(request: KulanzRequest) -> HttpResponse:
    rows = Course.objects.filter(tenant_id=request.tenant.pk).select_related("work_kind")
    return show(request, "courses.html", COURSES, {"rows": rows, "may": may_certify(request.actor)})


@certifiers
@require_http_methods(["GET", "POST"])
def course(request: KulanzRequest, course_id: int | None = None) -> HttpResponse:
    row = None
    if course_id is not None:
        courses_here = Course.objects.filter(tenant_id=request.tenant.pk).select_related("work_kind")
        row = courses_here.filter(pk=course_id).first()
        if row is None:
            raise Http404
    form: CourseForm
    if row is None:
        form = NewCourseForm(request.POST or None, tenant_id=request.tenant.pk)
    else:
        initial = {name: getattr(row, name) for name in CourseForm.base_fields}
        form = CourseForm(request.POST or None, initial=initial)

    def save(values: dict[str, Any]) -> None:
        kind: WorkKind | None = values.pop("work_kind", None)
        save_course(
            actor=request.actor,
            course_id=row.pk if row else None,
            work_kind_id=kind.pk if kind else None,
            at=clock.now(),
            **values,
        )

    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Gespeichert."))
        return redirect("desk:courses")
    context = {"form": form, "row": row}
    return show(request, "course.html", COURSES, context, status=422 if form.is_bound else 200)
