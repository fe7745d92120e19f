"""The day as JSON. Every field here is one the technician may read; prices, internal notes, ratings and
other people's names of other cases are not loaded at all.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from kulanz.cases.calendar import local_date
from kulanz.cases.models import Case, CaseFile, Message, Position
from kulanz.cases.rules import Safety
from kulanz.core.access.actor import Actor, ActorKind
from kulanz.core.names import named
from kulanz.core.tenancy.models import Tenant
from kulanz.core.ui.brand import fingerprint, properties
from kulanz.masterdata.catalog.models import Article
from kulanz.masterdata.parties.models import Membership
from kulanz.stages.execution.models import ChecklistItem, FieldEntry, Stock, Visit
from kulanz.stages.execution.queries import field_contents as contents
from kulanz.stages.execution.queries.field_day import FieldDay, draft_of, field_day
from kulanz.stages.execution.queries.field_safety import Clearance, clearances
from kulanz.stages.execution.queries.part_orders import part_orders_of
from kulanz.stages.execution.queries.safety_statements import Statement, statements_of
from kulanz.stages.execution.queries.sent_reports import Sent
from kulanz.stages.execution.rules import report_limits
from kulanz.workflows.brands import brand_for, page_brand

LONGEST_MESSAGE: Final = 4_000
# What the customer or the dealer answered to the safety question.
REPORTED_DANGER: Final = _("Verletzung möglich")
# Proposals; the technician may write his own words.
FUTILE_REASONS: Final = (
    _("Niemand angetroffen"),
    _("Zugang nicht möglich"),
    _("Falsche Anschrift"),
    _("Gegenstand nicht vor Ort"),
    _("Kunde wünscht keine Ausführung"),
)
UNABLE_REASONS: Final = (
    _("Messgerät defekt oder nicht dabei"),
    _("Stelle nicht zugänglich"),
    _("Kunde lehnt die Prüfung ab"),
)


def day_of(actor: Actor, tenant: Tenant, *, at: datetime) -> dict[str, Any]:
    """Everything but the time and the token."""
    found = field_day(actor, tenant, at=at)
    days = {v.pk: local_date(tenant, v.starts_at) if v.starts_at else found.days[0] for v in found.visits}
    today = found.days[0]
    beside = _Beside(actor, found, days, at)
    return {
        "technician": {**technician_of(actor, found), "elsewhere": _elsewhere(actor)},
        "brand": _brand(actor, tenant),
        "zone": tenant.time_zone,
        "days": [day.isoformat() for day in sorted({today, *(d for d in days.values() if d > today)})],
        "visits": [_visit(visit, found, beside) for visit in found.visits],
        "stock": [_stock(row) for row in beside.stock],
        "articles": [
            _article(article) for article in contents.spare_parts(found.positions, beside.stock, beside.taken)
        ],
        "reasons": {
            "futile": [str(reason) for reason in FUTILE_REASONS],
            "unable": [str(reason) for reason in UNABLE_REASONS],
        },
        "limits": report_limits.as_told(),
    }


def _brand(actor: Actor, tenant: Tenant) -> dict[str, Any]:
    """A dealer's own technicians wear his brand (R118), all others the tenant's, which the page has."""
    face = brand_for(actor)
    if face is not None:
        colours = {"color": face.color, "accent": face.accent, "properties": properties(face.color)}
        return {"name": face.name, "logo": page_brand(face).logo_url, **colours}
    logo = f"{reverse('ui:brand_logo')}?v={fingerprint(bytes(tenant.logo))}" if tenant.logo else ""
    return {"name": tenant.name, "color": tenant.brand_color, "accent": tenant.accent_color, "logo": logo}


def _elsewhere(actor: Actor) -> str:
    """His cases, or where his other work is: the technician he is here does not say what he is besides."""
    kind = Membership.objects.filter(pk=actor.membership_id or 0).values_list("kind", flat=True).first()
    return reverse("desk:worklist" if kind == ActorKind.STAFF else "portal:home")


def technician_of(actor: Actor, found: FieldDay | None = None) -> dict[str, Any]:
    """Whose session it is. The id is the access's: what the device keeps is tied to it."""
    houses = [technician.organisation.name for technician in found.technicians] if found is not None else []
    return {
        "id": actor.membership_id,
        "name": actor.name,
        "organisation": ", ".join(dict.fromkeys(houses)),
        "language": (get_language() or "de")[:2],
    }


class _Beside:
    """What is looked up once for all visits."""

    def __init__(self, actor: Actor, found: FieldDay, days: dict[int, date], at: datetime) -> None:
        self.own = found.technician_ids
        self.safety = clearances(found.technicians, found.visits, found.cases, found.positions, days)
        self.messages = contents.messages_of(actor, found.cases, at=at)
        self.files = contents.files_of(actor, found.cases, at=at)
        self.history = contents.history_of(found.technicians, found.cases, found.positions)
        self.failures = contents.failures_of(found.positions)
        self.stock = contents.stock_of(found.technicians)
        self.statements = statements_of(actor, found.cases)
        self.orders = part_orders_of([visit.pk for visit in found.visits])
        kinds = {work.work_kind_id for visit in found.visits for work in visit.works.all()}
        self.checklists = contents.checklists_of(kinds)
        self.taken = {p.article_id for v in found.visits for p in v.parts.all() if p.article_id}
        self.numbers: dict[int, int] = defaultdict(int)


