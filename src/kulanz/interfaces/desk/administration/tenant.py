"""Brand and settings of the tenant, section by section, with what they look like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages as notices
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.files.commands import used_bytes
from kulanz.core.files.serving import pdf_response
from kulanz.core.pdf.letters import LetterContent, Letterhead, render_letter
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui import brand
from kulanz.core.ui.forms import done
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.interfaces.desk.administration.tenant_forms import SECTIONS, LetterForm
from kulanz.masterdata.parties.commands.tenant_settings import change_hosts, remove_logo, set_logo
from kulanz.masterdata.parties.commands.tenants import change_tenant
from kulanz.workflows.embedding import embed_snippet, report_link


@dataclass(frozen=True, slots=True)
class Sample:
    """A colour as it will look: the fill, the text on it, and how well both can be read."""

    ground: str
    text: str
    ratio: str
    enough: bool
    label: str


@administrators
@require_http_methods(["GET", "POST"])
def section(request: KulanzRequest, name: str = "allgemein") -> HttpResponse:
    if name not in SECTIONS:
        raise Http404
    form_class = SECTIONS[name][2]
    if request.method == "GET":
        return _page(request, name, form_class(initial=_initial(request.tenant, form_class)))
    form = form_class(request.POST, request.FILES)
    if done(form, lambda values: _save(request, name, values)):
        notices.success(request, _("Gespeichert."))
        return redirect("desk:admin_tenant", name)
    return _page(request, name, form, status=422)


def _initial(tenant: Tenant, form_class: type[forms.Form]) -> dict[str, Any]:
    names = [name for name in form_class.base_fields if name != "logo"]
    values = {name: getattr(tenant, name) for name in names}
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in values.items()}


def _save(request: KulanzRequest, name: str, values: dict[str, Any]) -> None:
    at, actor = clock.now(), request.actor
    if name == "adresse":
        change_hosts(actor=actor, at=at, **values)
        return
    picture = values.pop("logo", None)
    if picture is not None:
        set_logo(actor=actor, content=picture.read(), at=at)
    change_tenant(actor=actor, changes=values, at=at)


def _page(request: KulanzRequest, name: str, form: forms.Form, *, status: int = 200) -> HttpResponse:
    tenant = request.tenant
    context: dict[str, Any] = {
        "sections": list(SECTIONS.values()),
        "current": name,
        "title": SECTIONS[name][1],
        "form": form,
    }
    if name == "marke":
        context["samples"] = samples(tenant.brand_color)
    if name == "regeln":
        context |= {
            "snippet": embed_snippet(tenant),
            "link": report_link(tenant),
            "used": used_bytes(tenant.pk),
            "quota": tenant.storage_quota_bytes,
        }
    return render(request, "desk/administration/tenant.html", context, status=status)


@administrators
@require_POST
def drop_logo(request: KulanzRequest) -> HttpResponse:
    remove_logo(actor=request.actor, at=clock.now())
    notices.success(request, _("Das Logo ist entfernt; an seiner Stelle steht der Name."))
    return redirect("desk:admin_tenant", "marke")


@administrators
@require_GET
def colours(request: KulanzRequest) -> HttpResponse:
    """The preview while choosing a colour."""
    color = request.GET.get("brand_color", "")[:7]
    return render(request, "desk/administration/colours.html", {"samples": samples(color)})


def samples(color: str) -> list[Sample]:
    """A filled button, and the colour as text on light and dark ground as it is made readable there."""
    fill = brand.parse(color)
    light, dark = brand.parse(brand.LIGHT_GROUND), brand.parse(brand.DARK_GROUND)
    return [
        _sample(fill, brand.text_on(fill), _("Knopf")),
        _sample(light, brand.readable(fill, light, brand.BLACK), _("Link, hell")),
        _sample(dark, brand.readable(fill, dark, brand.WHITE), _("Link, dunkel")),
    ]


def _sample(ground: brand.Rgb, text: brand.Rgb, label: str) -> Sample:
    ratio = brand.contrast(ground, text)
    return Sample(
        brand.to_hex(ground), brand.to_hex(text), f"{ratio:.1f}".replace(".", ","), ratio >= 4.5, label
    )


@administrators
@require_POST
def letter_preview(request: KulanzRequest) -> HttpResponse:
    """A letter with what stands in the form, saved or not."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _page(request, "briefe", form, status=422)
    tenant, values = request.tenant, form.cleaned_data
    sender = values["sender_name"] or tenant.name
    content = LetterContent(
        letterhead=Letterhead(
            sender=sender,
            sender_line=values["letterhead_sender"] or sender,
            footer=values["letterhead_footer"],
            color=tenant.brand_color,
            logo=bytes(tenant.logo) if tenant.logo else None,
            logo_type=tenant.logo_type,
        ),
        recipient=("Maria Muster", "Beispielweg 12", "31134 Hildesheim"),
        date=local_date(tenant, clock.now()),
        subject=_("Ihr Drehstuhl: so sieht ein Brief aus"),
        salutation=_("Guten Tag Frau Muster,"),
        paragraphs=(
            _("dies ist eine Vorschau des Briefbogens. Logo, Farbe, Absenderzeile und Fuß sind Ihre."),
            _("Nichts davon ist verschickt oder gespeichert."),
        ),
        language=tenant.language[:2],
        info=((_("Vorgang"), f"{tenant.case_prefix}-2026-00042"), (_("Telefon"), tenant.contact_phone)),
        signer=tenant.contact_team or sender,
    )
    return pdf_response(render_letter(content), "briefbogen.pdf")
