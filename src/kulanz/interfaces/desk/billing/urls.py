"""Addresses of offers, credit notes and booked costs."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.billing import costs, credit_notes, offers

_CREDIT = "gutschriften/<int:credit_id>/"
_OFFER = "angebote/<int:offer_id>/"

urlpatterns = [
    path("gutschriften/", credit_notes.credit_list, name="credits"),
    path("gutschriften/freigeben/", credit_notes.release_many, name="credits_release"),
    path(_CREDIT, credit_notes.credit, name="credit"),
    path(f"{_CREDIT}freigeben/", credit_notes.release, name="credit_release"),
    path(f"{_CREDIT}bestaetigen/", credit_notes.confirm, name="credit_confirm"),
    path(f"{_CREDIT}stornieren/", credit_notes.cancel, name="credit_cancel"),
    path(f"{_CREDIT}bankverbindung/", credit_notes.account, name="credit_account"),
    path("angebote/", offers.offers, name="offers"),
    path(_OFFER, offers.offer, name="offer"),
    path(f"{_OFFER}antwort/", offers.answer, name="offer_answer"),
    path(f"{_OFFER}neu/", offers.again, name="offer_again"),
    path(f"{_OFFER}senden/", offers.send, name="offer_send"),
    path(f"{_OFFER}zurueckziehen/", offers.withdraw, name="offer_withdraw"),
    path("vorgang/<str:number>/kosten/", costs.book, name="book_cost"),
]