def _visit(visit: Visit, found: FieldDay, beside: _Beside) -> dict[str, Any]:
    crew = list(visit.crew.all())
    case = found.cases[visit.case_id]
    return {
        "id": visit.pk,
        "number": visit.number,
        "version": visit.version,
        "state": visit.state,
        "kind": visit.kind,
        "kind_label": visit.get_kind_display(),
        "starts_at": _iso(visit.starts_at),
        "ends_at": _iso(visit.ends_at),
        "crew": [booking.technician.name for booking in crew],
        "lead": any(booking.leads and booking.technician_id in beside.own for booking in crew),
        "case": _case(case, found.positions.get(case.pk, []), beside.statements.get(case.pk)),
        "place": {
            "name": visit.name,
            "street": visit.street,
            "postcode": visit.postcode,
            "city": visit.city,
            "country": visit.country,
            "note": visit.place_note,
            "contact": visit.contact,
            "phone": visit.phone,
        },
        "task": visit.task,
        "safety": _safety(beside.safety[visit.pk]),
        "works": [
            {
                "id": work.work_kind_id,
                "name": str(work.work_kind),
                "checklist": [_item(item) for item in beside.checklists.get(work.work_kind_id, [])],
            }
            for work in visit.works.all()
        ],
        "items": [_thing(position, beside) for position in found.positions.get(case.pk, [])],
        "parts": [
            {
                "article_id": part.article_id,
                "number": part.article.number if part.article is not None else "",
                "name": named(part.article) if part.article is not None else part.name,
                "quantity": _number(part.quantity),
            }
            for part in visit.parts.all()
        ],
        "orders": [_order(entry) for entry in beside.orders.get(visit.pk, [])],
        "tools": [
            {"name": row.tool.name, "number": row.tool.number, "where": _where(row.tool)}
            for row in visit.tools.all()
        ],
        "messages": [_message(message) for message in beside.messages.get(case.pk, [])],
        "files": [_file(file) for file in beside.files.get(case.pk, [])],
        "draft": draft_of(visit),
        "reported": visit.pk in found.reported,
        "report": _sent(found.reported.get(visit.pk)),
    }


def _case(case: Case, positions: list[Position], statement: Statement | None) -> dict[str, Any]:
    said = [position.symptom for position in positions if position.symptom]
    said += [gettext("Gewünscht: %(wish)s") % {"wish": row.wish} for row in positions if row.wish]
    return {
        "number": case.number,
        "title": case.title,
        "kind": case.get_kind_display(),
        "customer_words": "\n".join(dict.fromkeys(said)),
        "description": case.description,
        "coverage_label": case.get_coverage_display() if case.coverage else "",
        "severity_label": case.get_severity_display(),
        "danger": str(REPORTED_DANGER) if case.safety == Safety.YES else "",
        "statement": (
            {"safety": statement.safety.value, "at": statement.at.isoformat()} if statement else None
        ),
        "dealer": case.dealer.name if case.dealer is not None else "",
        "dealer_reference": case.dealer_reference,
    }


def _sent(report: Sent | None) -> dict[str, Any] | None:
    return {"number": report.number, "by": report.by, "at": report.at.isoformat()} if report else None


def _safety(clearance: Clearance) -> dict[str, Any]:
    return {
        "relevance": clearance.relevance.value,
        "cleared": clearance.cleared,
        "sentence": clearance.sentence,
        "valid_until": clearance.valid_until.isoformat() if clearance.valid_until else None,
    }


def _item(item: ChecklistItem) -> dict[str, Any]:
    english = (get_language() or "de").startswith("en") and item.text_en
    return {
        "id": item.pk,
        "text": english or item.text,
        "kind": item.kind,
        "unit": item.unit,
        "required": item.required,
    }


def _thing(position: Position, beside: _Beside) -> dict[str, Any]:
    return {
        "position_id": position.pk,
        "label": position.label,
        "quantity": _number(position.quantity),
        "serial": position.serial_number,
        "symptom": position.symptom,
        "failure": contents.failure_name(position, beside.failures),
        "history": [
            {"on": past.on.isoformat(), "what": past.what}
            for past in beside.history.get(position.serial_number, [])
        ],
    }


def _order(entry: FieldEntry) -> dict[str, Any]:
    """Parts ordered on the spot, also by a colleague or on another device; what was refused says why."""
    listed = entry.payload.get("parts") or []
    return {
        "id": str(entry.client_id),
        "at": entry.made_at.isoformat(),
        "by": entry.membership.name if entry.membership is not None else "",
        "parts": [
            {"name": part.get("name") or part.get("number") or "", "quantity": part.get("quantity", 1)}
            for part in listed
            if isinstance(part, dict)
        ],
        "outcome": entry.outcome,
        "message": str(entry.answer.get("message", "")),
    }


def _where(tool: Any) -> str:
    if tool.vehicle is not None:
        return str(tool.vehicle)
    return str(tool.technician) if tool.technician is not None else tool.place


def _message(message: Message) -> dict[str, Any]:
    text = message.body
    if len(text) > LONGEST_MESSAGE:
        text = f"{text[:LONGEST_MESSAGE]} … {gettext('(gekürzt)')}"
    return {"at": message.created_at.isoformat(), "who": message.author_name, "text": text}


def _file(file: CaseFile) -> dict[str, Any]:
    return {
        "id": file.pk,
        "name": file.name,
        "url": reverse("field:file", args=[file.pk]),
        "picture": file.stored.is_photo,
        "bytes": file.stored.size,
    }


def _stock(row: Stock) -> dict[str, Any]:
    return {**_article(row.article), "article_id": row.article_id, "quantity": _number(row.quantity)}


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.pk,
        "number": article.number,
        "name": named(article),
        "codes": [article.number],
        "original": article.is_original,
    }


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
