"""Addresses of orders; included below desk/auftraege/."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.execution import actions, listing, page

_ORDER = "<str:order_number>/"

urlpatterns = [
    path("", listing.orders, name="orders"),
    path(_ORDER, page.order, name="order"),
    path(f"{_ORDER}stand/", actions.move, name="order_move"),
    path(f"{_ORDER}uebergeben/", actions.hand_over, name="order_hand_over"),
    path(f"{_ORDER}uebergabe/wiederholen/", actions.retry, name="order_retry"),
    path(f"{_ORDER}anschrift/", actions.address, name="order_address"),
    path(f"{_ORDER}arbeitsart/", actions.work_kind, name="order_work_kind"),
    path(f"{_ORDER}link/senden/", actions.send_link, name="order_send_link"),
    path(f"{_ORDER}link/zeigen/", actions.show_link, name="order_show_link"),
    path(f"{_ORDER}link/beenden/", actions.end_link, name="order_end_link"),
]
