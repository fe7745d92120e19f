"""Errors that no command raised, in the shape of all others: a stable code and a sentence for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

# Addresses for machines: this interface, and the published schemas.
OURS: Final = ("/api/", "/schema/")
_USUAL: Final[Mapping[int, tuple[str, Promise]]] = {
    400: ("bad_request", gettext_lazy("Diese Anfrage ist nicht lesbar.")),
    401: ("no_valid_key", gettext_lazy("Der Schlüssel fehlt, ist falsch oder gilt nicht mehr.")),
    403: ("not_allowed", gettext_lazy("Dazu fehlt Ihnen die Berechtigung.")),
    404: ("no_such_address", gettext_lazy("Unter dieser Adresse gibt es nichts.")),
    405: ("wrong_method", gettext_lazy("Diese Methode gibt es an dieser Adresse nicht.")),
    413: ("too_large", gettext_lazy("Diese Anfrage ist zu groß.")),
    415: ("wrong_content_type", gettext_lazy("Den Inhaltstyp dieser Anfrage nimmt diese Adresse nicht an.")),
    429: ("too_many", gettext_lazy("Zu viele falsche Schlüssel. Bitte später erneut versuchen.")),
    500: ("failed", gettext_lazy("Bei uns ist etwas schiefgegangen. Es wurde nichts gespeichert.")),
}


class ProblemMiddleware:
    """Gives errors a body that come from before or after the interface: wrong methods and addresses.

    Stands after LocaleMiddleware. Somebody who looks with a browser gets the pages he knows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not request.path_info.startswith(OURS):
            return response
        if response.get("Content-Type", "").startswith("application/json"):
            return response
        if "text/html" in request.headers.get("Accept", ""):
            return response
        answer = _answer(response.status_code, allowed=response.get("Allow", ""))
        if "Allow" in response:
            answer["Allow"] = response["Allow"]
        return answer


def answer_with_problems(service: NinjaAPI) -> None:
    """For what the library finds before a view is asked."""
    service.add_exception_handler(HttpError, _http_error)
    service.add_exception_handler(RequestDataTooBig, _too_large)
    service.add_exception_handler(RawPostDataException, _a_form)
    service.add_exception_handler(Http404, _not_found)
    service.add_exception_handler(ValidationError, _not_fitting)


def _http_error(request: HttpRequest, error: Any) -> HttpResponse:
    answer = _answer(error.status_code)
    if error.status_code == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _too_large(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(413)


def _a_form(request: HttpRequest, error: Any) -> HttpResponse:
    """Read as a form before anybody looked at the address, which takes none."""
    return _answer(415)


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(404)


def _not_fitting(request: HttpRequest, error: Any) -> HttpResponse:
    """Names the first value that does not fit in its sentence, and all of them in a list."""
    faults = [{"field": _field(one["loc"]), "code": str(one["type"])} for one in error.errors]
    first = faults[0]
    missing = first["code"] == "missing"
    if not first["field"]:
        detail = _("Der Inhalt der Anfrage fehlt oder hat nicht die beschriebene Form.")
    elif missing:
        detail = _("Diese Angabe fehlt: %(field)s") % first
    else:
        detail = _("Dieser Wert ist nicht gültig: %(field)s") % first
    body = {"code": "missing_value" if missing else "invalid_value", "detail": detail}
    return JsonResponse({**body, "field": first["field"], "errors": faults}, status=422)


def _field(place: Sequence[int | str]) -> str:
    """Without where it stands in the request, and without our name for the whole body."""
    return ".".join(str(part) for part in place[2 if place[0] == "body" else 1 :])


def _answer(status: int, *, allowed: str = "") -> HttpResponse:
    code, detail = _USUAL.get(status) or _USUAL[500 if status >= 500 else 400]
    text = str(detail)
    if status == 405 and allowed:
        text = f"{text} {_('Möglich ist: %(methods)s') % {'methods': allowed}}"
    return JsonResponse({"code": code, "detail": text, "field": ""}, status=status)
