"""Addresses of deciding."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.solution import acting, decisions, page

_OF_CASE = "vorgang/<str:number>/massnahmen/"
_DECISION = "entscheidung/<int:decision_id>/"

urlpatterns = [
    path("freigaben/", decisions.approvals, name="approvals"),
    path(_OF_CASE, page.comparison, name="comparison"),
    path(f"{_OF_CASE}berechtigung/", acting.judge, name="judge"),
    path(f"{_OF_CASE}deckung/", acting.coverage, name="coverage"),
    path(f"{_OF_CASE}kosten/", acting.enter, name="enter_cost"),
    path(f"{_OF_CASE}ersatzteil/", acting.part, name="spare_part"),
    path(f"{_OF_CASE}ersatzteil/<int:part_id>/entfernen/", acting.drop_part, name="drop_spare_part"),
    path(f"{_OF_CASE}ausschluss/", acting.exclude, name="exclude_remedy"),
    path(f"{_OF_CASE}dienst/", acting.service, name="plan_service"),
    path(f"{_OF_CASE}entscheiden/", acting.decide, name="decide_remedy"),
    path(_DECISION, decisions.decision, name="decision"),
    path(f"{_DECISION}freigeben/", decisions.approve, name="approve_decision"),
    path(f"{_DECISION}ablehnen/", decisions.refuse, name="refuse_decision"),
    path(f"{_DECISION}abschliessen/", decisions.finish, name="finish_decision"),
    path(f"{_DECISION}zuruecknehmen/", decisions.take_back, name="take_back_decision"),
]
