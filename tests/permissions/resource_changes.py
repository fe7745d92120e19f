"""What vehicles, tools, maintenance, its offers, appointments and calendars change, and who may."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from kulanz.core.access.actor import ActorKind
from tests.permissions.changing import WORK, Change, dealers, given, of_kind
from tests.permissions.variants import everybody, only

RESOURCE_CHANGES: dict[str, Change] = {
    "desk:new_vehicle": Change(WORK, given(name="Crafter", active="on")),
    "desk:edit_vehicle": Change(WORK, given(name="Sprinter", plate="A-NL 7", active="on")),
    "desk:vehicle_book": Change(
        WORK, lambda w: {"deed": "load", "article": w.resources.article_id, "quantity": "2", "key": "walk"}
    ),
    "desk:vehicle_fill_up": Change(WORK, lambda w: {"line": f"{w.resources.article_id}:2.00", "key": "walk"}),
    "desk:vehicle_count": Change(
        WORK, lambda _w: {"file": SimpleUploadedFile("z.csv", b"Nummer;Menge\nWALK-1;3\n")}
    ),
    "desk:new_tool": Change(WORK, given(name="Zange", number="W-9", active="on")),
    "desk:edit_tool": Change(WORK, given(name="Abzieher", number="W-2", active="on")),
    "desk:move_tool": Change(WORK, given(place="Lager")),
    "desk:new_maintenance_plan": Change(WORK, lambda w: w.resources.plan()),
    "desk:edit_maintenance_plan": Change(WORK, lambda w: w.resources.plan()),
    "desk:set_maintenance_plan": Change(WORK, given(deed="pause")),
    "desk:new_service_offer": Change(WORK, lambda w: w.resources.offer()),
    "desk:send_service_offer": Change(WORK),
    "desk:print_service_offer": Change(WORK),
    "desk:withdraw_service_offer": Change(WORK),
    "desk:visit_offer": Change(
        WORK,
        lambda w: {"technician1": w.visiting.technician_id, "starts1": f"{w.visiting.day}T09:00"},
        on="own",
    ),
    "desk:visit_tell": Change(WORK, sure=False),
    "desk:visit_letter": Change(WORK, sure=False),
    "portal:new_service_offer": Change(only("blatt"), lambda w: w.resources.offer()),
    "portal:service_offer_act": Change(dealers, given(act="withdraw"), on="own"),
    "public:service_offer": Change(
        everybody,
        lambda w: {
            "act": "decline",
            "shown": w.resources.shown,
            "language": "de",
            "name": "Karla Kunde",
            "reason": "Zu teuer",
        },
    ),
    "public:appointment": Change(everybody, given(act="confirm"), sure=False),
    "public:case_appointment": Change(everybody, given(act="confirm"), sure=False),
    "account:renew_calendar": Change(of_kind(ActorKind.STAFF, ActorKind.TECHNICIAN)),
    "account:end_calendar": Change(of_kind(ActorKind.STAFF, ActorKind.TECHNICIAN), sure=False),
}
