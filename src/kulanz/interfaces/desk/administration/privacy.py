"""Data protection: find a person, hand over what is known, erase what may be erased."""

from __future__ import annotations

import tempfile

from django.contrib import messages as notices
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.core import clock
from kulanz.core.access.http import KulanzRequest
from kulanz.core.refusal import Refusal
from kulanz.core.search.api import find_documents
from kulanz.interfaces.desk.administration.door import administrators
from kulanz.masterdata.parties.indexing import COLLECTION
from kulanz.masterdata.parties.models import Party, PartyKind
from kulanz.masterdata.parties.permissions import visible_to
from kulanz.workflows.privacy import erase_person, person_of, preview_erasure
from kulanz.workflows.privacy_export import export_name, export_person

_IN_MEMORY = 8 * 1024 * 1024
_MOST = 50


@administrators
@require_GET
def privacy(request: KulanzRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "").split())[:100]
    people = visible_to(request.actor).filter(kind=PartyKind.PERSON)
    found: list[Party] = []
    if query:
        ids = find_documents(query=query, audiences=["all"], limit=200, collection=COLLECTION)
        # Nobody may be overlooked here: also who is in no search any more because an erasure has begun.
        also = Q(name__icontains=query) | Q(contact_points__normalized=query.lower())
        rows = people.filter(Q(pk__in=ids) | also, erased_at=None).distinct()
        rows = rows.prefetch_related("contact_points")
        found = list(rows.order_by("name", "pk")[:_MOST])
    context = {
        "query": query,
        "rows": found,
        "waiting": list(people.filter(erase_on__isnull=False).order_by("erase_on", "pk")[:_MOST]),
    }
    return render(request, "desk/administration/privacy.html", context)


@administrators
@require_POST
def export(request: KulanzRequest, party_id: int) -> HttpResponseBase:
    """The ZIP, made now; that it was made stands in the protocol."""
    at = clock.now()
    party = person_of(actor=request.actor, party_id=party_id)
    target = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the response closes it
    export_person(actor=request.actor, party_id=party.pk, target=target, at=at)
    target.seek(0)
    response = FileResponse(target, as_attachment=True, filename=export_name(party, at))
    response["Cache-Control"] = "no-store"
    return response


@administrators
@require_http_methods(["GET", "POST"])
def erase(request: KulanzRequest, party_id: int) -> HttpResponse:
    """What would go and what stays; with the name typed, it goes."""
    at = clock.now()
    party = person_of(actor=request.actor, party_id=party_id)
    if party.kind != PartyKind.PERSON or party.erased_at is not None:
        raise Http404
    error, status = "", 200
    if request.method == "POST":
        try:
            plan = erase_person(
                actor=request.actor, party_id=party.pk, confirm=request.POST.get("confirm", ""), at=at
            )
        except Refusal as refusal:
            error, status = str(refusal), 422
        else:
            if plan.due_on:
                notices.success(
                    request,
                    _("Gelöscht, soweit es das Gesetz erlaubt. Der Rest wird von selbst gelöscht."),
                )
            else:
                notices.success(request, _("Die Person ist gelöscht."))
            return redirect("desk:admin_privacy")
    plan = preview_erasure(actor=request.actor, party_id=party.pk, at=at)
    context = {"party": party, "plan": plan, "error": error, "typed": request.POST.get("confirm", "")}
    return render(request, "desk/administration/erase.html", context, status=status)
