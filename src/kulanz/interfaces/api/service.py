"""The interface as a whole: version 1, its documentation, and how refusals look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Swagger

from kulanz.cases.refusals import NoSuchCase
from kulanz.core.files.refusals import FileRefusal
from kulanz.core.refusal import InvalidValue, MissingValue, NotAllowed, Refusal
from kulanz.interfaces.api.access import ApiKey
from kulanz.interfaces.api.cases import router
from kulanz.interfaces.api.exchange import router as exchange_router
from kulanz.interfaces.api.problems import answer_with_problems

service = NinjaAPI(
    title="Kulanz",
    version="1",
    description=(
        "Record, read, list and search cases, add messages and files. Every call acts as the holder of "
        "its key: what he may not see is 404, what he may not do is 403. Texts of refusals are for people; "
        "`code` is stable, `detail` comes in the language of Accept-Language, every error has this shape. "
        "Bodies that do not fit are answered with 422, wrong methods with 405."
    ),
    auth=ApiKey(),
    docs=Swagger(settings={"persistAuthorization": False}),
    urls_namespace="api",
)
service.add_router("", router)
service.add_router("", exchange_router)
answer_with_problems(service)


def _status(refusal: Refusal) -> int:
    if isinstance(refusal, NoSuchCase):
        return 404
    if isinstance(refusal, NotAllowed):
        return 403
    if isinstance(refusal, MissingValue | InvalidValue | FileRefusal):
        return 422
    return 409


@service.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    body = {"code": refusal.code, "detail": str(refusal), "field": refusal.field or ""}
    return service.create_response(request, body, status=_status(refusal))
