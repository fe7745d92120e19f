"""Issuing, renewing and revoking certificates, and handing in their proof."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.ui.day_fields import DayField
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import number_of
from kulanz.interfaces.desk.masterdata.door import certifiers, show
from kulanz.interfaces.desk.masterdata.qualification_certificates import (
    HERE,
    certificate_page,
    certificate_row,
    today_of,
)
from kulanz.masterdata.parties.commands.certifying import (
    LONGEST_NUMBER,
    LONGEST_REASON,
    Evidence,
    add_evidence,
    issue_certificate,
    renew_certificate,
)
from kulanz.masterdata.parties.models import Certificate, Course, Party, WorkKind
from kulanz.masterdata.parties.rules.certificates import USUAL_MONTHS, last_day
from kulanz.workflows.certificates import revoke


class TermForm(forms.Form):
    """What a certificate says besides whose and for what it is."""

    course = forms.ModelChoiceField(
        label=_("Schulung"), queryset=Course.objects.none(), required=False, empty_label="–"
    )
    issued_on = DayField(label=_("Ausgestellt am"))
    valid_until = DayField(
        label=_("Gültig bis einschließlich"),
        required=False,
        help_text=_("Leer: so lange, wie die Schulung berechtigt, sonst 24 Monate."),
    )
    number = forms.CharField(label=_("Nummer"), max_length=LONGEST_NUMBER, required=False)
    evidence = forms.FileField(
        label=_("Nachweis"), required=False, help_text=_("Zertifikat als PDF oder Foto")
    )

    def __init__(self, *args: Any, courses: QuerySet[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["course"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = courses

    def term(self) -> dict[str, Any]:
        """The arguments of the commands."""
        data = self.cleaned_data
        return {
            "course_id": data["course"].pk if data["course"] else None,
            "issued_on": data["issued_on"],
            "valid_until": data["valid_until"],
            "number": data["number"],
            "evidence": _evidence(data["evidence"]),
        }


class IssueForm(TermForm):
    holder = forms.IntegerField(
        label=_("Für wen"),
        widget=forms.HiddenInput,
        error_messages={"required": _("Bitte wählen Sie die Person oder die Organisation.")},
    )
    work_kind = forms.ModelChoiceField(
        label=_("Arbeitsart"),
        queryset=WorkKind.objects.none(),
        required=False,
        empty_label=_("– Organisation als Ganzes –"),
        help_text=_("Personen werden für eine Arbeitsart zertifiziert, Organisationen als Ganzes."),
    )

    def __init__(self, *args: Any, kinds: QuerySet[WorkKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["work_kind"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = kinds


class EvidenceForm(forms.Form):
    evidence = forms.FileField(label=_("Nachweis"), help_text=_("Zertifikat als PDF oder Foto"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Grund"), max_length=LONGEST_REASON)


def _evidence(upload: UploadedFile[Any] | None) -> Evidence | None:
    return Evidence(upload, upload.name or "nachweis") if upload else None


def _back(request: KulanzRequest) -> str:
    """Where somebody came from who needs the certificate for what he was at; a page of the desk, or none."""
    target = request.GET.get("next", "")[:300]
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts=None) and target.startswith("/desk/")
    return target if safe else ""


@certifiers
@require_http_methods(["GET", "POST"])
def new_certificate(request: KulanzRequest) -> HttpResponse:
    tenant_id = request.tenant.pk
    initial = {
        "holder": number_of(request.GET.get("holder")),
        "work_kind": number_of(request.GET.get("kind")),
        "issued_on": today_of(request),
    }
    form = IssueForm(
        request.POST or None,
        request.FILES or None,
        initial=initial,
        courses=Course.objects.filter(tenant_id=tenant_id, active=True).select_related("work_kind"),
        kinds=WorkKind.objects.filter(tenant_id=tenant_id, active=True),
    )

    def save(values: dict[str, Any]) -> None:
        kind, course = values["work_kind"], values["course"]
        # a course says what it entitles to
        kind_id = kind.pk if kind else course.work_kind_id if course else None
        made = issue_certificate(
            actor=request.actor,
            holder_id=values["holder"],
            work_kind_id=kind_id,
            at=clock.now(),
            **form.term(),
        )
        saved.append(made)

    saved: list[Certificate] = []
    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Das Zertifikat ist ausgestellt."))
        return redirect(_back(request) or reverse("desk:certificate", args=[saved[0].pk]))
    chosen = number_of(str(form["holder"].value() or ""))
    holder = Party.objects.filter(tenant_id=tenant_id, pk=chosen or 0).first()
    context = {"form": form, "holder": holder, "back": _back(request)}
    return show(request, "new_certificate.html", HERE, context, status=422 if form.is_bound else 200)


@certifiers
@require_http_methods(["GET", "POST"])
def renew(request: KulanzRequest, certificate_id: int) -> HttpResponse:
    """A new certificate for the same person and work; one that is renewed already leads to the newer one."""
    row = certificate_row(request, certificate_id)
    courses = Course.objects.filter(Q(active=True) | Q(pk=row.course_id), tenant_id=request.tenant.pk)
    courses = courses.filter(work_kind_id=row.work_kind_id) if row.work_kind_id else courses.none()
    known = list(courses.values_list("pk", flat=True)[:2])
    today = today_of(request)
    form = TermForm(
        request.POST or None,
        request.FILES or None,
        initial={"issued_on": today, "course": row.course_id or (known[0] if len(known) == 1 else None)},
        courses=courses,
    )

    def save(_values: dict[str, Any]) -> None:
        made = renew_certificate(actor=request.actor, certificate_id=row.pk, at=clock.now(), **form.term())
        saved.append(made)

    saved: list[Certificate] = []
    if request.method == "POST" and done(form, save):
        notices.success(request, _now("Das Zertifikat ist erneuert."))
        return redirect(_back(request) or reverse("desk:certificate", args=[saved[0].pk]))
    months = row.course.validity_months if row.course else USUAL_MONTHS
    newer = row.renewals.filter(revoked_on=None).first()
    context = {
        "form": form,
        "row": row,
        "newer": newer,
        "usual_end": last_day(today, months),
        "back": _back(request),
    }
    return show(request, "renew_certificate.html", HERE, context, status=422 if form.is_bound else 200)


@certifiers
@require_POST
def revoke_one(request: KulanzRequest, certificate_id: int) -> HttpResponse:
    """Revoked from today on; what was planned with it comes off the plan."""
    row = certificate_row(request, certificate_id)
    form = ReasonForm(request.POST)

    def save(values: dict[str, Any]) -> None:
        result = revoke(actor=request.actor, certificate_id=row.pk, reason=values["reason"], at=clock.now())
        taken.extend(result.visits)

    taken: list[Any] = []
    if not done(form, save):
        return certificate_page(request, row, reason_form=form, status=422)
    notices.success(request, _now("Das Zertifikat ist entzogen."))
    if taken:
        text = ngettext(
            "Ein Einsatz kam vom Plan: %(numbers)s. Die Leitung hat eine Aufgabe dazu.",
            "%(count)s Einsätze kamen vom Plan: %(numbers)s. Die Leitung hat Aufgaben dazu.",
            len(taken),
        )
        numbers = ", ".join(one.number for one in taken[:20])
        notices.warning(request, text % {"count": len(taken), "numbers": numbers})
    return redirect("desk:certificate", row.pk)


@certifiers
@require_POST
def hand_in_evidence(request: KulanzRequest, certificate_id: int) -> HttpResponse:
    row = certificate_row(request, certificate_id)
    form = EvidenceForm(request.POST, request.FILES)

    def save(values: dict[str, Any]) -> None:
        given = _evidence(values["evidence"])
        if given is not None:
            add_evidence(actor=request.actor, certificate_id=row.pk, evidence=given, at=clock.now())

    if not done(form, save):
        return certificate_page(request, row, evidence_form=form, status=422)
    notices.success(request, _now("Der Nachweis ist abgelegt."))
    return redirect("desk:certificate", row.pk)
