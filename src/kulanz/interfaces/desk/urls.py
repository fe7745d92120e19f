"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.desk.cases import (
    actions,
    conversation,
    editing,
    joining,
    looking_up,
    many,
    page,
    recording,
    worklist,
)

app_name = "desk"

_CASE = "vorgang/<str:number>/"

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("suche/", worklist.search, name="search"),
    path("neu/", recording.new_case, name="new_case"),
    path("neu/aehnliche/", recording.duplicates, name="duplicates"),
    path("neues/", worklist.news, name="worklist_news"),
    path("finden/beteiligte/", looking_up.find_parties, name="find_parties"),
    path("finden/artikel/", looking_up.find_articles, name="find_articles"),
    path("auswahl/", many.bulk, name="bulk"),
    path("ansicht/", many.keep_view, name="keep_view"),
    path("ansicht/<int:view_id>/entfernen/", many.drop_view, name="drop_view"),
    path("entwurf/", conversation.draft, name="draft"),
    path("hochladen/", conversation.begin_upload, name="uploads"),
    path("hochladen/<str:token>/", conversation.upload, name="upload"),
    path("datei/<int:file_id>/", conversation.file, name="file"),
    path(_CASE, page.case, name="case"),
    path(f"{_CASE}protokoll/", page.protocol, name="protocol"),
    path(f"{_CASE}anwesend/", page.presence, name="presence"),
    path(f"{_CASE}nachricht/", conversation.send, name="send"),
    path(f"{_CASE}nachricht/<int:message_id>/zurueck/", conversation.withdraw, name="withdraw"),
    path(f"{_CASE}adressaten/", conversation.show_addressees, name="addressees"),
    path(f"{_CASE}dateien/", conversation.add_files, name="add_files"),
    path(f"{_CASE}dateien/<int:file_id>/entfernen/", conversation.drop_file, name="drop_file"),
    path(f"{_CASE}uebernehmen/", actions.take, name="take"),
    path(f"{_CASE}zuweisen/", actions.assign, name="assign"),
    path(f"{_CASE}wartet/", actions.waiting, name="waiting"),
    path(f"{_CASE}wiedervorlage/", actions.follow_up, name="follow_up"),
    path(f"{_CASE}entscheiden/", actions.decide, name="decide"),
    path(f"{_CASE}loesung/", actions.solve, name="solve"),
    path(f"{_CASE}beenden/", actions.close, name="close"),
    path(f"{_CASE}stornieren/", actions.cancel, name="cancel"),
    path(f"{_CASE}oeffnen/", actions.reopen, name="reopen"),
    path(f"{_CASE}spam/", actions.spam, name="spam"),
    path(f"{_CASE}aufgabe/", actions.add_task, name="add_task"),
    path(f"{_CASE}aufgabe/<int:task_id>/", actions.tick_task, name="tick_task"),
    path(f"{_CASE}beteiligte/", actions.add_participant, name="add_participant"),
    path(
        f"{_CASE}beteiligte/<int:participant_id>/entfernen/",
        actions.remove_participant,
        name="remove_participant",
    ),
    path(f"{_CASE}verbinden/", joining.link, name="link"),
    path(f"{_CASE}zusammenfuehren/", joining.merge, name="merge"),
    path(f"{_CASE}trennen/", joining.unmerge, name="unmerge"),
    path(f"{_CASE}aufteilen/", joining.split, name="split"),
    path(f"{_CASE}bearbeiten/", editing.edit, name="edit"),
    path(f"{_CASE}position/", editing.position, name="add_position"),
    path(f"{_CASE}position/<int:position_id>/", editing.position, name="position"),
    path(f"{_CASE}position/<int:position_id>/entfernen/", editing.drop_position, name="drop_position"),
]
