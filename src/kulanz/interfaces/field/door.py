"""The door of the app's own addresses: answers a program understands, and ends the use of lost devices."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast
from uuid import UUID

from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from kulanz.core import clock
from kulanz.core.access.actor import Actor, ActorKind, Channel
from kulanz.core.access.gates import gate
from kulanz.core.access.http import KulanzRequest
from kulanz.core.access.sessions import device_of
from kulanz.core.refusal import NotAllowed, Refusal
from kulanz.core.tenancy.context import set_tenant
from kulanz.stages.execution.commands.reports.devices import meet_device, turned_away
from kulanz.stages.execution.models import FieldDevice
from kulanz.stages.execution.permissions_of_reports import as_technician
from kulanz.stages.execution.refusals_of_visits import NoSuchVisit

P = ParamSpec("P")
View = Callable[Concatenate[KulanzRequest, FieldDevice, P], HttpResponse]
DjangoView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
KINDS: Final = frozenset({ActorKind.TECHNICIAN})
# No "cookies": the answer's own session cookie ends the session, and the login page needs the others.
CLEAR: Final = '"cache", "storage"'


def tour_gate(view: Callable[Concatenate[KulanzRequest, P], HttpResponseBase]) -> DjangoView[P]:
    """Let in who comes as a technician, also one of the office or a dealer's manager who is one besides."""
    inner = gate(ActorKind.TECHNICIAN)(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = getattr(request, "actor", None)
        if isinstance(actor, Actor):
            request.actor = as_technician(actor)  # type: ignore[attr-defined]  # KulanzRequest
        return inner(request, *args, **kwargs)

    guarded.gate = inner.gate  # type: ignore[attr-defined]  # read by the permission tests
    return cast(DjangoView[P], guarded)


def device_gate(view: View[P]) -> DjangoView[P]:
    """Let technicians in, each with the device he holds (`X-Kulanz-Device`), which is entered in the list.

    Nobody signed in → 401; an access that has ended, or a device that was revoked → 403 and the word to
    clear it; anybody else → 404. A refusal is JSON with its sentence, and has changed nothing.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if getattr(request, "tenant", None) is None:
            raise Http404
        known = cast(KulanzRequest, request)
        response = _answer(view, known, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    guarded.gate = (KINDS, None)  # type: ignore[attr-defined]  # read by the permission tests
    return cast(DjangoView[P], guarded)


def _answer(view: View[P], request: KulanzRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
    device = _device(request)
    if isinstance(device, HttpResponse):
        return device
    try:
        with transaction.atomic():
            return view(request, device, *args, **kwargs)
    except NoSuchVisit as refusal:
        return error(404, "not_found", str(refusal))
    except NotAllowed as refusal:
        return error(403, "not_allowed", str(refusal))
    except Refusal as refusal:
        return error(422, refusal.code, str(refusal))


def _device(request: KulanzRequest) -> FieldDevice | HttpResponse:
    """The device that asks, or what it is told instead."""
    at, key, actor = clock.now(), _key(request), as_technician(request.actor)
    if actor.kind is ActorKind.GUEST:
        gone = key is not None and turned_away(tenant_id=request.tenant.pk, key=key, at=at)
        return revoked(request) if gone else login_needed()
    if actor.kind not in KINDS:
        return error(404, "not_found")
    if key is None:
        return error(400, "device", _("Dieses Gerät hat sich nicht genannt."))
    request.actor = actor.through(Channel.FIELD)
    name = device_of(request.headers.get("User-Agent", ""))
    device = meet_device(actor=request.actor, key=key, name=name, at=at)
    return device if device.revoked_at is None else revoked(request)


def _key(request: HttpRequest) -> UUID | None:
    named = request.headers.get("X-Kulanz-Device", "")
    try:
        return UUID(named) if len(named) == 36 else None
    except ValueError:
        return None


def login_needed() -> JsonResponse:
    address = f"{reverse('account_login')}?next={reverse('field:home')}"
    return JsonResponse({"error": "login", "login": address}, status=401)


def revoked(request: KulanzRequest) -> JsonResponse:
    """The device forgets everything, and whoever holds it is signed out."""
    if request.user.is_authenticated:
        logout(request)
        set_tenant(request.tenant.pk)
    return JsonResponse({"error": "revoked"}, status=403, headers={"Clear-Site-Data": CLEAR})


def error(status: int, code: str, message: str = "") -> JsonResponse:
    return JsonResponse({"error": code, "message": message or code}, status=status)
