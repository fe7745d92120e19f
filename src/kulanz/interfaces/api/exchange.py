"""Files of cases for a dealer's own system: hand one in, ask what became of it, fetch the cases.

The body is the file itself, as it is; it is written down as it comes and read by the worker.
"""

from __future__ import annotations

from datetime import date
from typing import IO, Final, cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from ninja import Field, Query, Router, Schema, Status

from kulanz.cases.queries.access import get_case
from kulanz.cases.refusals import NoSuchCase
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.interfaces.api.schemas import Problem
from kulanz.stages.contact.commands.partners import receive_file
from kulanz.stages.contact.models import PartnerFile, PartnerFileState
from kulanz.stages.contact.queries.partners import own_partner, partner_files
from kulanz.workflows.partner_exports import MOST_AT_ONCE, export_cases, results_file
from kulanz.workflows.partner_taking import actor_of_partner

router = Router(tags=["exchange"])
REFUSED: Final = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
_NAME: Final = "file.xml"


class ReceivedOut(Schema):
    """A file that was handed in; `state` is waiting, taken, partly or refused."""

    id: int
    state: str
    known: bool
    records: int
    read: int
    taken: int
    already_known: int
    refused: int
    url: str


class AskedIn(Schema):
    """Which cases to fetch: 500 a page, the newest first."""

    number: str = ""
    since: date | None = None
    files: bool = True
    page: int = Field(1, ge=1, le=100_000)


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ApiKey
    return actor


@router.post(
    "/exchange/files",
    response={200: ReceivedOut, 202: ReceivedOut, **REFUSED},
    summary="Hand in a file of cases",
    description="The body is XML by /schema/kulanz-cases-1.xsd, or a ZIP with it. 202: it will be read.",
)
def hand_in(request: HttpRequest, name: str = _NAME) -> Status[ReceivedOut]:
    actor = _actor(request)
    partner = own_partner(actor)
    file, new = receive_file(
        actor=actor,
        partner_id=partner.pk,
        way="api",
        name=name or _NAME,
        content=cast(IO[bytes], request),
        at=clock.now(),
    )
    return Status(202 if file.state == PartnerFileState.WAITING else 200, _received(file, known=not new))


@router.get(
    "/exchange/files/{partner_file_id}", response={200: ReceivedOut, **REFUSED}, summary="How far it was read"
)
def state(request: HttpRequest, partner_file_id: int) -> ReceivedOut:
    return _received(_file(request, partner_file_id), known=True)


@router.get(
    "/exchange/files/{partner_file_id}/results",
    response={401: Problem, 404: Problem},
    summary="What became of each record, as XML",
)
def results(request: HttpRequest, partner_file_id: int) -> HttpResponse:
    return HttpResponse(
        results_file(_file(request, partner_file_id)), content_type="application/xml; charset=utf-8"
    )


@router.get(
    "/exchange/cases",
    response={401: Problem, 403: Problem, 404: Problem},
    summary="Fetch the cases, as XML or ZIP; a header Link says where more are",
    description="404: you have no case of this number. Nothing new, or behind the last page: no cases.",
)
def fetch(request: HttpRequest, asked: Query[AskedIn]) -> HttpResponseBase:
    partner = own_partner(_actor(request))
    if asked.number and get_case(actor_of_partner(partner), asked.number.strip()) is None:
        raise NoSuchCase
    outgoing = export_cases(
        partner=partner,
        at=clock.now(),
        number=asked.number,
        since=asked.since,
        with_files=asked.files,
        limit=MOST_AT_ONCE,
        page=asked.page,
    )
    response = FileResponse(
        outgoing.content, as_attachment=True, filename=outgoing.name, content_type=outgoing.content_type
    )
    if outgoing.more:
        following = request.GET.copy()
        following["page"] = str(asked.page + 1)
        response["Link"] = f'<{request.path}?{following.urlencode()}>; rel="next"'
    return response


def _file(request: HttpRequest, partner_file_id: int) -> PartnerFile:
    actor = _actor(request)
    # this is the dealer's own way; the office looks at its desk
    own = partner_files(actor).filter(partner__party_id=actor.organisation_id or 0)
    file = own.filter(pk=partner_file_id).first()
    if file is None:
        raise NoSuchCase
    return file


def _received(file: PartnerFile, *, known: bool) -> ReceivedOut:
    return ReceivedOut(
        id=file.pk,
        state=file.state,
        known=known,
        records=file.records,
        read=file.read,
        taken=file.taken,
        already_known=file.known,
        refused=file.refused,
        url=f"/api/v1/exchange/files/{file.pk}",
    )
