"""Addresses for customers and visitors."""

from __future__ import annotations

from django.urls import path

from kulanz.interfaces.public import brand, calendar, pages
from kulanz.interfaces.public.appointment import views as appointment
from kulanz.interfaces.public.offer import account
from kulanz.interfaces.public.offer import views as offer
from kulanz.interfaces.public.option import views as option
from kulanz.interfaces.public.reporting import views as reporting
from kulanz.interfaces.public.service import views as service
from kulanz.interfaces.public.service_offer import views as service_offer
from kulanz.interfaces.public.tracking import files, renewal
from kulanz.interfaces.public.tracking import views as tracking

app_name = "public"
urlpatterns = [
    path("", pages.home, name="home"),
    path("robots.txt", pages.robots, name="robots"),
    path("impressum/", pages.imprint, name="imprint"),
    path("datenschutz/", pages.privacy, name="privacy"),
    path("barrierefreiheit/", pages.accessibility, name="accessibility"),
    path("marke/<int:brand_id>/<slug:version>/stil.css", brand.house_css, name="house_css"),
    path("marke/<int:brand_id>/<slug:version>/logo", brand.house_logo, name="house_logo"),
    path("melden/", reporting.report, name="report"),
    path("melden/hochladen/", reporting.upload, name="report_upload"),
    path("melden/hochladen/<str:upload_token>/", reporting.upload_part, name="report_upload_part"),
    path("melden/<slug:word>/", reporting.report_step, name="report_step"),
    path("einbetten/", reporting.embed_start, name="embed"),
    path("einbetten/kulanz.js", reporting.embed_script, name="embed_script"),
    path("einbetten/<str:token>/", reporting.embed_start, name="embed_start"),
    path("einbetten/<str:token>/hochladen/", reporting.embed_upload, name="embed_upload"),
    path(
        "einbetten/<str:token>/hochladen/<str:rest>/", reporting.embed_upload_part, name="embed_upload_part"
    ),
    path("einbetten/<str:token>/<slug:rest>/", reporting.embed_step, name="embed_step"),
    path("angebot/<str:token>/", offer.show, name="offer"),
    path("f/<str:token>/angebot/<int:offer_id>/", offer.show, name="case_offer"),
    path("f/<str:token>/termin/", appointment.show_of_case, name="case_appointment"),
    path("f/<str:token>/gutschrift/<int:credit_id>/", account.account, name="case_account"),
    path("entscheidung/<str:token>/", option.show, name="option"),
    path("stand/", renewal.renew, name="renew"),
    path("stand/gesendet/", renewal.renewed, name="renewed"),
    path("f/<str:token>/", tracking.show, name="case"),
    path("f/<str:token>/antwort/", tracking.answer, name="case_answer"),
    path("f/<str:token>/geloest/", tracking.solved, name="case_solved"),
    path("f/<str:token>/nicht-geloest/", tracking.not_solved, name="case_not_solved"),
    path("f/<str:token>/einspruch/", tracking.objection, name="case_objection"),
    path("f/<str:token>/zurueckziehen/", tracking.withdrawal, name="case_withdrawal"),
    path("f/<str:token>/sprache/", tracking.language, name="case_language"),
    path("f/<str:token>/datei/<int:file_id>/", files.file, name="case_file"),
    path("f/<str:token>/datei/<int:file_id>/bild/", files.thumbnail, name="case_thumbnail"),
    path("f/<str:token>/hochladen/", files.upload, name="case_upload"),
    path("f/<str:token>/hochladen/<str:upload_token>/", files.upload_part, name="case_upload_part"),
    path("termin/<str:token>/", appointment.show, name="appointment"),
    path("termin/<str:token>/kalender.ics", appointment.file, name="appointment_file"),
    path("kalender/<str:token>.ics", calendar.feed, name="calendar"),
    path("wartung/<str:token>/", service_offer.show, name="service_offer"),
    path("wartung/<str:token>/dokument/", service_offer.document, name="service_offer_document"),
    path("auftrag/<str:token>/", service.show, name="order"),
    path("auftrag/<str:token>/dokument/", service.document, name="order_document"),
    path("auftrag/<str:token>/sprache/", service.language, name="order_language"),
    path("auftrag/<str:token>/datei/<int:file_id>/", service.file, name="order_file"),
    path("auftrag/<str:token>/datei/<int:file_id>/bild/", service.thumbnail, name="order_thumbnail"),
    path("auftrag/<str:token>/<slug:word>/", service.answer, name="order_answer"),
]
