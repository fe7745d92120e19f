"""Addresses of visits, the planning board and tours; included below desk/."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.execution import appointments, board, tours, visit_actions, visits

_VISIT = "einsatz/<str:visit_number>/"

urlpatterns = [
    path("einsatzplan/", board.planning_board, name="board"),
    path("einsatzplan/planen/", board.plan, name="board_plan"),
    path("einsatzplan/abwesenheit/", board.absence, name="absence"),
    path("einsatzplan/abwesenheit/<int:booking_id>/entfernen/", board.drop_absence, name="absence_drop"),
    path("touren/", tours.tours, name="tours"),
    path("vorgang/<str:number>/einsatz/", visit_actions.new_visit, name="new_visit"),
    path(_VISIT, visits.visit, name="visit"),
    path(f"{_VISIT}vorschlaege/", visits.suggestions, name="visit_suggestions"),
    path(f"{_VISIT}besetzung/", visits.crew, name="visit_crew"),
    path(f"{_VISIT}planen/", visit_actions.plan, name="visit_plan"),
    path(f"{_VISIT}vom-plan/", visit_actions.take_off, name="visit_take_off"),
    path(f"{_VISIT}absagen/", visit_actions.cancel, name="visit_cancel"),
    path(f"{_VISIT}bearbeiten/", visit_actions.edit, name="visit_edit"),
    path(f"{_VISIT}termin/", appointments.appointment, name="visit_appointment"),
    path(f"{_VISIT}termin/anbieten/", appointments.offer, name="visit_offer"),
    path(f"{_VISIT}termin/senden/", appointments.send, name="visit_tell"),
    path(f"{_VISIT}termin/brief/", appointments.letter, name="visit_letter"),
    path(f"{_VISIT}termin.ics", appointments.file, name="visit_file"),
]
