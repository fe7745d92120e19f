"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.portal import actions, case, filing, home, house, looking_up, uploads

app_name = "portal"

_CASE = "vorgang/<str:number>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("neu/", filing.choose_kind, name="new_case"),
    path("neu/<str:token>/", filing.new_case, name="filing"),
    path("neu/<str:token>/entwurf/", filing.keep_draft, name="draft"),
    path("neu/<str:token>/verwerfen/", filing.drop_draft, name="drop_draft"),
    path("finden/artikel/", looking_up.find_articles, name="find_articles"),
    path("finden/kunden/", looking_up.find_customers, name="find_customers"),
    path("finden/zeichen/", filing.reference_hint, name="reference_hint"),
    path("hochladen/", uploads.begin, name="uploads"),
    path("hochladen/<str:token>/", uploads.upload, name="upload"),
    path("datei/<int:file_id>/", uploads.file, name="file"),
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}nachricht/", actions.write, name="write"),
    path(f"{_CASE}nachricht/entwurf/", actions.keep_note, name="keep_note"),
    path(f"{_CASE}dateien/", actions.add_files, name="add_files"),
    path(f"{_CASE}zeichen/", actions.set_reference, name="set_reference"),
    path(f"{_CASE}zurueckziehen/", actions.withdraw, name="withdraw"),
    path(f"{_CASE}einspruch/", actions.object_to, name="object"),
    path(f"{_CASE}loesung/", actions.solve, name="solve"),
    path(f"{_CASE}rueckmeldung/", actions.confirm, name="confirm"),
    path("haus/", house.house, name="house"),
    path("haus/zugang/", house.ask_for_clerk, name="ask_for_clerk"),
    path("haus/zugang/<int:membership_id>/beenden/", house.end_access, name="end_access"),
    path("haus/person/", house.add_person, name="add_person"),
    path("haus/person/<int:person_id>/entfernen/", house.remove_person, name="remove_person"),
    path("haus/nachricht/", house.tell_office, name="tell_office"),
    path("haus/empfaenger/", house.new_recipient, name="new_recipient"),
    path("haus/empfaenger/<int:recipient_id>/", house.edit_recipient, name="edit_recipient"),
    path("haus/empfaenger/<int:recipient_id>/entfernen/", house.drop_recipient, name="drop_recipient"),
]
