"""What the demo video shows: a dealer reports, the office decides and plans, a technician works, all know."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

# A filmed person, as `video.Actor` makes one.
Actor = Any

DEALER: Final = "inga.thiesbrummel@raumwerk-wessendorf.example"
LEAD: Final = "lead@nordbruck.example"
TECHNICIAN: Final = "technik@nordbruck.example"
_TABLET: Final = {"width": 1024, "height": 768}
_DESK: Final = {"width": 1280, "height": 800}


def tell(act: Callable[[str, dict[str, int]], Actor]) -> None:
    """The whole story; `act` signs somebody in at a browser of his own, of a size."""
    dealer = act(DEALER, _DESK)
    _dealer_reports(dealer)
    lead = act(LEAD, _DESK)
    _office_decides(lead)
    _office_plans(lead)
    technician = act(TECHNICIAN, _TABLET)
    _technician_works(technician)
    _dealer_reads(dealer)
    _end(lead)
    for actor in (dealer, lead, technician):
        actor.end()


def _dealer_reports(dealer: Actor) -> None:
    dealer.open("/portal/")
    dealer.say(
        "Der Fachhandelspartner sieht alle seine Vorgänge: wie sie stehen und auf wen sie warten.",
        "The dealer sees all his cases: how they stand and whom they wait for.", 5,
    )  # fmt: skip
    dealer.open("/portal/neu/")
    dealer.say("Melden dauert eine Minute.", "Reporting takes a minute.", 3)
    kind = dealer.page.locator("main a.case-row").first
    with dealer.page.expect_navigation():
        kind.click()
    dealer.page.wait_for_load_state("networkidle")
    dealer.say("Was ist los? Foto dazu, fertig.", "What is wrong? Add a photo, done.", 2)
    dealer.type("input[name=title]", "Bürodrehstuhl sinkt ab")
    dealer.scroll("[name=dealer_part]")
    dealer.say(
        "Wer führt aus, und in welcher Rolle ist der Händler? Das entscheidet, wer die Rechnung bekommt.",
        "Who carries it out, and in which part is the dealer? That decides who gets the invoice.", 5,
    )  # fmt: skip


def _office_decides(lead: Actor) -> None:
    lead.open("/desk/")
    lead.say(
        "Im Servicebüro liegen alle Vorgänge in einer Liste, ganz mit der Tastatur zu bedienen.",
        "At the service office all cases are in one list, worked by keyboard.", 5,
    )  # fmt: skip
    lead.open("/desk/?claim=accepted")
    for number in dict.fromkeys(re.findall(r"[A-Z]{2}-20\d\d-\d{5}", lead.page.content())):
        answer = lead.page.goto(f"/desk/vorgang/{number}/massnahmen/")
        if answer is not None and answer.ok and lead.page.locator(".receipt").count():
            break
    lead.page.wait_for_load_state("networkidle")
    lead.say(
        "Vor der Entscheidung steht, was jede Maßnahme kostet: Zeile für Zeile, mit Herkunft.",
        "Before anybody decides it shows what each remedy costs: line by line, with its origin.", 6,
    )  # fmt: skip


def _office_plans(lead: Actor) -> None:
    lead.open("/desk/einsatzplan/")
    lead.say(
        "Der Einsatzplan: eine Woche, alle Techniker. Sicherheitsrelevantes darf nur, wer dafür "
        "zertifiziert ist.",
        "The visit schedule: a week, all technicians. Safety-relevant work is for certified people only.", 6,
    )  # fmt: skip


def _technician_works(technician: Actor) -> None:
    technician.open("/feld/")
    technician.page.wait_for_timeout(2500)
    technician.say(
        "Der Techniker hat seinen Tag auf dem Tablet, auch im Keller ohne Netz.",
        "The technician has his day on the tablet, also in a cellar without network.", 5,
    )  # fmt: skip
    visit = technician.page.locator(".visit").first
    if visit.count():
        visit.click()
        technician.page.wait_for_timeout(900)
        technician.say(
            "Alles, was er wissen muss: Aufgabe, Ort, Teile, Historie, und ob er darf.",
            "Everything he needs: task, place, parts, history, and whether he may.", 5,
        )  # fmt: skip


def _dealer_reads(dealer: Actor) -> None:
    dealer.open("/portal/auswertung/")
    dealer.say(
        "Der Händler wertet seine Vorgänge selbst aus und rechnet: selbst machen oder Werkskundendienst?",
        "The dealer analyses his cases himself and reckons: make or buy?", 6,
    )  # fmt: skip
    dealer.open("/portal/auswertung/selbst-oder-werk/")
    dealer.look(3)


def _end(lead: Actor) -> None:
    lead.open("/desk/berichte/")
    lead.say(
        "Jeder Bericht ist da, sobald der Techniker ihn abschließt. So weiß jeder, wie es steht.",
        "Every report is there as soon as the technician finishes it. So everybody knows how it stands.", 6,
    )  # fmt: skip
