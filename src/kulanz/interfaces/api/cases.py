"""Record, read, list and search cases; add messages and files. The same commands as every screen."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Status, UploadedFile

from kulanz.cases.calendar import local_date
from kulanz.cases.commands.messages import add_message, attach_files
from kulanz.cases.commands.recording import NewCase, NewPosition
from kulanz.cases.models import Case, CaseFile, Message
from kulanz.cases.queries.access import get_case
from kulanz.cases.queries.case_page import case_files, case_messages, get_file
from kulanz.cases.queries.rows import Row
from kulanz.cases.queries.worklist import Filters, list_cases
from kulanz.cases.refusals import NoSuchCase
from kulanz.cases.rules import READER_OF, Audience
from kulanz.cases.wording import state_text
from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.core.files.commands import store_file
from kulanz.core.files.serving import file_response
from kulanz.core.refusal import InvalidValue
from kulanz.interfaces.api.schemas import (
    CaseIn,
    CaseList,
    CaseOut,
    FileOut,
    ListIn,
    Me,
    MessageIn,
    MessageOut,
    PositionIn,
    Problem,
)
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.commands.recording import NewAddress, NewParty
from kulanz.masterdata.parties.models import PartyRoleKind
from kulanz.workflows.customers_words import solution_read
from kulanz.workflows.recording_by_api import record_by_api

router = Router(tags=["cases"])
REFUSED = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


def actor_of_request(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]  # set by ApiKey
    return actor


@router.get("/me", response={200: Me, 401: Problem}, tags=["key"], summary="Who this key speaks for")
def me(request: HttpRequest) -> Me:
    actor = actor_of_request(request)
    tenant = request.tenant  # type: ignore[attr-defined]  # set by TenantMiddleware
    return Me(name=actor.name, kind=actor.kind, tenant=tenant.name, roles=sorted(actor.roles))


@router.post("/cases", response={201: CaseOut, **REFUSED}, summary="Record a case")
def record(request: HttpRequest, payload: CaseIn) -> Status[Any]:
    actor = actor_of_request(request)
    customer = None
    if payload.customer is not None:
        given = payload.customer
        customer = NewParty(
            name=given.name,
            roles=(PartyRoleKind.CUSTOMER,),
            email=given.email,
            phone=given.phone,
            address=NewAddress(street=given.street, postcode=given.postcode, city=given.city),
        )
    case = record_by_api(
        actor=actor,
        case=NewCase(
            title=payload.title,
            kind=payload.kind,
            description=payload.description,
            severity=payload.severity,
            safety=payload.safety,
            dealer_part=payload.dealer_part,
            carried_out_by=payload.carried_out_by,
            dealer_reference=payload.dealer_reference,
            customer_reference=payload.customer_reference,
            place_note=payload.place_note,
            positions=tuple(_position(p) for p in payload.positions),
        ),
        customer=customer,
        at=clock.now(),
    )
    return Status(201, _case(request, actor, case))


def _position(given: PositionIn) -> NewPosition:
    article = None
    if given.article_number:
        article = Article.objects.filter(number=given.article_number, active=True).first()
        if article is None and not given.item_text:
            raise InvalidValue(
                "article_number", _("Diesen Artikel gibt es nicht: %(number)s"), number=given.article_number
            )
    return NewPosition(
        article_id=article.pk if article else None,
        item_text=given.item_text,
        serial_number=given.serial_number,
        quantity=given.quantity,
        symptom=given.symptom,
        delivered_on=given.delivered_on,
        invoice_number=given.invoice_number,
    )


@router.get(
    "/cases",
    response={200: CaseList, 401: Problem, 422: Problem},
    summary="List or search cases, newest first",
)
def listing(request: HttpRequest, asked: Query[ListIn]) -> dict[str, Any]:
    actor = actor_of_request(request)
    page = list_cases(
        actor,
        Filters(
            view=asked.view, step=asked.step, waits_for=asked.waits_for, query=asked.q.replace("\x00", "")
        ),
        today=_today(request),
        cursor=asked.cursor,
        size=asked.size,
    )
    return {"cases": [_row(row) for row in page.rows], "next_cursor": page.next_cursor}


@router.get("/cases/{number}", response={200: CaseOut, **REFUSED}, summary="Read a case")
def read(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of_request(request)
    return _case(request, actor, _visible(actor, number))


@router.post("/cases/{number}/messages", response={201: MessageOut, **REFUSED}, summary="Add a message")
def write(request: HttpRequest, number: str, payload: MessageIn) -> Status[Any]:
    actor = actor_of_request(request)
    case = _visible(actor, number)
    message = add_message(
        actor=actor, case_id=case.pk, body=payload.body, audience=payload.audience, at=clock.now()
    )
    return Status(201, _message(message, []))


@router.post("/cases/{number}/files", response={201: FileOut, **REFUSED}, summary="Add a file")
def upload(
    request: HttpRequest, number: str, file: File[UploadedFile], audience: Audience | None = None
) -> Status[Any]:
    actor = actor_of_request(request)
    case = _visible(actor, number)
    at = clock.now()
    content: Any = file.file
    with transaction.atomic():
        stored = store_file(tenant_id=actor.tenant_id, content=content, name=file.name or "", at=at)
        row = attach_files(actor=actor, case_id=case.pk, files=[stored], audience=audience, at=at)[0]
    return Status(201, _file(request, row))


@router.get(
    "/cases/{number}/files/{file_id}", summary="Download a file", response={401: Problem, 404: Problem}
)
def download(request: HttpRequest, number: str, file_id: int) -> HttpResponseBase:
    """Staff get the original, everybody else the copy without location and device data."""
    actor = actor_of_request(request)
    case = _visible(actor, number)
    row = get_file(actor, file_id, at=clock.now())
    if row is None or row.case_id != case.pk:
        raise NoSuchCase
    return file_response(
        row.stored, as_copy=not actor.is_staff, inline=False, range_header=request.headers.get("Range")
    )


def _visible(actor: Actor, number: str) -> Case:
    case = get_case(actor, number)
    if case is None:
        raise NoSuchCase
    return case


def _today(request: HttpRequest) -> Any:
    return local_date(request.tenant, clock.now())  # type: ignore[attr-defined]  # set by TenantMiddleware


def _row(row: Row) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Row.__slots__}


def _case(request: HttpRequest, actor: Actor, case: Case) -> dict[str, Any]:
    at = clock.now()
    return {
        "number": case.number,
        "title": case.title,
        "kind": case.kind,
        "step": case.step,
        "claim_status": case.claim_status or "",
        "waits_for": case.waits_for,
        "severity": case.severity,
        "state": state_text(case, READER_OF[actor.kind]),
        "customer": case.customer.name if case.customer else "",
        "dealer": case.dealer.name if case.dealer else "",
        "dealer_reference": case.dealer_reference,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "next_news_on": case.next_news_on,
        "description": case.description,
        "safety": case.safety,
        "solution": solution_read(actor, case),
        "place_note": case.place_note,
        "positions": [
            {
                "id": p.pk,
                "article_number": p.article.number if p.article else "",
                "label": p.label,
                "serial_number": p.serial_number,
                "quantity": p.quantity,
                "symptom": p.symptom,
                "delivered_on": p.delivered_on,
            }
            for p in case.positions.select_related("article")
        ],
        "messages": [
            _message(m, [f.pk for f in m.visible_files])  # type: ignore[attr-defined]  # prefetched
            for m in case_messages(actor, case, at=at)
        ],
        "files": [_file(request, f) for f in case_files(actor, case, at=at)],
    }


def _message(message: Message, files: list[int]) -> dict[str, Any]:
    return {
        "id": message.pk,
        "at": message.created_at,
        "audience": message.audience,
        "author": message.author_name,
        "subject": message.subject,
        "body": message.body,
        "files": files,
    }


def _file(request: HttpRequest, row: CaseFile) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "content_type": row.stored.content_type,
        "size": row.stored.size,
        "audience": row.audience,
        "at": row.created_at,
        "url": f"/api/v1/cases/{row.case.number}/files/{row.pk}",
    }
