"""Filing a case: what it is about, then one page; drafts keep themselves, sent twice gives one case."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages as notices
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.drafts import discard_draft, save_draft
from kulanz.cases.models import Case, Draft
from kulanz.cases.rules import DealerPart, Kind, Severity
from kulanz.cases.rules_of_execution import proposed_execution
from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.enums import member
from kulanz.core.files.refusals import FileRefusal
from kulanz.core.refusal import Refusal
from kulanz.interfaces.portal.finding import typed
from kulanz.interfaces.portal.forms import KINDS, ORDERED, WITHOUT_NAME, FilingForm
from kulanz.interfaces.portal.home import NEW_DRAFT
from kulanz.interfaces.portal.position_forms import POSITIONS, PositionForm
from kulanz.interfaces.portal.told_filing import tell_filed
from kulanz.interfaces.portal.uploads import held_uploads, hold_files, taken_files
from kulanz.masterdata.parties.actors import actor_of
from kulanz.masterdata.parties.middleware import SESSION_CLERK
from kulanz.masterdata.parties.models import Membership, Party
from kulanz.masterdata.parties.queries.entitled import certified_until
from kulanz.masterdata.parties.rules.safety import Relevance
from kulanz.workflows.execution import BY_CONTRACT, WHY_WORDS, DealersHouse, house_at
from kulanz.workflows.filing import file_case, own_technicians, receipt_key, same_reference

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{16,40}")
# A refusal of the domain names its own field; here it stands under another name.
_FIELDS: Final = {"name": "customer_name", "email": "customer_email", "phone": "customer_phone"}


@dataclass
class Sheet:
    """The forms of one filing, with what they are drawn with."""

    form: FilingForm
    positions: list[PositionForm]
    kind: Kind
    house: DealersHouse

    @property
    def valid(self) -> bool:
        # every form is asked, so that all errors are shown at once
        answers = [form.is_valid() for form in (self.form, *self.positions)]
        return all(answers)


@gate(ActorKind.DEALER)
@require_GET
def choose_kind(request: KulanzRequest) -> HttpResponse:
    """The first question: what is to be reported."""
    return render(
        request,
        "portal/choose_kind.html",
        {"kinds": KINDS, "token": secrets.token_urlsafe(16), "menu_current": "new"},
    )


@gate(ActorKind.DEALER)
@require_http_methods(["GET", "POST"])
def new_case(request: KulanzRequest, token: str) -> HttpResponse:
    """The page with its sections; `token` names this one filing, from its first letter to its receipt."""
    if not _TOKEN.fullmatch(token):
        raise Http404
    filed = _filed(request.actor, token)
    if filed is not None:
        return redirect("portal:case", number=filed.number)
    if request.method == "POST":
        return _post(request, token)
    draft = Draft.objects.filter(
        membership_id=request.actor.membership_id or 0, key=f"{NEW_DRAFT}{token}"
    ).first()
    kept: dict[str, Any] = dict(draft.payload) if draft else {}
    kind = member(Kind, request.GET.get("art") or kept.get("kind"))
    if kind is None or kind is Kind.INCIDENT:
        return redirect("portal:new_case")
    sheet = _sheet(request, kind, kept=kept)
    held = kept.get("uploads", [])
    return _page(request, token, sheet, held if isinstance(held, list) else [])


def _post(request: KulanzRequest, token: str) -> HttpResponse:
    kind = member(Kind, request.POST.get("kind", ""))
    if kind is None or kind is Kind.INCIDENT:
        return redirect("portal:new_case")
    at = clock.now()
    if "drop_upload" in request.POST:
        return _without_upload(request, token, kind)
    sheet = _sheet(request, kind)
    tokens, files_error = request.POST.getlist("uploads"), ""
    try:
        tokens = hold_files(request, at)
    except FileRefusal as refusal:
        files_error = str(refusal)
    if not sheet.valid or files_error:
        return _refused(request, token, sheet, tokens, files_error)
    actor = _as_person(request, sheet.form.cleaned_data.get("filed_by", ""))
    positions = [p for form in sheet.positions if (p := form.position()) is not None]
    repeated = same_reference(actor, sheet.form.cleaned_data["dealer_reference"])
    try:
        case = file_case(
            actor=actor,
            filing=sheet.form.filing(positions, language=(get_language() or "de")[:2]),
            files=taken_files(request, tokens, at),
            submission=token,
            at=at,
        )
    except FileRefusal as refusal:
        return _refused(request, token, sheet, tokens, str(refusal))
    except Refusal as refusal:
        field = _FIELDS.get(refusal.field or "", refusal.field)
        known = field if field in sheet.form.fields and field != "customer" else None
        sheet.form.add_error("customer_name" if field == "customer" else known, str(refusal))
        return _refused(request, token, sheet, tokens)
    discard_draft(actor=actor, key=f"{NEW_DRAFT}{token}")
    tell_filed(request, case, sheet.form, repeated)
    return redirect("portal:case", number=case.number)


def _refused(
    request: KulanzRequest, token: str, sheet: Sheet, tokens: list[str], files_error: str = ""
) -> HttpResponse:
    """What was sent is kept, so that whoever leaves the page and comes back finds it at its address."""
    _keep(request, token, tokens)
    return _page(request, token, sheet, tokens, files_error=files_error, status=422)


def _without_upload(request: KulanzRequest, token: str, kind: Kind) -> HttpResponse:
    """The same page, as it was filled in, without one of its files."""
    dropped = request.POST["drop_upload"]
    tokens = [held for held in request.POST.getlist("uploads") if held != dropped]
    kept = {name: value for name, value in request.POST.items() if name != "uploads"}
    return _page(request, token, _sheet(request, kind, kept=kept), tokens)


def _filed(actor: Actor, token: str) -> Case | None:
    """The case this filing has become already, if it has."""
    receipt = Draft.objects.filter(membership_id=actor.membership_id or 0, key=receipt_key(token)).first()
    return Case.objects.filter(pk=receipt.payload.get("case", 0)).first() if receipt else None


def people_of(actor: Actor) -> list[Party]:
    """Whom the picker of a house account offers."""
    return list(
        Party.objects.filter(
            active=True,
            affiliations__organisation_id=actor.organisation_id or 0,
            affiliations__active=True,
        )
        .order_by("name", "pk")
        .distinct()[:200]
    )


def _as_person(request: KulanzRequest, chosen: str) -> Actor:
    """The actor with the person who says he files; remembered for the session. Rights stay the account's."""
    actor = request.actor
    person = next((p for p in people_of(actor) if str(p.pk) == chosen), None) if chosen.isdecimal() else None
    if person is None or chosen == WITHOUT_NAME or not actor.house_account:
        return actor
    request.session[SESSION_CLERK] = person.pk
    membership = Membership.objects.get(pk=actor.membership_id or 0)
    return actor_of(membership, clerk_id=person.pk, clerk_name=person.name)


