"""Our own pages around signing in."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from kulanz.core.access.gates import open_to_all
from kulanz.interfaces.account.views import (
    acting,
    calendar,
    first_run,
    joining,
    security,
    set_up,
    start,
    tablets,
)

app_name = "account"
urlpatterns = [
    path("start/", start.start, name="start"),
    path("sicherheit/", security.security, name="security"),
    path("sicherheit/sprache/", security.language, name="language"),
    path("sicherheit/mails/", security.news, name="news"),
    path("sicherheit/anmeldungen/andere/beenden/", security.end_other_sessions, name="end_other_sessions"),
    path("sicherheit/anmeldungen/<int:ident>/beenden/", security.end_session, name="end_session"),
    path("sicherheit/geraete/<int:device_id>/sperren/", tablets.revoke, name="revoke_tablet"),
    path("sicherheit/zweiter-faktor/", security.second_factor, name="second_factor"),
    path("kalender/", calendar.calendar, name="calendar"),
    path("kalender/neu/", calendar.renew, name="renew_calendar"),
    path("kalender/beenden/", calendar.end, name="end_calendar"),
    path("fuer-wen/", acting.choose, name="choose"),
    path("person/", acting.person, name="person"),
    path("wechsel/<slug:secret>/", acting.switch, name="switch"),
    path("einladung/<slug:secret>/", joining.invitation, name="invitation"),
    path("zugang-beantragen/", joining.apply, name="apply"),
    path("zugang-beantragen/danke/", joining.applied, name="applied"),
    path("einrichtung/", first_run.code, name="first_run"),
    path("einrichtung/haus/", first_run.house, name="first_run_house"),
    path("einrichtung/zugang/", first_run.administrator, name="first_run_administrator"),
    path("einrichtung/marke/", set_up.brand, name="set_up_brand"),
    path("einrichtung/postfach/", set_up.mailbox, name="set_up_mailbox"),
    path("einrichtung/texte/", set_up.texts, name="set_up_texts"),
    # where a person ends who types only the beginning of an address
    path("", open_to_all(RedirectView.as_view(pattern_name="account:start")), name="index"),
]
