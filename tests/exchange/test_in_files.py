"""Files in the folder for answers that are unfinished, strange, or none at all."""

from __future__ import annotations

import os
from pathlib import Path

from kulanz.interfaces.exchange.parsing import MOST_BYTES
from kulanz.stages.execution.models import Exchanged, Order
from kulanz.stages.execution.rules.orders import OrderState
from tests.exchange.erp import Erp, answers, order_response
from tests.exchange.test_in import fresh, read
from tests.execution.placed import Placed


def test_a_file_being_written_is_left_alone(placed: Placed, erp: Erp, order: Order) -> None:
    path = erp.say("1.xml", order_response(order.number))
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert read(placed) == []
    assert path.read_bytes() == whole[:-9]
    path.write_bytes(whole)
    assert read(placed) == [("1.xml", Exchanged.TAKEN)]


def test_a_file_left_unfinished_is_rejected_in_the_end(placed: Placed, erp: Erp, order: Order) -> None:
    path = erp.say("1.xml", order_response(order.number))
    path.write_bytes(path.read_bytes()[:-9])
    os.utime(path, (1, 1))
    assert read(placed) == [("1.xml", Exchanged.REJECTED)]
    assert (
        erp.result("1.xml")[1][0][2]
        == "Die Datei ist nicht vollständig: Sie endet, bevor alles geschlossen ist."
    )
    assert fresh(order).state == OrderState.HANDED_OVER


def test_what_is_no_answer_stays_where_it_is(placed: Placed, erp: Erp, order: Order, home: Path) -> None:
    secret = home / "secret.xml"
    secret.write_bytes(answers(order_response(order.number)))
    erp.into.mkdir(parents=True)
    (erp.into / "link.xml").symlink_to(secret)
    (erp.into / "folder.xml").mkdir()
    os.mkfifo(erp.into / "pipe.xml")
    for name in (".hidden.xml", "1.xml.tmp", "readme.txt"):
        (erp.into / name).write_bytes(answers(order_response(order.number)))
    before = sorted(path.name for path in erp.into.iterdir())
    assert read(placed) == []
    assert sorted(path.name for path in erp.into.iterdir()) == before
    assert fresh(order).state == OrderState.HANDED_OVER


def test_a_file_too_large_is_put_away_unread(placed: Placed, erp: Erp, order: Order) -> None:
    path = erp.say("1.xml", order_response(order.number))
    with path.open("ab") as file:
        file.truncate(MOST_BYTES + 1)
    assert read(placed) == [("1.xml", Exchanged.REJECTED)]
    assert erp.result("1.xml")[1] == [("", "", "Die Datei ist größer als 10 MB.")]


def test_a_strange_name_is_put_away_under_a_harmless_one(placed: Placed, erp: Erp, order: Order) -> None:
    strange = "ü <b>\n" + "x" * 230 + ".XML"
    erp.say(strange, order_response(order.number))
    (erp.into / strange).rename(erp.into / os.fsdecode(b"\xff\xfe.xml"))
    assert [outcome for _name, outcome in read(placed)] == [Exchanged.TAKEN]
    assert erp.result("__.xml") == ("processed", [])
    erp.say(strange, order_response(order.number, "done"))
    ((name, outcome),) = read(placed)
    assert (outcome, len(name)) == (Exchanged.TAKEN, 154)


def test_other_content_under_a_name_already_put_away(placed: Placed, erp: Erp, order: Order) -> None:
    for state in ("confirmed", "done"):
        erp.say("answer.xml", order_response(order.number, state))
        read(placed)
    kept = sorted(path.name for path in (erp.into / "processed").iterdir())
    assert len(kept) == 4
    assert fresh(order).state == OrderState.DONE