def _sheet(request: KulanzRequest, kind: Kind, kept: dict[str, Any] | None = None) -> Sheet:
    actor = request.actor
    asks = actor.house_account and actor.clerk_id is None
    at = clock.now()
    house = house_at(actor.tenant_id, actor.organisation_id or 0, at)
    technicians = own_technicians(actor) if house.own_service else Party.objects.none()
    choices: dict[str, Any] = {
        "kind": kind,
        "people": [(str(p.pk), p.name) for p in people_of(actor)] if asks else [],
        "technicians": technicians,
        "ends": certified_until(technicians, local_date(request.tenant, at)) if house.own_service else {},
        "own_service": house.own_service,
        "home": request.tenant.country,
    }
    if kept is None:
        form = FilingForm(request.POST, **choices)
        positions = [PositionForm(request.POST, prefix=f"p{n}", actor=actor) for n in range(POSITIONS)]
        return Sheet(form, positions, kind, house)
    by, _why = proposed_execution(kind=kind, coverage=None, house=house.facing(Relevance.NONE))
    part = DealerPart.PRINCIPAL if kind in ORDERED else DealerPart.INTERMEDIARY
    initial = {
        "carried_out_by": by.value,
        "severity": Severity.MINOR.value,
        "is_business": not kept,
        **kept,
        "kind": kind.value,
        "dealer_part": kept.get("dealer_part") or part.value,
    }
    return Sheet(
        FilingForm(initial=initial, **choices),
        [
            PositionForm(initial=_of_prefix(kept, f"p{n}-"), prefix=f"p{n}", actor=actor)
            for n in range(POSITIONS)
        ],
        kind,
        house,
    )


def _of_prefix(kept: dict[str, Any], prefix: str) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in kept.items() if name.startswith(prefix)}


def _page(
    request: KulanzRequest,
    token: str,
    sheet: Sheet,
    tokens: list[str],
    *,
    files_error: str = "",
    status: int = 200,
) -> HttpResponse:
    names = {kind: (name, icon) for kind, name, _text, icon in KINDS}
    first, *more = sheet.positions
    house = sheet.house.facing(Relevance.NONE)
    _by, why = proposed_execution(kind=sheet.kind, coverage=None, house=house)
    context = {
        "form": sheet.form,
        "position": first,
        "more_positions": more,
        "more_open": any(p.errors or p["item"].value() for p in more),
        "token": token,
        "kind": sheet.kind.value,
        "kind_name": names[sheet.kind][0],
        "kind_icon": names[sheet.kind][1],
        "ordered": sheet.kind in ORDERED,
        "house": sheet.house,
        "by_contract": WHY_WORDS[why] if why in BY_CONTRACT else "",
        "held": held_uploads(request, tokens, clock.now()),
        "files_error": files_error,
        "menu_current": "new",
    }
    return render(request, "portal/new_case.html", context, status=status)


@gate(ActorKind.DEALER)
@require_POST
def keep_draft(request: KulanzRequest, token: str) -> HttpResponse:
    """Keep what is being typed. What comes late, after the form was sent, is dropped."""
    if not _TOKEN.fullmatch(token):
        raise Http404
    if _filed(request.actor, token) is not None:
        return HttpResponse(status=204)
    if not _keep(request, token, request.POST.getlist("uploads")):
        return JsonResponse({"detail": _("Der Entwurf ist zu lang.")}, status=413)
    return HttpResponse(status=204)


def _keep(request: KulanzRequest, token: str, uploads: list[str]) -> bool:
    """What the form holds as the draft of this filing; False, and nothing kept, when it is too long."""
    payload: dict[str, Any] = {
        name.replace("\x00", ""): typed(request, name)[:50_000]
        for name in list(request.POST)[:80]
        if name not in ("csrfmiddlewaretoken", "uploads")
    }
    payload["uploads"] = [text.replace("\x00", "") for text in uploads[:40]]
    if len(json.dumps(payload)) > 200_000:
        return False
    title = payload.get("title") or payload.get("p0-item") or payload.get("customer_name") or ""
    save_draft(
        actor=request.actor, key=f"{NEW_DRAFT}{token}", title=title.strip(), payload=payload, at=clock.now()
    )
    return True


@gate(ActorKind.DEALER)
@require_POST
def drop_draft(request: KulanzRequest, token: str) -> HttpResponse:
    if not _TOKEN.fullmatch(token):
        raise Http404
    discard_draft(actor=request.actor, key=f"{NEW_DRAFT}{token}")
    notices.success(request, _("Der Entwurf ist verworfen."))
    return redirect("portal:home")
