"""Orders in lists, at the desk and beside their case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kulanz.core import clock
from kulanz.core.access.actor import Actor
from kulanz.stages.execution.models import Order
from kulanz.stages.execution.queries.orders import OrderFilters, list_orders, orders_of_case
from kulanz.stages.execution.rules.orders import OrderState
from kulanz.stages.solution.rules.remedies import OrderKind
from tests.execution.placed import AT, Placed
from tests.execution.test_desk import path

SignedIn = Callable[[Actor], Client]
LIST = "/desk/auftraege/"


def test_the_case_lists_its_orders(placed: Placed) -> None:
    order = placed.order()
    (row,) = orders_of_case(placed.people.anna, placed.case, at=AT)
    assert row.number == order.number
    assert orders_of_case(placed.people.blatt_house, placed.case, at=AT) == []


def test_filters_and_pages(placed: Placed, anna: Client) -> None:
    numbers = [placed.order().number for _n in range(3)]
    service = placed.service()
    ended = placed.order(OrderKind.PICK_UP)
    Order.objects.filter(pk=ended.pk).update(state=OrderState.DONE)

    def shown(query: str) -> list[str]:
        page = anna.get(f"{LIST}{query}").content.decode()
        return [n for n in [*numbers, service.number, ended.number] if f">{n}<" in page]

    with clock.frozen(AT):
        assert shown("") == [*numbers, service.number]
        assert shown("?view=all") == [*numbers, service.number, ended.number]
        assert shown("?kind=service") == [service.number]
        assert shown("?state=recorded") == numbers
        assert shown(f"?executor={placed.firm.pk}") == [service.number]
        assert shown("?executor=²&view=x&state=y&cursor=z") == [*numbers, service.number]
        assert shown("?view=overdue") == []
    with clock.frozen(AT + timedelta(days=9)):
        assert shown("?view=overdue") == [*numbers, service.number]
        assert shown("?view=unconfirmed") == [*numbers, service.number]
    first = list_orders(placed.people.anna, OrderFilters(), at=AT, size=3)
    assert [row.number for row in first.rows] == [service.number, numbers[2], numbers[1]]
    second = list_orders(placed.people.anna, OrderFilters(), at=AT, cursor=first.next_cursor, size=3)
    assert [row.number for row in second.rows] == [numbers[0]]
    assert second.next_cursor == ""


def test_the_list_asks_the_same_whatever_its_length(placed: Placed, anna: Client) -> None:
    def asked(address: str) -> int:
        anna.get(address)  # what is looked up once a process
        with CaptureQueriesContext(connection) as queries:
            assert anna.get(address).status_code == 200
        return len(queries)

    placed.order()
    one = asked(LIST)
    for _n in range(4):
        placed.service()
    assert asked(LIST) == one
    order = placed.order(lines=[placed.line(), placed.line(), placed.line()])
    single = placed.order()
    assert asked(path(order)) == asked(path(single))
